"""The e-mail door: Django's mail API writes a letter to the database, a job delivers it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from lms.messaging.models import OutgoingMessage
from lms.queue.services import enqueue


class QueuedEmailBackend(BaseEmailBackend):
    """Every letter becomes an ``OutgoingMessage`` and one job, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            recipients = message.recipients()
            if not recipients:
                continue
            with transaction.atomic():
                row = OutgoingMessage.objects.create(
                    mime=message.message().as_bytes(), sender=message.from_email, recipients=recipients
                )
                enqueue("lms.messaging.tasks.deliver_message_job", row.pk)
            sent += 1
        return sent
