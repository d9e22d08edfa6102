from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from cohorts.imports.errors import FileError
from cohorts.imports.reading import MOST_COLUMNS, MOST_LINES, read_table
from cohorts.imports.values import Completion, Presence, read_completion, read_day, read_presence
from lms.workbooks import WorkbookError
from tests.cohorts.imports.ground import as_csv, as_xlsx

PEOPLE = "Name,E-mail,Why?\r\nNadia Ahmed,nadia@example.org,Because of the buses\r\n"


def read(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    table = read_table(content)
    return table.heads, list(table.lines)


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE.encode(),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.encode("utf-16"),
        PEOPLE.encode("utf-16-le"),
        PEOPLE.replace(",", ";").encode(),
        PEOPLE.replace(",", "\t").encode(),
        PEOPLE.replace("\r\n", "\n").encode(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "utf-16 without its mark", "semicolons", "tabs", "unix"],
)
def test_the_same_table_however_it_was_saved(content: bytes) -> None:
    assert read(content) == (
        ["Name", "E-mail", "Why?"],
        [(2, ["Nadia Ahmed", "nadia@example.org", "Because of the buses"])],
    )


def test_windows_1252() -> None:
    _heads, lines = read("Name;Why?\r\nSiân “Jo” O’Neill;x\r\n".encode("cp1252"))
    assert lines == [(2, ["Siân “Jo” O’Neill", "x"])]


def test_excel_says_its_delimiter_and_lines_keep_their_numbers() -> None:
    assert read(b"sep=;\r\nName;A,b\r\n\r\nNadia;1\r\n")[1] == [(4, ["Nadia", "1"])]


def test_a_cell_of_several_lines_and_control_characters() -> None:
    _heads, lines = read(b'Name,Why?\r\n"Nadia\x07","one\r\ntwo"\r\n')
    assert lines == [(2, ["Nadia", "one\ntwo"])]


def test_headings_below_a_title_and_short_lines() -> None:
    heads, lines = read(as_csv(["Attendance 2026"], [], ["Name", "Week 1", "Week 2"], ["Nadia", "x"]))
    assert heads == ["Name", "Week 1", "Week 2"]
    assert lines == [(4, ["Nadia", "x", ""])]


def test_a_workbook_with_merged_headings_dates_and_numbers() -> None:
    heads, lines = read(
        as_xlsx(
            ["Name", "Attendance", None, "Score"],
            [None, dt.date(2026, 6, 22), dt.datetime(2026, 6, 29, 19), None],
            ["Nadia", True, 45.0, 1.5],
            merged=["B1:C1", "A1:A2"],
        )
    )
    assert heads == ["Name", "Attendance: 2026-06-22", "Attendance: 2026-06-29 19:00", "Score"]
    assert lines == [(3, ["Nadia", "yes", "45", "1.5"])]


def test_groups_above_the_headings() -> None:
    heads, _lines = read(
        as_xlsx(["", "", "June", None], ["Name", "E-mail", 22, 29], ["Nadia", "n@e.org", "x"])
    )
    assert heads == ["Name", "E-mail", "June: 22", "June: 29"]


def test_moodle_leaves_headings_empty() -> None:
    heads, _lines = read(
        as_csv(["", "Email address", "Standing", ""], ["Nadia", "n@example.org", "Completed", "1 June 2026"])
    )
    assert heads == ["Name", "Email address", "Standing", "Standing: beside it"]


def test_formulas_count_with_what_was_saved_and_nothing_runs() -> None:
    # openpyxl saves no values: the formula was never worked out, so the cell is empty.
    _heads, lines = read(as_xlsx(["Name", "Total"], ["Nadia", "=1+1"]))
    assert lines == [(2, ["Nadia", ""])]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n",
        b"\x00\x01\x02\x03" * 20,
        as_csv(["Colour", "Size"], ["red", "4"]),
        b'Name\r\n"Nadia\r\n',
    ],
    ids=["empty", "blank", "binary", "no people", "open quotation mark"],
)
def test_what_is_no_table_of_people(content: bytes) -> None:
    with pytest.raises(FileError):
        read(content)


def test_limits() -> None:
    lines = [["Name"], *([f"Person {number}"] for number in range(MOST_LINES))]
    assert len(read(as_csv(*lines))[1]) == MOST_LINES
    for too_much in (
        as_csv(*lines, ["One more"]),
        as_xlsx(*lines, ["One more"]),
        as_csv(["Name", *["x"] * MOST_COLUMNS]),
        as_xlsx(["Name", *["x"] * MOST_COLUMNS]),
        b"Name\r\n" + b"x" * (5 * 1024 * 1024),
    ):
        with pytest.raises(FileError):
            read(too_much)


def _archive(**parts: bytes) -> bytes:
    """The parts of a workbook, and these besides or instead."""
    made = io.BytesIO()
    known = {
        "xl/workbook.xml": b"<workbook/>",
        **{name.replace("__", "/"): part for name, part in parts.items()},
    }
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in known.items():
            archive.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        _archive(**{"xl/vbaProject.bin": b"x"}),
        _archive(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        _archive(**{"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
        _archive(**{"xl/sharedStrings.xml": b"0" * (51 * 1024 * 1024)}),
        _archive(**{f"xl/{number}.xml": b"" for number in range(501)}),
        _archive(),
        b"PK\x03\x04 not really",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        as_xlsx(["Name"], ["Nadia"])[:-200],
    ],
    ids=["macros", "links", "entities", "bomb", "parts", "nothing in it", "no archive", "old", "cut off"],
)
def test_workbooks_that_are_not_opened(content: bytes) -> None:
    with pytest.raises((WorkbookError, FileError)):
        read(content)


@pytest.mark.parametrize(
    ("cell", "presence"),
    [
        ("Present", Presence("present")),
        ("✓", Presence("present")),
        ("1", Presence("present")),
        ("LATE", Presence("late")),
        ("Sent apologies.", Presence("excused")),
        ("0", Presence("absent")),
        ("DNA", Presence("absent")),
        ("75", Presence(minutes=75)),
        ("75 min", Presence(minutes=75)),
        ("perhaps", None),
    ],
)
def test_presence(cell: str, presence: Presence | None) -> None:
    assert read_presence(cell) == presence


def test_minutes_decide() -> None:
    assert [Presence(minutes=minutes).state_for(60) for minutes in (59, 60)] == ["absent", "present"]


@pytest.mark.parametrize(
    ("cell", "completion"),
    [
        ("Completed", Completion(True)),
        ("100%", Completion(True)),
        ("80%", Completion(False)),
        ("Not completed", Completion(False)),
        ("Completed (achieved pass grade)", Completion(True)),
        ("Completed on 3 June 2026", Completion(True, dt.date(2026, 6, 3))),
        ("2026-06-03", Completion(True, dt.date(2026, 6, 3))),
        ("perhaps", None),
    ],
)
def test_completion(cell: str, completion: Completion | None) -> None:
    assert read_completion(cell) == completion


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-06-19 19:00", dt.date(2026, 6, 19)),
        ("19/06/2026", dt.date(2026, 6, 19)),
        ("19.6.26", dt.date(2026, 6, 19)),
        ("Monday, 1 June 2026, 7:00 PM", dt.date(2026, 6, 1)),
        ("19th June", dt.date(2025, 6, 19)),
        ("31 June 2026", None),
        ("Week 3", None),
    ],
)
def test_days(cell: str, day: dt.date | None) -> None:
    assert read_day(cell, year=2025) == day
