"""Reading a table of people as other programs write it: bytes in, headings and lines of text out.

Nothing here asks the database.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.utils.translation import gettext as _

from cohorts.imports.errors import FileError
from cohorts.sessions.call_reports import decoded
from cohorts.sessions.errors import ReportUnreadableError
from lms.names import name_key
from lms.workbooks import OLE, check_workbook, is_workbook, workbook_lines

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES, MOST_COLUMNS = 5_000, 150
LONGEST_CELL = 20_001  # one more than an answer may have, so that what is too long is seen to be
LONGEST_HEAD = 300
LOOKED_AT = 20  # lines among which the headings are
SAMPLES = 3

EMAIL = {"email", "e-mail", "mail", "email address", "e-mail address", "your email", "username (email)"}
EMAIL |= {
    "ebost",
    "e-bost",
    "cyfeiriad e-bost",
    "cyfeiriad ebost",
    "your email address",
    "your e-mail address",
}
NAME = {"name", "full name", "your name", "your full name", "trainee", "participant", "student", "learner"}
NAME |= {"person", "enw", "enw llawn", "display name"}
FIRST = {"first name", "firstname", "forename", "given name", "first", "first name(s)", "enw cyntaf"}
LAST = {"last name", "lastname", "surname", "family name", "last", "cyfenw"}
_PEOPLE = EMAIL | NAME | FIRST | LAST

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Table:
    """Headings, one for each column, and the lines below them, each with its number in the file."""

    heads: list[str]
    lines: Iterator[tuple[int, list[str]]]


def word(cell: str) -> str:
    """A heading in the form in which headings are compared."""
    return name_key(cell).strip(" :*?.").replace("_", " ")


def read_table(content: bytes) -> Table:
    """The table in ``content``, its lines read one at a time; empty ones are passed over.

    Raises ``FileError`` here, or while the lines are read, and ``WorkbookError`` for a workbook.
    """
    if not content.strip():
        raise FileError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise FileError(_("The file is larger than 5 MB. Divide it into several."))
    if is_workbook(content) or content.startswith(OLE):
        check_workbook(content)
        lines = workbook_lines(content, most_lines=MOST_LINES + LOOKED_AT, most_columns=MOST_COLUMNS)
    else:
        lines = _csv_lines(content)
    numbered = enumerate((_tidy(line) for line in lines), start=1)
    first = list(islice(numbered, LOOKED_AT))
    heads, last = _headings(first)
    return Table(heads, _below(chain(first, numbered), last, len(heads)))


def _tidy(line: list[str]) -> list[str]:
    cells = [_CONTROL.sub("", cell.replace("\r\n", "\n")).strip()[:LONGEST_CELL] for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise FileError(_("The file has more than 150 columns. Take out those that are not needed."))
    return cells


def _below(lines: Iterator[tuple[int, list[str]]], head: int, width: int) -> Iterator[tuple[int, list[str]]]:
    kept = 0
    for number, cells in lines:
        if number <= head or not any(cells):
            continue
        kept += 1
        if kept > MOST_LINES:
            raise FileError(_("The file has more than 5,000 people. Divide it into several."))
        yield number, (cells + [""] * width)[:width]


# ---------------------------------------------------------------- text files


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = decoded(content)
    except ReportUnreadableError:
        raise FileError(_("This is not a table. Save it as CSV or XLSX and choose that file.")) from None
    text = text.lstrip("\ufeff")
    first, _end, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first.strip(), re.IGNORECASE)  # as Excel writes it
    if told:
        text = "\n" + rest  # the numbers of the lines stay
    delimiter = told[1] if told else _delimiter(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise FileError(
            _("The file cannot be read as CSV: a quotation mark may be missing at its end.")
        ) from None


def _delimiter(text: str) -> str:
    """The sign that parts the cells of a line with the words for people; else the most frequent one."""
    lines = [line for line in islice(io.StringIO(text), LOOKED_AT) if line.strip()]
    for line in lines:
        for sign in ",;\t|":
            cells = next(csv.reader([line], delimiter=sign), [])
            if len(cells) > 1 and any(word(cell) in _PEOPLE for cell in cells):
                return sign
    return max(",;\t|", key=lambda sign: sum(line.count(sign) for line in lines))


# ---------------------------------------------------------------- headings


def _headings(first: list[tuple[int, list[str]]]) -> tuple[list[str], int]:
    """The headings, and the number of the last line that belongs to them. Raises ``FileError``."""
    place = next((n for n, (_no, cells) in enumerate(first) if any(word(c) in _PEOPLE for c in cells)), None)
    if place is None:
        raise FileError(
            _("No column of people was found. Write “name” or “email” above it, in the line of headings.")
        )
    number, cells = first[place]
    below = first[place + 1][1] if place + 1 < len(first) else []
    if place and _is_group_line(first[place - 1][1]):
        cells = _joined(first[place - 1][1], cells)
    elif _is_second_line(cells, below):
        cells, number = _joined(cells, below), first[place + 1][0]
    width = max((len(line) for _no, line in first[place:]), default=len(cells))
    return _named(cells, width), number


def _is_group_line(cells: list[str]) -> bool:
    """A line above the headings that names groups of columns: not a title, which stands at the left."""
    return any(cells) and not cells[0]


def _is_second_line(cells: list[str], below: list[str]) -> bool:
    """A second line of headings, under merged ones: nothing below who the people are, more below gaps."""
    people = [place for place, cell in enumerate(cells) if word(cell) in _PEOPLE]
    under_nothing = any(cell for place, cell in enumerate(below) if place >= len(cells) or not cells[place])
    return under_nothing and not any(below[place] for place in people if place < len(below))


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two lines of headings as one; a cell that was merged over several stands over all of them."""
    heads, group = [], ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        group = upper or group
        heads.append(f"{group}: {lower}" if group and lower else lower or upper)
    return heads


def _named(cells: list[str], width: int) -> list[str]:
    """A heading for each column. Moodle leaves that of names empty, and those of dates."""
    heads: list[str] = []
    for place in range(max(width, len(cells))):
        head = " ".join(cells[place].split())[:LONGEST_HEAD] if place < len(cells) else ""
        if not head and place == 0:
            head = _("Name")
        elif not head:
            head = _("%(head)s: beside it") % {"head": heads[-1]}
        heads.append(head[:LONGEST_HEAD])
    return heads
