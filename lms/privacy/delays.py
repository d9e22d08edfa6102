"""Safeguarding decisions that an entry of “who saw it” is shown later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.audit.services import record
from lms.audit.words import deed_in_words
from lms.privacy.models import ReadDelay
from lms.privacy.registry import Words
from lms.privacy.selectors import words_of_read

MOST_READS = 50
NOBODY = UUID(int=0)


@transaction.atomic
def delay_read(*, event: AuditEvent, person: User, until: datetime, reason: str, actor: User) -> ReadDelay:
    """``person`` does not see ``event``, a read of theirs, before ``until``; the first decision stays.

    Idempotent. Records ``privacy.read_delayed``.
    """
    delayed, made = ReadDelay.objects.get_or_create(
        event_uid=event.uid,
        defaults={
            "person_uid": person.uid,
            "until": until,
            "reason": reason,
            "decided_by_uid": actor.uid,
        },
    )
    if made:
        record(
            actor_uid=actor.uid,
            action="privacy.read_delayed",
            subject=f"event:{event.uid}",
            until=until.date().isoformat(),
            reason=str(reason),
        )
    return delayed


@dataclass(frozen=True)
class Entry:
    """One read with its reader, as staff see it, and the decision to show it later."""

    event: AuditEvent
    what: Words
    reader: str
    delay: ReadDelay | None


def reads_of(person: User, *, reader: User) -> list[Entry]:
    """The newest reads of sensitive records of ``person``, for staff who decide; none for their own."""
    if person.pk == reader.pk:
        return []
    events = list(
        AuditEvent.objects.filter(about_uid=person.uid, is_read=True).order_by("-at", "-pk")[:MOST_READS]
    )
    readers = User.objects.filter(uid__in={event.actor_uid for event in events})
    names = {one.uid: one.display_name for one in readers}
    delays = {one.event_uid: one for one in ReadDelay.objects.filter(person_uid=person.uid)}
    return [
        Entry(
            event,
            words_of_read(event.action) or deed_in_words(event.action),
            names.get(event.actor_uid or NOBODY, "–"),
            delays.get(event.uid),
        )
        for event in events
    ]
