"""The grid of a cohort: who against what. Read in one query for a page, and drawn by joining strings.

A thousand trainees with sixty columns are sixty thousand cells; a row of the database or a
template node for each would cost seconds. Each trainee is one row here, with one text of
lessons, one of sessions and one of work (``Joined``), and each state of a cell is one ready piece of HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.overview.joined import Joined
from cohorts.overview.models import HelpSign
from cohorts.programmes.models import Cohort, CohortCourse, CourseCredit, Place, PlaceState
from cohorts.sessions.models import Attendance, AttendanceState, LiveSession
from courses.assessment.sent_work import WorkState, sent_works, works_asked
from courses.content.models import CourseEdition
from courses.content.selectors import edition_columns, editions_found
from courses.learning.models import LessonProgress
from lms.names import name_key

PER_PAGE = 100

DONE, CREDIT, LATE, EXCUSED, MISSED, HERE, LATER = (
    "done",
    "credit",
    "late",
    "excused",
    "missed",
    "here",
    "later",
)
# Of work. What was returned waits for the trainee, what was sent for the reviewer.
TODO, OVERDUE, SENT, RETURNED, READY = "todo", "overdue", "sent", "returned", "ready"


class Column(NamedTuple):
    """One thing that trainees meet: a session, a lesson, or work that a lesson asks for.

    ``key`` is “s12”, “l7”, or “w7:” and the block. ``absent`` is the state of whoever has none;
    ``course`` is that of a lesson.
    """

    key: str
    short: str
    title: str
    absent: str = LATER
    course: int = 0

    @property
    def is_work(self) -> bool:
        return self.key.startswith("w")


@dataclass(frozen=True)
class ColumnGroup:
    """Columns under one heading: the sessions, or one course."""

    title: str
    columns: tuple[Column, ...]
    is_sessions: bool = False


@dataclass(frozen=True)
class Row:
    """One trainee: the state of every column, in order, and what might need a hand, in words."""

    place: Any
    name: str
    state: str
    is_active: bool
    cells: tuple[str, ...]
    signs: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What the organiser asked to see."""

    text: str = ""
    state: str = "open"
    order: str = "name"
    needs_hand: bool = False
    page: int = 1


@dataclass(frozen=True)
class Grid:
    groups: tuple[ColumnGroup, ...]
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def columns(self) -> list[Column]:
        return [column for group in self.groups for column in group.columns]


def column_groups(cohort: Cohort) -> tuple[ColumnGroup, ...]:
    """The sessions of ``cohort`` in order, then the lessons of each of its courses as taught now.

    A lesson is followed by the work it asks for. Two queries, and two more in a process that has not
    read an edition yet.
    """
    sessions = LiveSession.objects.planned().filter(cohort=cohort)
    met = tuple(
        Column(f"s{pk}", str(number), title)
        for number, (pk, title) in enumerate(
            sessions.order_by("starts_at", "pk").values_list("pk", "title"), 1
        )
    )
    found = CohortCourse.objects.filter(
        cohort=cohort, course__editions__is_current=True, course__editions__language=settings.LANGUAGE_CODE
    ).order_by("opens_after", "pk")
    columns = edition_columns("course__editions__", "course__")
    rows = list(found.values_list(*columns, "course_id", "due_after"))
    editions = editions_found(row[: len(columns)] for row in rows)
    asked, absent = works_asked(editions), _absent(cohort, {row[-2]: row[-1] for row in rows})
    taught = (
        ColumnGroup(edition.title, _lessons(edition, asked, absent[edition.course_id]))
        for edition in editions
    )
    return tuple(group for group in (ColumnGroup(_("Sessions"), met, True), *taught) if group.columns)


def _absent(cohort: Cohort, due: Mapping[int, int | None]) -> dict[int, str]:
    """What it means that work of each course was not sent: its course is due, or not yet."""
    days = (timezone.localdate() - cohort.starts_on).days
    return {course: OVERDUE if after is not None and after < days else TODO for course, after in due.items()}


def _lessons(edition: CourseEdition, asked: Mapping[int, list[Any]], absent: str) -> tuple[Column, ...]:
    columns = []
    for number, entry in enumerate(edition.lessons, 1):
        columns.append(Column(f"l{entry['id']}", str(number), entry["title"], course=edition.course_id))
        for work in asked.get(entry["id"], ()):
            # Translators: the short head of a column: the work that the lesson of this number asks for.
            short = _("W%(number)s") % {"number": number}
            columns.append(Column(work.key, short, _("Work: %(title)s") % {"title": work.title}, absent))
    return tuple(columns)


# ---------------------------------------------------------------- rows

_STATES = {
    "open": Q(state__in=(PlaceState.ACTIVE, PlaceState.PAUSED)),
    "active": Q(state=PlaceState.ACTIVE),
    "paused": Q(state=PlaceState.PAUSED),
    "completed": Q(completed_at__isnull=False),
    "gone": ~Q(state__in=(PlaceState.ACTIVE, PlaceState.PAUSED)),
}
STATES = tuple(_STATES)
ORDERS = ("name", "lessons", "-lessons", "sessions", "-sessions")

_TOKEN = Case(When(done_at__isnull=False, then=Value("d")), default=Value("h"), output_field=CharField())
_LESSONS = (
    LessonProgress.objects.filter(learner=OuterRef("trainee"))
    .order_by()
    .values("learner")
    .annotate(all=Joined(Concat(Cast("lesson_id", CharField()), _TOKEN)))
    .values("all")
)
_SESSIONS = (
    Attendance.objects.filter(place=OuterRef("pk"))
    .order_by()
    .values("place")
    .annotate(all=Joined(Concat(Cast("session_id", CharField()), Value(":"), "state", Value(":"), "credit")))
    .values("all")
)


_WORKS = (
    sent_works()
    .filter(learner=OuterRef("trainee"))
    .order_by()
    .values("learner")
    .annotate(all=Joined(Concat(Cast("lesson_id", CharField()), Value(":"), "block", Value(":"), "state")))
    .values("all")
)


_CREDITS = (
    CourseCredit.objects.filter(place=OuterRef("pk"))
    .order_by()
    .values("place")
    .annotate(all=Joined(Cast("course_id", CharField())))
    .values("all")
)


def works_joined() -> Subquery:
    """Of a ``Place``: all work that its holder sent in one text, for ``work_states``."""
    return Subquery(_WORKS)


def sessions_joined() -> Subquery:
    """Of a ``Place``: all its attendances in one text, for ``session_states``."""
    return Subquery(_SESSIONS)


def wanted_places(cohort: Cohort, wanted: Wanted) -> QuerySet[Place]:
    """The places that the organiser asked for, in their order."""
    found = Place.objects.filter(_STATES.get(wanted.state, Q()), cohort=cohort)
    if words := name_key(wanted.text).split():
        for word in words:
            found = found.filter(trainee__name_key__contains=word)
    if wanted.needs_hand:
        found = found.filter(
            pk__in=HelpSign.objects.filter(ended_at=None, place__cohort=cohort).values("place")
        )
    return _ordered(found, cohort, wanted.order)


def _ordered(found: QuerySet[Place], cohort: Cohort, order: str) -> QuerySet[Place]:
    by = order.removeprefix("-")
    if by == "lessons":
        courses = CohortCourse.objects.filter(cohort=cohort).values("course")
        done = LessonProgress.objects.filter(
            learner=OuterRef("trainee"), done_at__isnull=False, lesson__course__in=courses
        )
        found = found.annotate(by=_number(done, "learner"))
    elif by == "sessions":
        there = (AttendanceState.PRESENT, AttendanceState.LATE)
        found = found.annotate(
            by=_number(Attendance.objects.filter(place=OuterRef("pk"), state__in=there), "place")
        )
    else:
        return found.order_by("trainee__name_key", "pk")
    return found.order_by("-by" if order.startswith("-") else "by", "trainee__name_key", "pk")


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def rows_of(places: QuerySet[Place], columns: Sequence[Column]) -> Iterator[Row]:
    """A ``Row`` for each of ``places``. One query, read in pieces of 500."""
    states = dict(PlaceState.choices)
    joined = {"lessons": Subquery(_LESSONS), "sessions": sessions_joined(), "works": works_joined()}
    joined["credits"] = Subquery(_CREDITS)
    facts = places.annotate(**joined).values_list(
        "pk", "uid", "state", "trainee__name", "trainee__username", *joined
    )
    keys = [(column.key, column.absent) for column in columns]
    for pk, uid, state, name, username, lessons, sessions, works, credit in facts.iterator(chunk_size=500):
        known = {**_lesson_states(lessons), **session_states(sessions), **work_states(works)}
        cells = tuple([known.get(key, absent) for key, absent in keys])
        if credit:
            cells = _with_credit(cells, columns, credit)
        yield Row((pk, uid), name or username, str(states[state]), state == PlaceState.ACTIVE, cells)


def _with_credit(cells: tuple[str, ...], columns: Sequence[Column], joined: str) -> tuple[str, ...]:
    """Lessons of a course that was done elsewhere are recognised, but for those that were done here too."""
    courses = set(map(int, joined.split(",")))
    return tuple(
        CREDIT if column.course in courses and cell != DONE else cell
        for column, cell in zip(columns, cells, strict=True)
    )


def _lesson_states(joined: str | None) -> Mapping[str, str]:
    if not joined:
        return {}
    return {f"l{one[:-1]}": DONE if one[-1] == "d" else HERE for one in joined.split(",")}


_ATTENDED = {
    AttendanceState.PRESENT.value: DONE,
    AttendanceState.LATE.value: LATE,
    AttendanceState.EXCUSED.value: EXCUSED,
    AttendanceState.ABSENT.value: MISSED,
}


def session_states(joined: str | None) -> Mapping[str, str]:
    """Whoever made a session up has credit, whether they were excused or missed it."""
    found = {}
    for one in joined.split(",") if joined else ():
        session, state, credit = one.split(":")
        met = _ATTENDED.get(state, LATER)
        found[f"s{session}"] = CREDIT if credit and met not in (DONE, LATE) else met
    return found


_WORK = {
    WorkState.SENT.value: SENT,
    WorkState.ACKNOWLEDGED.value: SENT,
    WorkState.RETURNED.value: RETURNED,
    WorkState.READY.value: READY,
}


def work_states(joined: str | None) -> Mapping[str, str]:
    """By ``AskedWork.key``; what is not there was not sent."""
    found = {}
    for one in joined.split(",") if joined else ():
        key, _colon, state = one.rpartition(":")
        found[f"w{key}"] = _WORK.get(state, SENT)
    return found


def grid_of(cohort: Cohort, wanted: Wanted) -> Grid:
    """One page of the grid of ``cohort``. Six queries, however many trainees and columns there are."""
    groups = column_groups(cohort)
    places = wanted_places(cohort, wanted)
    total = places.count()
    page = min(max(1, wanted.page), max(1, -(-total // PER_PAGE)))
    columns = [column for group in groups for column in group.columns]
    shown = list(rows_of(places[(page - 1) * PER_PAGE : page * PER_PAGE], columns))
    signs = _signs(row.place[0] for row in shown)
    rows = [replace(row, signs=tuple(signs.get(row.place[0], ()))) for row in shown]
    return Grid(groups, rows, total, page)


def _signs(places: Iterable[int]) -> dict[int, list[HelpSign]]:
    found: dict[int, list[HelpSign]] = {}
    for sign in HelpSign.objects.filter(place__in=list(places), ended_at=None).order_by("found_at", "pk"):
        found.setdefault(sign.place_id, []).append(sign)
    return found
