"""Reading a list of places: a CSV file with the columns of the ONS lookups, any year.

``WD24CD``, ``WD24NM``, ``LAD24CD``, ``LAD24NM``, ``CTY24CD``, ``PCON24CD``, ``PCON24NM``, with
``…NMW`` for Welsh names; other columns are passed over. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from lms.places.errors import ListError
from lms.places.models import CONSTITUENCY_CODE, COUNCIL_CODE, WARD_CODE

LARGEST = 10 * 1024 * 1024  # bytes
LONGEST_NAME = 120
MOST_ERRORS = 200  # told with their row; the others are counted
_COLUMN = re.compile(r"^(WD|LAD|CTY|PCON)([0-9]{2})(CD|NM|NMW)$")
# Counties without a council, regions, and “there is none”: no error, only nothing to keep.
_NO_COUNTY = re.compile(r"^(E11|E12|E13)[0-9]{6}$|^[A-Z]99999999$")
_CODES = {
    "CTY": re.compile(r"^E10[0-9]{6}$"),
    "LAD": re.compile(COUNCIL_CODE),
    "PCON": re.compile(CONSTITUENCY_CODE),
    "WD": re.compile(WARD_CODE),
}
LEVELS = tuple(_CODES)  # in the order in which they are kept: what others refer to comes first


@dataclass(frozen=True)
class Area:
    """One place of a list. ``above`` is the code of a ward's council, or of a district's county."""

    code: str
    name: str
    name_cy: str = ""
    above: str = ""


@dataclass
class PlaceList:
    """What a file says: places by level and code, and which ward lies in which constituency.

    As large as the places in it, not as the file: a lookup of 100,000 rows names a few
    thousand wards.
    """

    rows: int = 0
    areas: dict[str, dict[str, Area]] = field(default_factory=lambda: {level: {} for level in LEVELS})
    links: dict[str, set[str]] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)
    wrong_rows: int = 0
    columns: dict[tuple[str, str], int] = field(default_factory=dict)

    def refuse(self, row: int, why: str) -> None:
        """Row ``row`` of the file (the head is 1) is left out."""
        self.wrong_rows += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((row, why))

    @property
    def has_links(self) -> bool:
        return {("WD", "CD"), ("PCON", "CD")} <= self.columns.keys()


def read_list(file: IO[bytes]) -> PlaceList:
    """The places in ``file``, row by row; rows that are wrong are left out and told.

    Raises ``ListError`` where it is no such file at all.
    """
    lines = _lines(file)
    head = next(lines, "")
    read = PlaceList(columns=_columns(next(csv.reader([head], delimiter=_delimiter(head)), [])))
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=_delimiter(head), strict=True), start=2):
            if any(cell.strip() for cell in cells):
                read.rows += 1
                _read_row(read, number, cells)
    except csv.Error:
        raise ListError(
            _("After row %(row)s the file is no CSV any more: a quotation mark is not closed.")
            % {"row": read.rows + 1}
        ) from None
    return read


def _lines(file: IO[bytes]) -> Iterator[str]:
    encoding = "utf-8-sig"
    for line in file:
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            raise ListError(_("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.")) from None
        if "\0" in text:
            raise ListError(_("This is no text. Save the list as “CSV UTF-8” and try again."))
        yield text
        encoding = "utf-8"  # a mark of byte order stands at the beginning only


def _delimiter(head: str) -> str:
    return max(",;\t|", key=head.count)


def _columns(head: list[str]) -> dict[tuple[str, str], int]:
    """Where each column is; of two years the later one. Raises ``ListError`` without a pair to use."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for place, title in enumerate(head):
        if match := _COLUMN.match(title.strip().upper()):
            level, year, what = match.groups()
            found[level, what] = max(found.get((level, what), ("", 0)), (year, place))
    columns = {key: place for key, (_year, place) in found.items()}
    if not any((level, "CD") in columns and (level, "NM") in columns for level in LEVELS):
        raise ListError(
            _("The first row names none of our columns, such as LAD24CD and LAD24NM, or WD24CD, WD24NM.")
        )
    if ("WD", "NM") in columns and ("LAD", "CD") not in columns:
        raise ListError(
            _("A list of wards says in which council each ward lies: the column LAD24CD is missing.")
        )
    return columns


def _read_row(read: PlaceList, number: int, cells: list[str]) -> None:
    """All of a row is taken, or nothing of it."""

    def cell(level: str, what: str) -> str:
        place = read.columns.get((level, what))
        return cells[place].strip() if place is not None and place < len(cells) else ""

    codes: dict[str, str] = {}
    taken: list[tuple[str, Area]] = []
    try:
        for level in LEVELS:
            codes[level] = _code(level, cell(level, "CD").upper())
        for level in LEVELS:
            if codes[level] and (level, "NM") in read.columns:
                taken.append((level, _area(read, level, codes, cell)))
        if not any(codes.values()):
            raise ValueError(_("There is no code in this row."))
    except ValueError as problem:
        read.refuse(number, str(problem))
        return
    for level, area in taken:
        read.areas[level][area.code] = area
    if codes["WD"] and codes["PCON"]:
        read.links.setdefault(codes["WD"], set()).add(codes["PCON"])


def _code(level: str, code: str) -> str:
    if not code or (level == "CTY" and _NO_COUNTY.match(code)):
        return ""
    if not _CODES[level].match(code):
        raise ValueError(
            _("“%(code)s” is no code for the column %(column)s.")
            % {"code": code[:20], "column": f"{level}…CD"}
        )
    return code


def _area(read: PlaceList, level: str, codes: dict[str, str], cell: Callable[[str, str], str]) -> Area:
    code, name, name_cy = codes[level], cell(level, "NM"), cell(level, "NMW")
    for text in (name, name_cy):
        if len(text) > LONGEST_NAME or any(unicodedata.category(sign) == "Cc" for sign in text):
            raise ValueError(
                _("The name of %(code)s is too long, or has signs that no name has.") % {"code": code}
            )
    if not name:
        raise ValueError(_("%(code)s has no name.") % {"code": code})
    above = {"WD": codes["LAD"], "LAD": codes["CTY"]}.get(level, "")
    if level == "WD" and not above:
        raise ValueError(_("The ward %(code)s lies in no council.") % {"code": code})
    area = Area(code=code, name=name, name_cy="" if name_cy == name else name_cy, above=above)
    known = read.areas[level].get(code)
    if known is not None and known != area:
        raise ValueError(
            _("%(code)s is “%(name)s” here and “%(other)s” further up, or lies elsewhere.")
            % {"code": code, "name": name, "other": known.name}
        )
    return area


def check_size(size: int | None) -> None:
    """Raises ``ListError`` for a file of more than 10 MB."""
    if (size or 0) > LARGEST:
        raise ListError(_("The file is larger than 10 MB. Leave columns out, or bring it in by parts."))


def as_rows(errors: list[tuple[int, str]]) -> list[dict[str, Any]]:
    return [{"row": row, "why": why} for row, why in errors]
