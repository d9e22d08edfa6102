"""The grid as HTML, by joining strings: each state of a cell is written once for the whole page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.overview.grid import (
    CREDIT,
    DONE,
    EXCUSED,
    HERE,
    LATE,
    LATER,
    MISSED,
    OVERDUE,
    READY,
    RETURNED,
    SENT,
    TODO,
    Column,
    ColumnGroup,
    Grid,
    Row,
)
from cohorts.overview.selectors import sign_words
from cohorts.programmes.models import Cohort

# Translators: these stand in the cells of a table, for screen readers, and in the key below it.
STATE_WORDS = {
    DONE: gettext_lazy("done"),
    LATE: gettext_lazy("came late"),
    CREDIT: gettext_lazy("by recording or recognised"),
    MISSED: gettext_lazy("missed"),
    EXCUSED: gettext_lazy("excused"),
    HERE: gettext_lazy("begun"),
    LATER: gettext_lazy("later"),
    # Translators: the rest are of work that trainees send to a reviewer.
    READY: gettext_lazy("accepted"),
    SENT: gettext_lazy("sent, waits for its review"),
    RETURNED: gettext_lazy("came back for another go"),
    OVERDUE: gettext_lazy("overdue"),
    TODO: gettext_lazy("not sent yet"),
}
_OF_WORK = (READY, SENT, RETURNED, OVERDUE, TODO)


def key_of(grid: Grid) -> list[tuple[str, str, Any]]:
    """The key below the table: shape, state and words; that of work where there is any."""
    has_work = any(column.is_work for column in grid.columns)
    shown = [state for state in STATE_WORDS if has_work or state not in _OF_WORK]
    return [("work" if state in _OF_WORK else "round", state, STATE_WORDS[state]) for state in shown]


def _cells(shape: str) -> dict[str, str]:
    return {
        state: format_html('<td class="cell cell--{} cell--{}"><span>{}</span></td>', shape, state, words)
        for state, words in STATE_WORDS.items()
    }


def body_html(grid: Grid, cohort: Cohort) -> SafeString:
    """The rows of the table: a head with the name and the way to the person, the cells, the reasons."""
    drawn = {shape: _cells(shape) for shape in ("round", "square", "work")}
    kinds = [drawn[_shape(group, column)] for group in grid.groups for column in group.columns]
    nowhere = reverse("cohorts:one", args=[cohort.slug, "00000000-0000-0000-0000-000000000000"])
    return mark_safe("".join(_row(row, kinds, nowhere) for row in grid.rows))


def _shape(group: ColumnGroup, column: Column) -> str:
    if column.is_work:
        return "work"
    return "round" if group.is_sessions else "square"


def _row(row: Row, kinds: list[dict[str, str]], nowhere: str) -> str:
    address = nowhere.replace("00000000-0000-0000-0000-000000000000", str(row.place[1]))
    words = "; ".join(sign_words(sign) for sign in row.signs)
    head = format_html('<tr><th scope="row"><a href="{}">{}</a></th>', address, row.name)
    cells = "".join([cells[state] for cells, state in zip(kinds, row.cells, strict=True)])
    state = "" if row.is_active else row.state
    why = format_html('<td class="grid__why">{}</td></tr>', "; ".join(filter(None, (state, words))))
    return f"{head}{cells}{why}"


def head_html(groups: Iterable[ColumnGroup]) -> SafeString:
    """Two rows of heads: the groups, then the columns with their whole titles for those who listen."""
    tops, heads = [], []
    for group in groups:
        tops.append(format_html('<th scope="colgroup" colspan="{}">{}</th>', len(group.columns), group.title))
        heads += [_head(column) for column in group.columns]
    name, why = _("Trainee"), _("Might need a hand")
    return format_html(
        '<tr><td></td>{}<td></td></tr><tr><th scope="col">{}</th>{}<th scope="col">{}</th></tr>',
        mark_safe("".join(tops)),
        name,
        mark_safe("".join(heads)),
        why,
    )


def _head(column: Column) -> SafeString:
    return format_html(
        '<th scope="col" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></th>',
        column.title,
        column.short,
        column.title,
    )
