"""The e-mail door: Django's mail API writes a letter to the database, a job delivers it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lms.messaging.outgoing import write_letter


class QueuedEmailBackend(BaseEmailBackend):
    """Every letter becomes an ``OutgoingMessage`` and one job, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            if not message.recipients():
                continue
            write_letter(message)
            sent += 1
        return sent
