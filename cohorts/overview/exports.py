"""The whole grid as a file: every trainee that the filter finds, read in one query and written row by row.

``workbook`` writes any sheets so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from cohorts.overview.drawing import STATE_WORDS
from cohorts.overview.grid import Column, ColumnGroup, Wanted, column_groups, rows_of, wanted_places
from cohorts.programmes.models import Cohort
from lms.spreadsheets import csv_lines, safe_cell

IN_MEMORY = 1_000_000  # bytes of a workbook; a larger one is written to the disk
MOST_IN_A_CELL = 32_767  # characters; Excel takes no more


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


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, its head, and its rows, which are read as they are written."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    pane: str = "A2"  # the first cell that moves when one scrolls


def workbook(sheets: Iterable[Sheet]) -> IO[bytes]:
    """The file, standing at its beginning. Rows go to the disk as they are written (write-only mode)."""
    book, bold = Workbook(write_only=True), Font(bold=True)
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.freeze_panes = one.pane
        sheet.column_dimensions["A"].width = 28
        head = [WriteOnlyCell(sheet, value=_text(text)) for text in one.head]
        for cell in head:
            cell.font = bold
        sheet.append(head)
        for row in one.rows:
            sheet.append([_text(value) for value in row])
    made: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book.save(made)
    made.seek(0)
    return made


def _text(value: Any) -> str:
    """What a cell of a workbook can hold: no control characters, and not more than it takes."""
    return ILLEGAL_CHARACTERS_RE.sub("", safe_cell(value))[:MOST_IN_A_CELL]
