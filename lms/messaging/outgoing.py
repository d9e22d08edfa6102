"""Letters on their way to the mail server: written down whole, in the transaction of whoever asked."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage as MimeMessage
from typing import cast
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from lms.messaging.models import OutgoingMessage
from lms.queue.services import enqueue

DELIVER_JOB = "lms.messaging.tasks.deliver_message_job"


@transaction.atomic
def write_letter(
    letter: EmailMessage,
    *,
    kind: str = "",
    key: str = "",
    person_uid: UUID | None = None,
    due_at: datetime | None = None,
) -> OutgoingMessage:
    """``letter`` is an ``OutgoingMessage``, and a job will deliver it, at once unless it is due later.

    Idempotent by (person, kind, key) where there is a ``key``: the first letter stays.
    """
    values = {
        "mime": letter.message().as_bytes(),
        "sender": letter.from_email,
        "recipients": letter.recipients(),
        "due_at": due_at,
    }
    if key:
        row, is_new = OutgoingMessage.objects.get_or_create(
            kind=kind, key=key, person_uid=person_uid, defaults=values
        )
    else:
        row, is_new = OutgoingMessage.objects.create(kind=kind, person_uid=person_uid, **values), True
    if is_new and (due_at is None or due_at <= timezone.now()):
        enqueue(DELIVER_JOB, row.pk)
    return row


class _StoredMime(MimeMessage):
    """A letter as it was put together; its bytes are never made anew."""

    raw = b""

    def as_bytes(self, unixfrom: bool = False, policy: object = None, linesep: str = "\n") -> bytes:
        return linesep.encode().join(self.raw.splitlines()) + linesep.encode()


class StoredLetter(EmailMessage):
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
