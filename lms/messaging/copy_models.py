"""Words of organisers in place of the house's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageCopy(models.Model):
    """One version of the words of a kind of message in a language; the newest counts.

    Append-only, so that what was sent at any time can be told. ``is_house`` takes the words of the
    house again, and then has no text of its own.
    """

    kind = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    is_house = models.BooleanField(default=False)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    author_uid = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[MessageCopy]] = models.Manager()

    class Meta:
        verbose_name = _("words of a message")
        verbose_name_plural = _("words of messages")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="copy_one_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"
