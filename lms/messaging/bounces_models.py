"""What mail providers told us of letters that came back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import NormalisedEmailField


class MailEventKind(models.TextChoices):
    BOUNCED = "bounced", _("a letter came back for good")
    COMPLAINED = "complained", _("a letter was called unwanted")
    ALLOWED = "allowed", _("letters were allowed again by an administrator")


class MailEvent(models.Model):
    """One thing that befell an address, told of whoever it belonged to: never the address itself.

    ``key`` is the provider's own number of the event, so that told twice it is one.
    """

    kind = models.CharField(max_length=10, choices=MailEventKind)
    subject_uid = models.UUIDField(null=True, blank=True, db_index=True)
    provider = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[MailEvent]] = models.Manager()

    class Meta:
        ordering = ["-at", "-pk"]


class Suppression(models.Model):
    """An address that gets no more letters, and why; gone when letters are allowed again.

    After a complaint those still go that cannot be left out (``lms.messaging.delivery``).
    """

    address = NormalisedEmailField(max_length=254, unique=True)
    reason = models.CharField(max_length=10, choices=MailEventKind)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[models.Manager[Suppression]] = models.Manager()

    class Meta:
        verbose_name = _("address that gets no letters")
        verbose_name_plural = _("addresses that get no letters")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.address
