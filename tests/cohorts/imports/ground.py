"""A running cohort, and files for it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from cohorts.imports.meanings import Ways, guess, remembered
from cohorts.imports.models import Import
from cohorts.imports.selectors import samples_of
from cohorts.imports.services import apply_file, name_columns, read_file
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from tests import queue


def as_csv(*lines: Sequence[str], delimiter: str = ",") -> bytes:
    """No cell here needs quoting."""
    return "\r\n".join(delimiter.join(line) for line in lines).encode()


def as_xlsx(*lines: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    for area in merged:
        sheet.merge_cells(area)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def tried(cohort: Cohort, actor: User, content: bytes, **options: Any) -> Import:
    """Read, its columns as guessed but for ``columns``, and tried."""
    file = read_file(cohort=cohort, actor=actor, name="people.csv", content=content)
    ways = Ways.of(cohort)
    columns = options.pop("columns", None) or guess(file.heads, samples_of(file, 3), ways, remembered(cohort))
    facts = {"gives_places": False, "invites": False, **options}
    name_columns(file=file, columns=columns, actor=actor, **facts)
    file.refresh_from_db()
    return file


def brought_in(file: Import, actor: User) -> Import:
    apply_file(file=file, actor=actor)
    queue.run_queue()
    file.refresh_from_db()
    return file


def said(file: Import) -> list[tuple[int, str, list[str]]]:
    """Line, outcome and codes of remarks."""
    return [(row.line, row.outcome, [code for code, _facts in row.remarks]) for row in file.rows.all()]
