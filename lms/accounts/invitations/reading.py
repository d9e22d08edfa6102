"""Reading a list of people: a CSV file as spreadsheet programs write it. Nothing here asks the database."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lms.accounts.fields import can_be_seen, name_key, normalise_name, tidy_name
from lms.accounts.invitations.errors import FileError
from lms.accounts.invitations.models import RowOutcome
from lms.spreadsheets import looks_like_a_formula

LARGEST = 2 * 1024 * 1024  # bytes
MOST_ROWS = 100_000
LONGEST_ADDRESS, LONGEST_NAME = 254, 200
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t|"

# The words of a head, unaccented and in lower case, in English and Welsh.
_EMAIL = {
    "email",
    "e-mail",
    "mail",
    "email address",
    "e-mail address",
    "address",
    "ebost",
    "e-bost",
    "cyfeiriad e-bost",
    "cyfeiriad ebost",
}
_NAME = {"name", "full name", "your name", "person", "enw", "enw llawn"}
_FIRST = {"first name", "firstname", "forename", "given name", "first", "enw cyntaf"}
_LAST = {"last name", "lastname", "surname", "family name", "last", "cyfenw"}


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (the first line is 1), the address and the name, tidied."""

    number: int
    email: str
    name: str


@dataclass(frozen=True)
class Columns:
    """Where a file has what. ``names`` are joined with a space, first name before last.

    ``head`` is the number of the row that holds the words, 0 where the file begins with a person.
    """

    email: int
    names: tuple[int, ...]
    head: int


def check_content(content: bytes) -> Columns:
    """The columns of the file. Raises ``FileError`` for what cannot be read as a list of people."""
    if not content.strip():
        raise FileError(_("The file is empty."))
    if len(content) > LARGEST:
        raise FileError(_("The file is larger than 2 MB. Divide it into several."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileError(
            _(
                "This is a spreadsheet, not a CSV file. Open it in your spreadsheet program, save it as CSV, "
                "and choose that."
            )
        )
    text = _text(content)
    if "\0" in text:
        raise FileError(_("This is not a text file. Save the list as CSV and choose that file."))
    try:
        lines = sum(1 for line in _cells(text) if any(line))
    except csv.Error:
        raise FileError(
            _("The file cannot be read as CSV: a quotation mark may be missing at its end.")
        ) from None
    if lines > MOST_ROWS + 1:
        raise FileError(_("The file has more than 100,000 rows. Divide it into several."))
    return _columns(text)


def read_rows(content: bytes, *, after: int = 0) -> Iterator[Row]:
    """The rows of the file below the first ``after`` lines, one at a time; empty ones are passed over.

    Raises ``FileError`` as ``check_content`` does.
    """
    text = _text(content)
    columns = _columns(text)
    for number, cells in enumerate(_cells(text), start=1):
        if number <= max(after, columns.head):
            continue
        tidy = [tidy_name(cell) for cell in cells]
        if any(tidy):
            yield Row(number, _at(tidy, columns.email), _name(cells, columns))


def judge(row: Row) -> RowOutcome:
    """What can be said of a row without knowing anybody."""
    if not row.email:
        return RowOutcome.MISSING
    try:
        validate_email(row.email)
    except ValidationError:
        return RowOutcome.INVALID
    if len(row.email) > LONGEST_ADDRESS or looks_like_a_formula(row.email):
        return RowOutcome.INVALID
    if looks_like_a_formula(row.name):
        return RowOutcome.FORMULA
    return RowOutcome.LONG if len(row.name) > LONGEST_NAME else RowOutcome.OK


def _text(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252, in which old spreadsheets write."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _cells(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)


def _delimiter(text: str) -> str:
    """The sign that parts an address from the rest of the first row; the most frequent where none does."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    signs = sorted(_DELIMITERS, key=first.count, reverse=True)
    for sign in signs:
        cells = next(csv.reader([first], delimiter=sign), [])
        if _find(_words(cells), _EMAIL) is not None or any(_is_address(cell) for cell in cells):
            return sign
    return signs[0]


def _is_address(cell: str) -> bool:
    try:
        validate_email(normalise_name(cell))
    except ValidationError:
        return False
    return True


def _words(cells: list[str]) -> list[str]:
    return [name_key(cell).strip(" :*").replace("_", " ") for cell in cells]


def _columns(text: str) -> Columns:
    head, first = next(((n, cells) for n, cells in enumerate(_cells(text), start=1) if any(cells)), (1, []))
    words = _words(first)
    email = _find(words, _EMAIL)
    if email is not None:
        whole, parts = _find(words, _NAME), [_find(words, _FIRST), _find(words, _LAST)]
        names = [whole] if whole is not None else parts
        return Columns(email, tuple(place for place in names if place is not None), head)
    addresses = [place for place, cell in enumerate(first) if _is_address(cell)]
    if len(addresses) != 1:
        raise FileError(_("No column of addresses was found. Write “email” above it, in the first row."))
    others = [place for place in range(len(first)) if place != addresses[0]]
    return Columns(addresses[0], tuple(others[:1]), head=0)


def _find(words: list[str], known: set[str]) -> int | None:
    return next((place for place, word in enumerate(words) if word in known), None)


def _at(cells: list[str], place: int) -> str:
    return normalise_name(cells[place]) if place < len(cells) else ""


def _name(cells: list[str], columns: Columns) -> str:
    found = (cells[place] for place in columns.names if place < len(cells))
    name = tidy_name(" ".join(found))
    return name if can_be_seen(name) else ""
