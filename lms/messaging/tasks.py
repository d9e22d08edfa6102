"""Jobs of messaging."""

from lms.messaging.models import OutgoingMessage
from lms.messaging.services import deliver_message


def deliver_message_job(message_id: int) -> None:
    """Queue door to ``deliver_message``. A vanished letter is not an error."""
    message = OutgoingMessage.objects.filter(pk=message_id).first()
    if message is not None:
        deliver_message(message=message)
