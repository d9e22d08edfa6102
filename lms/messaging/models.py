"""Letters waiting to leave."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.messaging.bounces_models import MailEvent, MailEventKind, Suppression  # noqa: F401
from lms.messaging.bulk_models import BulkRecipient, BulkSend, BulkState, RecipientState  # noqa: F401
from lms.messaging.copy_models import MessageCopy  # noqa: F401
from lms.messaging.notices_models import (  # noqa: F401
    GatheredLetter,
    Notice,
    NoticeChoice,
    QuietHours,
)


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("unknown whether it arrived")
    FAILED = "failed", _("refused by the mail server")
    STOPPED = "stopped", _("stopped")


class StopReason(models.TextChoices):
    """Why a letter was not sent, found at the moment of sending."""

    STANDING = "standing", _("the person is frozen, has died, or was erased")
    ADDRESS = "address", _("the person has another address by now")
    SUPPRESSED = "suppressed", _("letters to that address came back")
    WITHDREW = "withdrew", _("the person no longer allows it")


class OutgoingMessage(models.Model):
    """One e-mail, whole, until it was handed to the mail server; its content is then wiped.

    ``claimed_at`` is when a worker began to hand it over. A letter that is still ``sending`` when
    the claim has run out is ``unknown``: its worker died, and nobody can say whether the server had
    it. ``due_at`` is when it is tried next at the earliest, ``queued_at`` since when it is tried.
    ``trouble`` is the kind of the last error and the server's code, never its words. ``kind`` and
    ``key`` are a notice's; letters of accounts have neither, nor a ``person_uid``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mime = models.BinaryField(default=bytes)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    key = models.CharField(max_length=200, blank=True)
    person_uid = models.UUIDField(null=True, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.WAITING)
    reason = models.CharField(_("why"), max_length=10, choices=StopReason, blank=True)
    trouble = models.CharField(_("error"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, db_index=True)

    objects: ClassVar[models.Manager[OutgoingMessage]] = models.Manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["person_uid", "kind", "key"], condition=~models.Q(key=""), name="letter_written_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | ~models.Q(state="sent") & models.Q(sent_at=None),
                name="letter_sent_at_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="letter_not_sent_yet", condition=~models.Q(state="sent"))
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'letter'} {self.uid}"
