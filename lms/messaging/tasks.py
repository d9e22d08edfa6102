"""Jobs of messaging."""

from __future__ import annotations

from lms.messaging.models import OutgoingMessage
from lms.messaging.services import deliver_message, forget_sent_messages


def deliver_message_job(message_id: int) -> None:
    """Queue door to ``deliver_message``. A vanished letter is not an error."""
    message = OutgoingMessage.objects.filter(pk=message_id).first()
    if message is not None:
        deliver_message(message=message)


def forget_sent_messages_job() -> None:
    """Queue door to ``forget_sent_messages``; run every day."""
    forget_sent_messages()
