"""What keeps accounts in the hands of those to whom they belong."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import NormalisedEmailField


class AddressChange(models.Model):
    """One change of a person's address, kept for the seven days in which it can be undone.

    ``actor_uid`` is who changed it: the person, or staff. ``password_mark`` tells whether the
    password was changed since. The row goes when the days are over, and the addresses with it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="address_changes"
    )
    old = NormalisedEmailField(max_length=254)
    new = NormalisedEmailField(max_length=254, blank=True)
    actor_uid = models.UUIDField(null=True)
    password_mark = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]


class IdentityCheck(models.TextChoices):
    """How staff made sure who somebody is: a kind for the record, never a text about them."""

    MET = "met", _("Met in person, by somebody who knows them")
    DOCUMENT = "document", _("A document with a photograph was seen, and not copied")
    VIDEO = "video", _("A video call with somebody who knows them")
    CALLED = "called", _("Called back on a number that we had before")


class Recovery(models.Model):
    """Staff bring somebody back who lost their mailbox: one opens it, another confirms it within three days.

    One open recovery for a person at most. The new address goes with the row, thirty days after.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries")
    email = NormalisedEmailField(_("new address"), max_length=254)
    checked = models.CharField(_("how we know who it is"), max_length=8, choices=IdentityCheck)
    resets_factors = models.BooleanField(_("passkeys and authenticator app are lost too"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
                name="accounts_one_open_recovery",
            )
        ]

    @property
    def is_open(self) -> bool:
        ended = self.confirmed_at or self.withdrawn_at
        return ended is None and self.expires_at > timezone.now()
