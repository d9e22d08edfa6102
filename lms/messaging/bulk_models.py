"""One letter to many people, and what became of it for each of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BulkState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("finished")


class RecipientState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("unknown")
    FAILED = "failed", _("refused by the mail server")
    LEFT_OUT = "left_out", _("left out")


class LeftOut(models.TextChoices):
    """Why somebody on the list was not written to."""

    WITHDREW = "withdrew", _("no longer wants letters by e-mail")
    GONE = "gone", _("no longer on the list")
    SUPPRESSED = "suppressed", _("their address refuses our letters")
    NO_ADDRESS = "no_address", _("without an e-mail address")


class BulkSend(models.Model):
    """One letter for updates: a draft, then a run.

    ``taken_…`` say how far the list of recipients was written; ``taken_at`` is when it was whole.
    ``held_until`` is the hold of the worker that is at it now. ``trouble`` is what the mail server
    last said to all of it, without any address.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=20_000)
    link_text = models.CharField(_("words of the button"), max_length=60, blank=True)
    link_url = models.CharField(_("where the button leads"), max_length=500, blank=True)
    audiences = models.JSONField(_("to whom"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=BulkState, default=BulkState.DRAFT)
    author_uid = models.UUIDField(_("written by"), db_index=True)
    sent_by_uid = models.UUIDField(_("sent by"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    started_at = models.DateTimeField(_("sent from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("finished"), null=True, blank=True)
    taken_audience = models.PositiveSmallIntegerField(default=0)
    taken_after = models.BigIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[BulkSend]] = models.Manager()

    class Meta:
        verbose_name = _("letter to many")
        verbose_name_plural = _("letters to many")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class BulkRecipient(models.Model):
    """One person on the list of one letter; their address is looked up when it is sent, and not kept.

    ``address_key`` is a keyed hash, so that nobody gets the letter twice under two writings of an
    address. ``sending`` outside of a worker's hold means that the worker died: nobody knows whether
    the letter left, and it becomes ``unknown``.
    """

    bulk = models.ForeignKey(BulkSend, on_delete=models.CASCADE, related_name="recipients")
    audience = models.CharField(max_length=40)
    subject_uid = models.UUIDField(db_index=True)
    address_key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=RecipientState, default=RecipientState.WAITING)
    reason = models.CharField(max_length=10, choices=LeftOut, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects: ClassVar[models.Manager[BulkRecipient]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "address_key"], name="bulk_one_letter_an_address")
        ]
        indexes = [models.Index(fields=["bulk", "state", "attempts", "id"], name="bulk_next_in_line")]
