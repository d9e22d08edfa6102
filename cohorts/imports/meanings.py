"""What a column of a file can mean, and what its heading suggests.

A meaning is kept as text: “email”, “answer”, “session:<uid>”, “course:<key>”; nothing is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cohorts.imports import reading
from cohorts.imports.models import Import
from cohorts.imports.values import read_day
from cohorts.programmes.models import Cohort, CohortCourse
from cohorts.sessions.models import LiveSession
from courses.content.models import Course
from lms.calendars import ZONE
from lms.names import name_key

NOTHING, EMAIL, NAME, FIRST, LAST = "", "email", "name", "first", "last"
APPLIED, ANSWER, WHEN = "applied", "answer", "when"
OFTEN = frozenset({NOTHING, ANSWER, WHEN})  # what several columns may mean
_APPLIED = {
    "timestamp",
    "submitted",
    "submitted at",
    "submission date",
    "applied",
    "applied on",
    "date applied",
}
_WHEN = {"completion date", "date completed", "completed on", "date", "completion time"}
LONG = 60  # characters; longer cells are answers, not names

Group = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Ways:
    """The sessions and courses of one cohort, which columns can mean. Two queries."""

    sessions: list[LiveSession] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)

    @classmethod
    def of(cls, cohort: Cohort) -> Ways:
        rows = CohortCourse.objects.filter(cohort=cohort).select_related("course")
        return cls(list(LiveSession.objects.filter(cohort=cohort)), [row.course for row in rows])

    def by_meaning(self) -> dict[str, Any]:
        found: dict[str, Any] = {f"session:{one.uid}": one for one in self.sessions}
        return found | {f"course:{one.key}": one for one in self.courses}

    def choices(self) -> list[Group]:
        """For a list to choose from, in groups."""
        people = [
            (EMAIL, _("E-mail address")),
            (NAME, _("Name")),
            (FIRST, _("First name")),
            (LAST, _("Last name")),
        ]
        form = [(ANSWER, _("An answer to a question of the form")), (APPLIED, _("When they applied"))]
        sessions = [(f"session:{one.uid}", _session_words(one)) for one in self.sessions]
        courses = [(f"course:{one.key}", one.title) for one in self.courses]
        groups = [
            ("", [(NOTHING, _("Leave out"))]),
            (_("Who"), people),
            (_("Application"), form),
            (_("Was at the session"), sessions),
            (_("Completed the course"), [*courses, (WHEN, _("The day of the course before it"))]),
        ]
        return [group for group in groups if group[1] and (courses or group[0] != groups[-1][0])]


def _session_words(session: LiveSession) -> str:
    day = date_format(session.starts_at.astimezone(ZONE).date(), "j F Y")
    return _("%(title)s, %(day)s") % {"title": session.title, "day": day}


def head_keys(heads: Sequence[str]) -> list[str]:
    """What a heading is remembered by; the second of two that read the same is another one."""
    seen: dict[str, int] = {}
    keys = []
    for head in heads:
        key = reading.word(head)
        seen[key] = seen.get(key, 0) + 1
        keys.append(f"{key} ({seen[key]})" if seen[key] > 1 else key)
    return keys


def remembered(cohort: Cohort) -> dict[str, str]:
    """What headings meant in the files brought into ``cohort`` before, the newest winning. One query."""
    found: dict[str, str] = {}
    before = Import.objects.filter(cohort=cohort).exclude(columns={}).order_by("-created_at", "-pk")
    for heads, columns in before.values_list("heads", "columns")[:10]:
        for place, key in enumerate(head_keys(heads)):
            found.setdefault(key, columns.get(str(place), NOTHING))
    return found


def guess(
    heads: Sequence[str], samples: Sequence[Sequence[str]], ways: Ways, known: Mapping[str, str]
) -> list[str]:
    """What each column probably means: as before, else by its heading, else by what stands in it."""
    possible = {value for _group, pairs in ways.choices() for value, _words in pairs}
    taken: set[str] = set()
    found: list[str] = []
    for place, (head, key) in enumerate(zip(heads, head_keys(heads), strict=True)):
        cells = [line[place] for line in samples if place < len(line) and line[place]]
        meaning = known[key] if key in known else _by_head(head, cells, ways, found[-1:] or [""])
        if meaning not in possible or (meaning in taken and meaning not in OFTEN):
            meaning = NOTHING
        taken.add(meaning)
        found.append(meaning)
    return found


def _by_head(head: str, cells: Sequence[str], ways: Ways, before: Sequence[str]) -> str:
    words = reading.word(head)
    for known, meaning in (
        (reading.EMAIL, EMAIL),
        (reading.FIRST, FIRST),
        (reading.LAST, LAST),
        (reading.NAME, NAME),
        (_APPLIED, APPLIED),
    ):
        if words in known:
            return meaning
    if before[0].startswith("course:") and (words in _WHEN or words.endswith(("beside it", "date"))):
        return WHEN
    if session := _session_named(head, ways.sessions):
        return f"session:{session.uid}"
    named = [one for one in ways.courses if name_key(one.title) in name_key(head)]
    if len(named) == 1:
        return f"course:{named[0].key}"
    if head.rstrip().endswith("?") or any(len(cell) > LONG for cell in cells):
        return ANSWER
    return NOTHING


def _session_named(head: str, sessions: Sequence[LiveSession]) -> LiveSession | None:
    """The one session that was on the day in ``head``, or whose title stands in it."""
    days: dict[dt.date, list[LiveSession]] = {}
    for one in sessions:
        days.setdefault(one.starts_at.astimezone(ZONE).date(), []).append(one)
    for year in sorted({day.year for day in days}):
        on_day = days.get(read_day(head, year=year) or dt.date.min, [])
        if len(on_day) == 1:
            return on_day[0]
    named = [one for one in sessions if name_key(one.title) in name_key(head)]
    return named[0] if len(named) == 1 else None
