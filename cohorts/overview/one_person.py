"""Everything that these screens hold on one trainee; the organisers and the trainee read the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cohorts.overview.drawing import STATE_WORDS
from cohorts.overview.grid import (
    DONE,
    HERE,
    LATE,
    LATER,
    MISSED,
    OVERDUE,
    READY,
    RETURNED,
    SENT,
    TODO,
    ColumnGroup,
    column_groups,
    rows_of,
)
from cohorts.overview.models import HelpDeed, HelpSign
from cohorts.overview.selectors import sign_words
from cohorts.programmes.models import Cohort, Place
from lms.pages.selectors import Stop

_STOPS = {DONE: "done", LATE: "done", HERE: "here", MISSED: "missed", LATER: "later"}
_STOPS |= {READY: "done", SENT: "here", RETURNED: "next", OVERDUE: "missed", TODO: "later"}


class Line(NamedTuple):
    """One group of columns as the line with stops."""

    title: str
    stops: list[Stop]
    done: int


def facts_of(cohort: Cohort, place: Place) -> dict[str, Any]:
    """Lines of sessions, lessons and work, open signs in words, and what was done. Six queries."""
    groups = _with_work_last(column_groups(cohort))
    columns = [column for group in groups for column in group.columns]
    (row,) = rows_of(Place.objects.filter(pk=place.pk), columns)
    states = dict(zip((column.key for column in columns), row.cells, strict=True))
    lines = []
    for group in groups:
        stops = [_stop(column.title, states[column.key]) for column in group.columns]
        lines.append(Line(group.title, stops, sum(stop.state == "done" for stop in stops)))
    signs = HelpSign.objects.filter(place=place, ended_at=None).order_by("found_at", "pk")
    return {
        "lines": lines,
        "signs": [(sign, sign_words(sign)) for sign in signs],
        "deeds": HelpDeed.objects.filter(place=place).select_related("actor"),
    }


def _with_work_last(groups: Iterable[ColumnGroup]) -> list[ColumnGroup]:
    """The same columns, with the work of all courses as a line of its own."""
    works = tuple(column for group in groups for column in group.columns if column.is_work)
    rest = [
        replace(group, columns=tuple(column for column in group.columns if not column.is_work))
        for group in groups
    ]
    return [*rest, ColumnGroup(_("Work"), works)] if works else rest


def _stop(title: str, state: str) -> Stop:
    """Excused and made up count as done on the line; the words say which."""
    note = "" if state in (DONE, HERE, LATER) else str(STATE_WORDS[state])
    return Stop(title, _STOPS.get(state, "done"), note)
