"""Jobs of messaging."""

from __future__ import annotations

from lms.accounts.models import User
from lms.messaging.delivery import deliver_message, forget_sent_messages, sweep_letters
from lms.messaging.gathered import ask_for_gathered_letters, forget_looks, write_gathered_letter
from lms.messaging.kinds import Rhythm
from lms.messaging.models import OutgoingMessage
from lms.messaging.notice_letters import mail_due_notices, mail_notices
from lms.messaging.notices import forget_notices, repair_unread_counts


def deliver_message_job(message_id: int) -> None:
    """Queue door to ``deliver_message``. A vanished letter is not an error."""
    message = OutgoingMessage.objects.filter(pk=message_id).first()
    if message is not None:
        deliver_message(message=message)


def sweep_letters_job() -> None:
    """Queue door to ``sweep_letters``; run every five minutes."""
    sweep_letters()


def forget_sent_messages_job() -> None:
    """Queue door to ``forget_sent_messages``; run every day."""
    forget_sent_messages()


def mail_notices_job(person_id: int) -> None:
    """Queue door to ``mail_notices``. A vanished person is not an error."""
    person = User.objects.filter(pk=person_id).first()
    if person is not None:
        mail_notices(person=person)


def mail_due_notices_job() -> None:
    """Queue door to ``mail_due_notices``; run every five minutes."""
    mail_due_notices()


def ask_for_gathered_letters_job() -> None:
    """Queue door to ``ask_for_gathered_letters``; run every ten minutes."""
    ask_for_gathered_letters()


def write_gathered_letter_job(person_id: int, rhythm: str) -> None:
    """Queue door to ``write_gathered_letter``. A vanished person is not an error."""
    person = User.objects.filter(pk=person_id).first()
    if person is not None:
        write_gathered_letter(person=person, rhythm=Rhythm(rhythm))


def tidy_notices_job() -> None:
    """Queue door to what keeps notices tidy; run every day."""
    forget_notices()
    forget_looks()
    repair_unread_counts()
