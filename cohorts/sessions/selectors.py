"""What the screens of sessions show."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.models import (
    THERE,
    Attendance,
    AttendanceState,
    Coming,
    LiveSession,
    SessionReply,
    SessionState,
)
from courses.content.models import Lesson
from courses.learning.writes import address_of
from lms.accounts.models import User

_MATERIAL = re.compile(r"^(?:(?P<name>.*?)\s*\|?\s*)(?P<address>https?://\S+)$")


@dataclass(frozen=True)
class Material:
    """One line of a session’s materials; without an address it is only words."""

    name: str
    address: str = ""


def materials_of(session: LiveSession) -> list[Material]:
    """“Slides | https://…” a line; a line without an address is shown as it is."""
    found = []
    for line in filter(None, map(str.strip, session.materials.splitlines())):
        match = _MATERIAL.match(line)
        address = match["address"] if match else ""
        name = (match["name"] if match else line).strip(" |–-:") or urlsplit(address).hostname or address
        found.append(Material(name, address))
    return found


def lesson_address(lesson: Lesson | None) -> str:
    """Where the lesson is read now; empty where it is not. One query."""
    return "" if lesson is None else address_of(lesson)


def sessions_for_organisers(cohort: Cohort) -> list[LiveSession]:
    """All sessions of the cohort with who came (``came``) and of how many something is known. One query."""
    came = Count("attendances", filter=Q(attendances__state__in=THERE))
    known = Count("attendances", filter=~Q(attendances__state=""))
    made_up = Count("attendances", filter=~Q(attendances__credit="") & ~Q(attendances__state__in=THERE))
    found = LiveSession.objects.filter(cohort=cohort).annotate(came=came, known=known, made_up=made_up)
    return list(found.order_by("starts_at", "pk"))


@dataclass
class OnRegister:
    """One trainee on the register of a session."""

    place: Place
    row: Attendance | None
    answer: str

    @property
    def state(self) -> str:
        return self.row.state if self.row else ""

    @property
    def is_missing(self) -> bool:
        """Nothing is known of them, and they did not say that they cannot come."""
        return not self.state and self.answer != Coming.NO


@dataclass
class Register:
    """The register of one session, in the order of names."""

    people: list[OnRegister]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.state for one in self.people)

    @property
    def there(self) -> int:
        return sum(self.counts[state] for state in THERE)

    @property
    def missing(self) -> list[OnRegister]:
        return [one for one in self.people if one.is_missing]


def register_of(session: LiveSession) -> Register:
    """Everybody who takes part, and whoever left since and has a state. Three queries."""
    rows = {row.place_id: row for row in Attendance.objects.filter(session=session)}
    replies = dict(SessionReply.objects.filter(session=session).values_list("place", "answer"))
    known = [pk for pk, row in rows.items() if row.state]
    places = Place.objects.filter(cohort=session.cohort_id).select_related("trainee")
    places = places.filter(Q(pk__in=Place.objects.taking_part().values("pk")) | Q(pk__in=known))
    return Register(
        [
            OnRegister(place, rows.get(place.pk), replies.get(place.pk, ""))
            for place in places.order_by("trainee__name_key", "pk")
        ]
    )


# ---------------------------------------------------------------- the trainee’s side


@dataclass
class MySession:
    """One session as its trainee sees it."""

    session: LiveSession
    place: Place
    row: Attendance | None
    answer: str

    @property
    def state(self) -> str:
        return self.row.state if self.row else ""

    @property
    def has_credit(self) -> bool:
        return self.row is not None and self.row.has_credit

    @property
    def can_make_up(self) -> bool:
        """It is over, does not count yet, and there is a recording whose check can be passed."""
        session = self.session
        return session.is_over and not self.has_credit and session.has_recording

    @property
    def stop(self) -> str:
        """The state of its stop on the line."""
        if self.has_credit or self.state in THERE:
            return "done"
        if self.session.is_over:
            return "missed" if self.state in (AttendanceState.ABSENT, AttendanceState.EXCUSED) else "later"
        return "later"

    @property
    def asks_for_reply(self) -> bool:
        """Its trainee has not said whether they come, and it is at most two days away."""
        left = self.session.starts_at - timezone.now()
        return not self.answer and not self.session.is_cancelled and timedelta() < left <= timedelta(days=2)


def sessions_of(person: User) -> list[MySession]:
    """The sessions of all cohorts where ``person`` takes part or pauses, in order. Four queries at most."""
    open_places = Place.objects.open().filter(trainee_id=person.pk).select_related("cohort")
    places = {place.cohort_id: place for place in open_places}
    if not places:
        return []
    sessions = LiveSession.objects.attended_by(person).select_related("cohort")
    return _as_seen(sessions, places)


def sessions_of_place(place: Place) -> list[MySession]:
    """The sessions of the cohort of ``place``, in order. Three queries."""
    return _as_seen(LiveSession.objects.filter(cohort=place.cohort_id), {place.cohort_id: place})


def _as_seen(sessions: QuerySet[LiveSession], places: dict[int, Place]) -> list[MySession]:
    rows = {row.session_id: row for row in Attendance.objects.filter(place__in=places.values())}
    replies = dict(SessionReply.objects.filter(place__in=places.values()).values_list("session", "answer"))
    return [
        MySession(one, places[one.cohort_id], rows.get(one.pk), replies.get(one.pk, ""))
        for one in sessions
        if one.cohort_id in places
    ]


def my_session(person: User, session: LiveSession) -> MySession | None:
    """The session as ``person`` sees it; None for whoever has no place in its cohort. Three queries."""
    place = Place.objects.open().filter(trainee_id=person.pk, cohort=session.cohort_id).first()
    if place is None:
        return None
    row = Attendance.objects.filter(session=session, place=place).first()
    reply = SessionReply.objects.filter(session=session, place=place).first()
    return MySession(session, place, row, reply.answer if reply else "")


def registers_left_open(cohort: Cohort) -> list[LiveSession]:
    """Sessions that are over and whose register nobody has closed, the newest first. One query."""
    over = LiveSession.objects.filter(cohort=cohort, register_closed_at=None).exclude(
        state=SessionState.CANCELLED
    )
    return list(over.filter(ends_at__lte=timezone.now()).order_by("-starts_at"))
