"""The whole grid as a file: every trainee that the filter finds, read in one query and written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from cohorts.overview.drawing import STATE_WORDS
from cohorts.overview.grid import Column, ColumnGroup, Wanted, column_groups, rows_of, wanted_places
from cohorts.programmes.models import Cohort
from lms.spreadsheets import csv_lines
from lms.workbooks import Sheet, workbook


def heads(groups: Iterable[ColumnGroup]) -> list[str]:
    return [
        _("Trainee"),
        _("State"),
        *(f"{group.title} {column.short}: {column.title}" for group in groups for column in group.columns),
    ]


def lines(cohort: Cohort, wanted: Wanted, columns: list[Column]) -> Iterator[list[Any]]:
    """Name, state and the words of every cell, for each trainee. One query, read in pieces."""
    words = {state: str(word) for state, word in STATE_WORDS.items()}
    for row in rows_of(wanted_places(cohort, wanted), columns):
        yield [row.name, row.state, *(words[state] for state in row.cells)]


def csv_file(cohort: Cohort, wanted: Wanted) -> Iterator[str]:
    """Line by line, for a streamed answer."""
    groups = column_groups(cohort)
    columns = [column for group in groups for column in group.columns]
    yield from csv_lines(heads(groups), lines(cohort, wanted, columns))


def xlsx_file(cohort: Cohort, wanted: Wanted) -> IO[bytes]:
    """A workbook with one sheet, its head kept in sight; the file stands at its beginning."""
    groups = column_groups(cohort)
    columns = [column for group in groups for column in group.columns]
    return workbook([Sheet(_("Cohort"), heads(groups), lines(cohort, wanted, columns), pane="C2")])
