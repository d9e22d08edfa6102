"""XLSX workbooks, read and written: the only importer of openpyxl.

A workbook from outside is an archive of XML. It is looked at before anything in it is unpacked: its
size, what it would unpack to, and whether it brings macros, links to other files or entities.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from lms.errors import DomainError
from lms.spreadsheets import safe_cell

IN_MEMORY = 1_000_000  # bytes of a workbook; a larger one is written to the disk
MOST_IN_A_CELL = 32_767  # characters; Excel takes no more
MOST_PARTS = 500
MOST_UNPACKED = 50 * 1024 * 1024  # bytes of all parts together
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class WorkbookError(DomainError):
    """The workbook is not read; the message says why and what to do."""

    code = "workbook"


# ---------------------------------------------------------------- reading


def is_workbook(content: bytes) -> bool:
    """Whether ``content`` is an archive, as XLSX files are."""
    return content.startswith(ZIP)


def workbook_lines(content: bytes, *, most_lines: int, most_columns: int) -> Iterator[list[str]]:
    """The lines of the first sheet that is not empty, cells as text, read one after the other.

    Formulas count with the value that the spreadsheet program last saved; days and moments are ISO
    8601; empty cells are empty. At most one line and one column more than asked for, so that a caller
    can tell that there is more. Raises ``WorkbookError``.
    """
    check_workbook(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if not hasattr(sheet, "iter_rows") or sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what the file says of itself may be wrong
            lines = sheet.iter_rows(max_row=most_lines + 1, max_col=most_columns + 1, values_only=True)
            found = False
            for line in lines:
                texts = [cell_text(value) for value in line]
                found = found or any(texts)
                yield texts
            if found:
                return
    except (ValueError, KeyError, TypeError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile):
        # What openpyxl raises for a damaged file depends on where it is damaged.
        raise _damaged() from None


def check_workbook(content: bytes) -> None:
    """Raises ``WorkbookError`` for what is no plain workbook or would unpack to more than 50 MB."""
    if content.startswith(OLE):
        raise WorkbookError(
            _("This is an old or locked spreadsheet. Save it as XLSX without a password, or as CSV.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if "xl/workbook.xml" not in names:
                raise _damaged()
            if any("vbaproject" in name for name in names):
                raise WorkbookError(
                    _("This spreadsheet has macros. Save it as XLSX without them, or as CSV.")
                )
            if any(name.startswith("xl/externallinks/") for name in names):
                raise WorkbookError(
                    _("This spreadsheet takes values from other files. Save it as CSV and choose that.")
                )
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise WorkbookError(
                    _("This spreadsheet is too large when unpacked. Save the one sheet as CSV.")
                )
            _check_parts(archive, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _damaged() from None


def _check_parts(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> None:
    """An archive can lie about sizes, and XML can grow: neither gets as far as openpyxl."""
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            beginning = stream.read(4096).replace(b"\x00", b"").lower()
        if b"<!doctype" in beginning or b"<!entity" in beginning:
            raise _damaged()


def _damaged() -> WorkbookError:
    return WorkbookError(
        _("This file cannot be read as a spreadsheet. Save it again as XLSX, or as CSV, and choose that.")
    )


def cell_text(value: Any) -> str:
    """A cell as text: days and moments as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time(0)
        return value.date().isoformat() if at_midnight else value.isoformat(" ", _clock(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(_clock(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ILLEGAL_CHARACTERS_RE.sub("", str(value)).strip()


def _clock(value: dt.datetime | dt.time) -> str:
    return "seconds" if value.second else "minutes"


# ---------------------------------------------------------------- writing


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
