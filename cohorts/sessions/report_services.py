"""Bringing in a participants’ report: read, matched to people, reviewed, applied; again and again."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cohorts.programmes.models import Place
from cohorts.sessions.attendance import LATE_AFTER, attendance_of, note
from cohorts.sessions.call_reports import Heard, length, merged, read_report
from cohorts.sessions.errors import SessionCancelledError
from cohorts.sessions.models import (
    Attendance,
    AttendanceSource,
    AttendanceState,
    CallReport,
    KnownName,
    LiveSession,
    Matched,
    ReportedPerson,
)
from lms.accounts.models import User
from lms.audit.services import record
from lms.names import name_key

# “Naddy (Nadia Ahmed)”: the name now and the one of the account; “Nadia Ahmed (she/her)” too.
_BRACKETS = re.compile(r"^(?P<outer>[^()]+?)\s*\((?P<inner>[^()]+)\)\s*$")


class Names:
    """Whose a name is, in one cohort. Three queries, however many names are asked.

    A name that two trainees have is nobody’s until a person says so.
    """

    def __init__(self, cohort_id: int) -> None:
        places = Place.objects.taking_up_room().filter(cohort=cohort_id).select_related("trainee")
        self.by_email: dict[str, Place] = {}
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            if place.trainee.email:
                self.by_email[place.trainee.email.lower()] = place
            self.by_name[name_key(place.trainee.display_name)].append(place)
        known = KnownName.objects.filter(cohort=cohort_id).select_related("place")
        self.known = {name.name_key: name.place for name in known}

    def find(self, heard: Heard) -> tuple[Place | None, Matched]:
        """The trainee and how they were found; by address, then by what was said before, then by name."""
        if place := self.by_email.get(heard.email):
            return place, Matched.EMAIL
        if place := self.known.get(name_key(heard.name)[:200]):
            return place, Matched.KNOWN
        for name in _readings(heard.name):
            people = self.by_name.get(name_key(name), [])
            if len(people) == 1:
                return people[0], Matched.NAME
        return None, Matched.OPEN


def _readings(name: str) -> list[str]:
    """What ``name`` may mean: as it stands, and what is before and in its brackets."""
    found = _BRACKETS.match(name)
    return [name, found["inner"], found["outer"]] if found else [name]


@transaction.atomic
def bring_in(*, session: LiveSession, actor: User, content: bytes, zone: str = "") -> CallReport:
    """The report is read and its people are matched; nothing is noted until it is applied.

    The file is not kept, nor are the addresses in it. Idempotent: the same file in the same zone is
    the same report, with what was reviewed in it. Raises ``ReportUnreadableError`` and
    ``SessionCancelledError``.
    """
    if session.is_cancelled:
        raise SessionCancelledError
    reading = read_report(content, starts_at=session.starts_at, ends_at=session.ends_at, zone=zone)
    LiveSession.objects.select_for_update().values("pk").get(pk=session.pk)
    digest = hashlib.sha256(content).hexdigest()
    # The same file with its times read otherwise takes the place of the first reading.
    CallReport.objects.filter(session=session, digest=digest).exclude(zone=reading.zone).delete()
    report, is_new = CallReport.objects.get_or_create(
        session=session,
        digest=digest,
        zone=reading.zone,
        defaults={"layout": reading.layout, "made_by": actor, "unread": reading.unread},
    )
    if is_new:
        names = Names(session.cohort_id)
        ReportedPerson.objects.bulk_create(
            _reported(report, heard, session, *names.find(heard)) for heard in reading.people
        )
        record(
            actor_uid=actor.uid,
            action="sessions.report",
            subject=f"session:{session.uid}",
            people=len(reading.people),
        )
    return report


def _reported(
    report: CallReport, heard: Heard, session: LiveSession, place: Place | None, how: Matched
) -> ReportedPerson:
    first, last = session.starts_at, session.ends_at
    if heard.spans:
        first = datetime.fromtimestamp(heard.spans[0][0], UTC)
        last = datetime.fromtimestamp(heard.spans[-1][1], UTC)
    return ReportedPerson(
        report=report,
        name=heard.name,
        minutes=heard.whole_minutes,
        first_at=first,
        last_at=last,
        spans=heard.spans,
        place=place,
        matched=how,
    )


@transaction.atomic
def review(*, report: CallReport, choices: Mapping[ReportedPerson, Place | None], actor: User) -> None:
    """Each of these names is the trainee’s named beside it; None: of nobody in the cohort. Repeatable.

    A name given to a trainee by hand is known in this cohort from then on, and one taken away no longer.
    """
    cohort = report.session.cohort
    for person, place in choices.items():
        person.place = place
        person.matched = Matched.HAND if place else Matched.NOBODY
        person.save(update_fields=["place", "matched"])
        key = name_key(person.name)[:200]
        if place is None:
            KnownName.objects.filter(cohort=cohort, name_key=key).delete()
        else:
            KnownName.objects.update_or_create(cohort=cohort, name_key=key, defaults={"place": place})


@transaction.atomic
def apply_report(*, report: CallReport, actor: User) -> int:
    """The register says what all applied reports of the session say together; how many people that is.

    Repeatable: see ``settle_reports``. Raises ``SessionCancelledError``.
    """
    session = LiveSession.objects.select_for_update().get(pk=report.session_id)
    if session.is_cancelled:
        raise SessionCancelledError
    if report.applied_at is None:
        CallReport.objects.filter(pk=report.pk).update(applied_at=timezone.now())
    record(actor_uid=actor.uid, action="sessions.apply_report", subject=f"session:{session.uid}")
    return settle_reports(session=session, actor=actor)


@transaction.atomic
def drop_report(*, report: CallReport, actor: User) -> None:
    """The report is gone, and the register says what it would say without it. Repeatable."""
    session = LiveSession.objects.select_for_update().get(pk=report.session_id)
    CallReport.objects.filter(pk=report.pk).delete()
    settle_reports(session=session, actor=actor)
    record(actor_uid=actor.uid, action="sessions.drop_report", subject=f"session:{session.uid}")


def settle_reports(*, session: LiveSession, actor: User) -> int:
    """The register says what all applied reports of ``session`` say together; of how many people.

    Made anew as a whole each time: joins and leaves are summed, overlaps counted once, and whoever an
    earlier run noted by mistake is taken back. What was noted by hand stays, and so does a code that
    somebody entered where the reports have fewer minutes. In the caller’s transaction, repeatable.
    """
    heard: dict[int, list[ReportedPerson]] = defaultdict(list)
    applied = ReportedPerson.objects.filter(report__session=session, report__applied_at__isnull=False)
    for person in applied.filter(place__isnull=False):
        heard[person.place_id or 0].append(person)
    _take_back(session, set(heard), actor)
    for place in Place.objects.filter(pk__in=heard).order_by("pk"):
        _note_from_report(session, place, heard[place.pk], actor)
    return len(heard)


def _note_from_report(session: LiveSession, place: Place, people: list[ReportedPerson], actor: User) -> None:
    spans = merged((start, end) for person in people for start, end in person.spans)
    minutes = length(spans) // 60 + sum(person.minutes for person in people if not person.spans)
    is_late = bool(spans) and spans[0][0] > (session.starts_at + LATE_AFTER).timestamp()
    row = attendance_of(session, place)
    is_short = minutes < session.least_minutes
    by_code = row.source == AttendanceSource.CODE and row.was_there
    if row.source == AttendanceSource.HAND or (is_short and by_code):
        if row.minutes != minutes:
            row.minutes = minutes
            row.save(update_fields=["minutes"])
        return
    state = AttendanceState.ABSENT
    if not is_short:
        state = AttendanceState.LATE if is_late else AttendanceState.PRESENT
    if (row.state, row.source, row.minutes) != (state, AttendanceSource.REPORT, minutes):
        note(row, state=state, source=AttendanceSource.REPORT, actor=actor, minutes=minutes)


def _take_back(session: LiveSession, places: set[int], actor: User) -> None:
    """Whom a report noted who is in none now has no state; other minutes of theirs go too."""
    stale = Attendance.objects.filter(session=session).exclude(place__in=places)
    for row in stale.filter(Q(source=AttendanceSource.REPORT) | Q(minutes__isnull=False)):
        row.minutes = None
        if row.source == AttendanceSource.REPORT:
            note(row, state="", source="", actor=actor)
        else:
            row.save(update_fields=["minutes"])
