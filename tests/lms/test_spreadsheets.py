"""Tables for spreadsheet programs."""

from __future__ import annotations

import csv
import io

import pytest

from lms.spreadsheets import csv_lines, safe_cell


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "＝1"])
def test_cell_that_would_run_is_shown(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("value", "cell"), [("Gwen", "Gwen"), (None, ""), (3, "3"), ("a=b", "a=b"), ("'=1", "'=1")]
)
def test_other_cells_stay(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_file_is_made_line_by_line_and_read_back() -> None:
    lines = list(csv_lines(["Name"], [['Siân, "S"'], ["=1"]]))

    assert lines[0] == "\ufeffName\r\n"
    rows = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"))))
    assert rows == [["Name"], ['Siân, "S"'], ["'=1"]]
