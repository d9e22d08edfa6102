"""Tables that are opened in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

# What makes Excel, LibreOffice and others run a cell instead of showing it (OWASP, “CSV injection”).
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the letters of the machine's own language


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet program would run ``text`` as the content of a cell."""
    return text.lstrip(" \u00a0\u200b").startswith(_RUNS)


def safe_cell(value: Any) -> str:
    """``value`` as text that no spreadsheet program runs: an apostrophe goes before what it would."""
    text = "" if value is None else str(value)
    return f"'{text}" if looks_like_a_formula(text) else text


class _Line:
    """What ``csv.writer`` writes to: the line is the answer, nothing is kept."""

    def write(self, line: str) -> str:
        return line


def csv_lines(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A CSV file line by line (RFC 4180, UTF-8 with a mark), every cell safe; for a streamed answer."""
    writer = csv.writer(_Line())
    yield BOM + str(writer.writerow([safe_cell(cell) for cell in head]))
    for row in rows:
        yield str(writer.writerow([safe_cell(cell) for cell in row]))
