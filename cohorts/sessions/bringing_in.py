"""Attendance that was noted elsewhere, brought in for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.utils import timezone

from cohorts.programmes.completion import settle_place
from cohorts.sessions.models import THERE, Attendance, AttendanceSource, Credit
from lms.accounts.models import User


@dataclass(frozen=True)
class Brought:
    """What a file says of one trainee and one session."""

    session_id: int
    place_id: int
    state: str
    minutes: int | None = None


class Verdict(Enum):
    """What bringing it in would do."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    STAYS = "stays"


def verdict_on(row: Attendance | None, brought: Brought) -> Verdict:
    """What ``brought`` would do to ``row``. Asks nothing.

    An import corrects what an import noted. What was noted here, by hand, code or report, stays; an
    absence that only the closing of the register noted gives way to somebody who was there.
    """
    if row is None or not row.state:
        return Verdict.NEW
    minutes = row.minutes if brought.minutes is None else brought.minutes
    if row.source == AttendanceSource.IMPORT:
        return Verdict.SAME if (row.state, row.minutes) == (brought.state, minutes) else Verdict.CHANGE
    if row.state == brought.state:
        return Verdict.SAME
    gives_way = row.source == AttendanceSource.CLOSING and brought.state in THERE
    return Verdict.CHANGE if gives_way else Verdict.STAYS


@transaction.atomic
def bring_in_attendance(*, brought: Sequence[Brought], actor: User) -> int:
    """The register says what ``brought`` says, where nothing better is known; how many rows changed.

    Repeatable. Queries do not grow with the rows, but for each person whose place is settled. Credit
    follows as it does by hand: who was there has it, and other credit stays.
    """
    wanted = {(one.session_id, one.place_id): one for one in brought}
    pairs = {"session__in": {key[0] for key in wanted}, "place__in": {key[1] for key in wanted}}
    there = set(Attendance.objects.filter(**pairs).values_list("session", "place"))
    missing = [Attendance(session_id=key[0], place_id=key[1]) for key in sorted(set(wanted) - there)]
    Attendance.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
    changed = []
    for row in Attendance.objects.select_for_update().filter(**pairs).order_by("pk"):
        one = wanted.get((row.session_id, row.place_id))
        if one is not None and verdict_on(row, one) in (Verdict.NEW, Verdict.CHANGE):
            changed.append(_noted(row, one, actor))
    fields = ["state", "source", "noted_by", "noted_at", "minutes", "credit", "credited_at"]
    Attendance.objects.bulk_update(changed, fields, batch_size=500)
    for place_id in sorted({row.place_id for row in changed if row.has_credit}):
        settle_place(place_id)
    return len(changed)


def _noted(row: Attendance, one: Brought, actor: User) -> Attendance:
    row.state, row.source = one.state, AttendanceSource.IMPORT
    row.noted_by, row.noted_at = actor, timezone.now()
    row.minutes = row.minutes if one.minutes is None else one.minutes
    if one.state in THERE and not row.has_credit:
        row.credit, row.credited_at = Credit.ATTENDED, timezone.now()
    elif one.state not in THERE and row.credit == Credit.ATTENDED:
        row.credit, row.credited_at = Credit.NONE, None
    return row
