"""The whole grid as a file: every trainee that the filter finds, read in one query and written row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from cohorts.overview.drawing import STATE_WORDS
from cohorts.overview.grid import Column, ColumnGroup, Wanted, column_groups, rows_of, wanted_places
from cohorts.programmes.models import Cohort
from lms.spreadsheets import csv_lines, safe_cell

IN_MEMORY = 1_000_000  # bytes of a workbook; a larger one is written to the disk


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
    """A workbook with one sheet, its head kept in sight; the file stands at its beginning.

    Rows go to the disk as they are written (openpyxl's write-only mode).
    """
    groups = column_groups(cohort)
    columns = [column for group in groups for column in group.columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cohort"))
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 28
    bold = Font(bold=True)
    head = []
    for text in heads(groups):
        cell = WriteOnlyCell(sheet, value=safe_cell(text))
        cell.font = bold
        head.append(cell)
    sheet.append(head)
    for line in lines(cohort, wanted, columns):
        sheet.append([safe_cell(value) for value in line])
    made: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book.save(made)
    made.seek(0)
    return made
