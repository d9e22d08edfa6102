"""Handing letters to the mail server."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage as MimeMessage
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from lms.messaging.models import OutgoingMessage


class _Whole(EmailMessage):
    """A letter that was put together before, sent as it stands."""

    def __init__(self, mime: MimeMessage, sender: str, recipients: list[str]) -> None:
        super().__init__(subject=str(mime["Subject"] or ""), from_email=sender, to=recipients)
        self._mime = mime

    def message(self, *args: object, **kwargs: object) -> MimeMessage:  # type: ignore[override]
        return self._mime


def deliver_message(*, message: OutgoingMessage) -> None:
    """Hand ``message`` to the mail server and wipe its content.

    Sent once and once only unless the worker dies between the server's yes and
    our note of it (then the person may get it twice, never not at all).
    Raises whatever the server's refusal raises; the content stays for the next attempt.
    """
    if message.sent_at is not None:
        return
    mime = cast(
        MimeMessage, email.message_from_bytes(bytes(message.mime), policy=email.policy.SMTP)
    )
    connection = get_connection(settings.DELIVERY_BACKEND)
    connection.send_messages([_Whole(mime, message.sender, list(message.recipients))])
    message.sent_at, message.mime = timezone.now(), b""
    message.save(update_fields=["sent_at", "mime"])
