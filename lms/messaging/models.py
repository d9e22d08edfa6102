"""Letters waiting to leave."""

from __future__ import annotations

import uuid

from django.db import models

from lms.messaging.bounces_models import MailEvent, MailEventKind, Suppression  # noqa: F401
from lms.messaging.bulk_models import BulkRecipient, BulkSend, BulkState, RecipientState  # noqa: F401
from lms.messaging.copy_models import MessageCopy  # noqa: F401


class OutgoingMessage(models.Model):
    """One e-mail, whole, until it was handed to the mail server; its content is then wiped.

    ``claimed_at`` is when a worker began to hand it over; it is cleared by a refusal.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mime = models.BinaryField(default=bytes)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
