"""Handing letters to the mail server."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage as MimeMessage
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils import timezone

from lms.messaging.models import OutgoingMessage

# A worker that claimed a letter and died gives it up: longer than a job may run.
CLAIM_HOLDS = timedelta(seconds=75)
KEEP_SENT = timedelta(days=30)


class MessageClaimedError(RuntimeError):
    """Two workers met at one letter; the later one tries again after a pause."""


class _StoredMime(MimeMessage):
    """A letter as it was put together; its bytes are never made anew."""

    raw = b""

    def as_bytes(self, unixfrom: bool = False, policy: object = None, linesep: str = "\n") -> bytes:
        return linesep.encode().join(self.raw.splitlines()) + linesep.encode()


class _StoredMessage(EmailMessage):
    """What Django's mail backends want to be given, around a stored letter."""

    def __init__(self, message: OutgoingMessage) -> None:
        raw = bytes(message.mime)
        self._mime = cast(
            _StoredMime, email.message_from_bytes(raw, _class=_StoredMime, policy=email.policy.default)
        )
        self._mime.raw = raw
        text = self._mime.get_body(("plain",))
        super().__init__(
            subject=str(self._mime["Subject"] or ""),
            body=text.get_content() if text else "",
            from_email=message.sender,
            to=list(message.recipients),
        )

    def message(self, *args: object, **kwargs: object) -> MimeMessage:
        return self._mime


def deliver_message(*, message: OutgoingMessage) -> None:
    """Hand ``message`` to the mail server and wipe its content.

    Sent once and once only unless the worker dies between the server's yes and
    our note of it (then the person may get it twice, never not at all). No
    transaction is open while the server is spoken to.

    Raises ``MessageClaimedError`` while another worker is sending it, and whatever
    the server's refusal raises; the content stays for the next attempt.
    """
    if not _claim(message):
        return
    try:
        get_connection(settings.DELIVERY_BACKEND).send_messages([_StoredMessage(message)])
    except BaseException:
        OutgoingMessage.objects.filter(pk=message.pk).update(claimed_at=None)
        raise
    message.sent_at, message.mime = timezone.now(), b""
    message.save(update_fields=["sent_at", "mime"])


def _claim(message: OutgoingMessage) -> bool:
    """True if the letter is ours to send, False if it was sent; one statement decides between workers."""
    now = timezone.now()
    unsent = OutgoingMessage.objects.filter(pk=message.pk, sent_at__isnull=True)
    free = unsent.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_HOLDS))
    if free.update(claimed_at=now):
        return True
    if unsent.exists():
        raise MessageClaimedError("Another worker is sending this letter.")
    return False


def forget_sent_messages() -> int:
    """Letters sent more than 30 days ago are gone, addresses included; returns how many went."""
    return OutgoingMessage.objects.filter(sent_at__lt=timezone.now() - KEEP_SENT).delete()[0]
