"""An archive in pieces is the archive that any reader of ZIP files knows."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import datetime

import pytest

from lms.privacy import zipping
from lms.privacy.zipping import Entry, PieceWriter, Place, end_of_list

MADE_AT = datetime(2026, 11, 23, 14, 30, 10)
NOISE = random.Random(4).randbytes(5000)
FILES = {
    "everything.json": b'{"a": "b"}' * 900,
    "files/Siân’s letter.pdf": NOISE,
    "files/empty.txt": b"",
    "files/one.txt": b"1",
}
CHUNK = 700


def read(number: int, start: int):
    data = list(FILES.values())[number]
    for place in range(start, len(data), CHUNK):
        yield data[place : place + CHUNK]


def entries(start: int) -> list[Entry]:
    return [Entry(name, len(data), name.endswith(".pdf")) for name, data in FILES.items()][start:]


def written(most: int) -> tuple[bytes, int]:
    """The archive, by a new writer for each piece that knows no more than the place as JSON; how many."""
    kept, archive, listing, number = Place().as_json(), b"", b"", 0
    while True:
        out, place = io.BytesIO(), Place(**kept)
        writer = PieceWriter(out, place, MADE_AT)
        over = writer.write(entries(place.entry), read, lambda size: size >= most)
        archive, listing, kept, number = (
            archive + out.getvalue(),
            listing + writer.listing,
            place.as_json(),
            number + 1,
        )
        assert (place.offset, place.listed) == (len(archive), len(listing))
        if over:
            return archive + listing + end_of_list(place), number


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {one.date_time for one in opened.infolist()} == {(2026, 11, 23, 14, 30, 10)}
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize(("most", "pieces"), [(10**9, 1), (3000, 5), (1, 23)])
def test_archive_is_the_same_whatever_the_pieces(most: int, pieces: int):
    archive, number = written(most)

    assert contents(archive) == FILES
    assert number == pieces


def test_sizes_beyond_32_bits_are_written_as_the_standard_has_it(monkeypatch):
    """Limits made small: every field that has no room is in its 64-bit place."""
    monkeypatch.setattr(zipping, "LARGE", 4000)
    monkeypatch.setattr(zipping, "LIMIT_16", 2)
    archive, _number = written(1000)

    assert contents(archive) == FILES
    assert archive.count(b"PK\x06\x06") == archive.count(b"PK\x06\x07") == 1
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert [one.extract_version for one in opened.infolist()] == [45, 45, 20, 20]


def test_files_are_the_holders_alone_when_unpacked():
    archive, _number = written(10**9)

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {one.external_attr >> 16 for one in opened.infolist()} == {0o100600}
