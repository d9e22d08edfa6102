"""Reading a list of people as spreadsheet programs write it."""

from __future__ import annotations

import pytest

from lms.accounts.invitations.errors import FileError
from lms.accounts.invitations.reading import check_content, judge, read_rows


def _read(content: bytes | str, after: int = 0) -> list[tuple[int, str, str]]:
    data = content.encode() if isinstance(content, str) else content
    check_content(data)
    return [(row.number, row.email, row.name) for row in read_rows(data, after=after)]


GWEN = [(2, "gwen@example.org", "Siân Parry")]


@pytest.mark.parametrize(
    "content",
    [
        "email,name\ngwen@example.org,Siân Parry\n",
        "\ufeffE-Mail Address;Full Name\r\n GWEN@Example.org ;  Siân   Parry\r\n",
        "Name\tEmail:\nSiân Parry\tgwen@example.org",
        "First name,Surname,E-bost\nSiân,Parry,gwen@example.org\n",
        "surname|FORENAME|email_address\nParry|Siân|gwen@example.org\n",
        "Cyfenw,Enw cyntaf,Cyfeiriad e-bost\nParry,Siân,gwen@example.org\n",
        '"name","email"\n"Siân Parry","gwen@example.org"\n\n,\n',
        'id,notes,email,name\n7,"two\nlines, and a comma",gwen@example.org,Siân Parry\n',
        "email;name\ngwen@example.org;Siân Parry, \n".replace("Parry, ", "Parry"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_files_of_many_kinds_say_the_same(content: str, encoding: str) -> None:
    if encoding == "cp1252":
        content = content.removeprefix("\ufeff")
    data = content.encode("utf-16") if encoding == "utf-16" else content.encode(encoding)

    assert _read(data) == GWEN


def test_file_without_a_head_begins_with_a_person() -> None:
    assert _read("Parry, Gwen;gwen@example.org\nEllis, Wyn;wyn@example.org\n") == [
        (1, "gwen@example.org", "Parry, Gwen"),
        (2, "wyn@example.org", "Ellis, Wyn"),
    ]


def test_list_of_addresses_alone() -> None:
    assert _read("gwen@example.org\n\nwyn@example.org") == [
        (1, "gwen@example.org", ""),
        (3, "wyn@example.org", ""),
    ]


def test_rows_are_numbered_as_in_the_spreadsheet_and_taken_up_again() -> None:
    content = "\nemail,name\n" + "".join(f"p{n}@example.org,P\n" for n in range(5))

    assert [number for number, _e, _n in _read(content)] == [3, 4, 5, 6, 7]
    assert [number for number, _e, _n in _read(content, after=5)] == [6, 7]


def test_unicode_forms_of_an_address_are_one() -> None:
    both = {email for _n, email, _name in _read("email\nsi\u00e2n@example.org\nsia\u0302n@EXAMPLE.org\n")}

    assert both == {"si\u00e2n@example.org"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04 a workbook", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "save it as CSV"),
        (b"email\n\0\0\0", "not a text file"),
        (b'email,name\n"gwen@example.org,Gwen', "quotation mark"),
        (b"name,telephone\nGwen,01234\n", "No column of addresses"),
        (b"a@example.org,b@example.org\n", "No column of addresses"),
        (b"email\n" + b"x" * (2 * 1024 * 1024), "larger than 2 MB"),
        (b"email\n" + b"a@b.uk\n" * 100_001, "more than 100,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        check_content(content)


def test_a_hundred_thousand_rows_are_read() -> None:
    content = b"email\n" + b"".join(b"%d@b.uk\n" % n for n in range(100_000))
    check_content(content)

    assert sum(1 for _row in read_rows(content)) == 100_000


@pytest.mark.parametrize(
    ("email", "name", "outcome"),
    [
        ("gwen@example.org", "Gwen", "ok"),
        ("gwen@example.org", "", "ok"),
        ("", "Gwen", "missing"),
        ("gwen at example.org", "Gwen", "invalid"),
        ("gwen@", "Gwen", "invalid"),
        ("=cmd@example.org", "Gwen", "invalid"),
        ("a" * 250 + "@example.org", "Gwen", "invalid"),
        ("gwen@example.org", "=HYPERLINK(1)", "formula"),
        ("gwen@example.org", " +44 1234", "formula"),
        ("gwen@example.org", "-2+3", "formula"),
        ("gwen@example.org", "@SUM(A1)", "formula"),
        ("gwen@example.org", "＝1+1", "formula"),
        ("gwen@example.org", "Jean-Luc O'Neil", "ok"),
        ("gwen@example.org", "G" * 201, "long"),
    ],
)
def test_row_is_judged(email: str, name: str, outcome: str) -> None:
    from lms.accounts.invitations.reading import Row

    assert judge(Row(2, email, name)) == outcome
