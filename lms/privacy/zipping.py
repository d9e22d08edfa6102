"""A ZIP archive written as a row of pieces, each of which another process may write.

What has to be known from one piece to the next is a ``Place`` of a few numbers. Deflate blocks end on
a whole byte where a piece ends (``Z_FULL_FLUSH``, RFC 1951, 3.2.4), so that the next compressor, which
remembers nothing, goes on behind it. Section numbers are those of PKWARE's APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any

# What is said to be larger than this gets 64-bit sizes (4.3.9.2). Deflate adds less than the rest to 4 GiB.
LARGE = 3 * 1024**3
LIMIT_32, LIMIT_16 = 0xFFFFFFFF, 0xFFFF
DEFLATED, OLD, ZIP64 = 8, 20, 45  # 4.4.5, 4.4.3
FLAGS = 0x0008 | 0x0800  # sizes come behind the data; names are UTF-8 (4.4.4)
ENTRIES_AT_ONCE = 2000  # whose lines of the list one piece carries


@dataclass(frozen=True)
class Entry:
    """One file to be: its name, how many bytes it has, and how well they are packed already."""

    name: str
    size: int
    is_packed: bool = False

    @property
    def is_large(self) -> bool:
        return self.size > LARGE

    @property
    def level(self) -> int:
        """Level 0 is still a deflate stream, which every reader takes where sizes follow the data."""
        return 0 if self.is_packed else 6


@dataclass
class Place:
    """How far an archive is: in which entry, how much of it, and where it began."""

    entry: int = 0
    begun: bool = False
    read: int = 0  # bytes of this entry that are in
    packed: int = 0  # bytes that they take
    crc: int = 0
    start: int = 0  # where this entry's header begins
    offset: int = 0  # how long the archive is
    total: int = 0  # bytes of all entries that are in
    count: int = 0  # entries in the list at the end
    listed: int = 0  # length of that list

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Reader = Callable[[int, int], Iterator[bytes]]
"""Gives the bytes of an entry, by its number, from a byte on, in chunks."""


class PieceWriter:
    """Writes one piece to ``out`` and moves ``place`` on; ``listing`` are the lines it adds to the list."""

    def __init__(self, out: IO[bytes], place: Place, made_at: datetime) -> None:
        self.out, self.place = out, place
        self.listing = bytearray()
        self._time = _dos_time(made_at)

    def write(self, entries: Iterable[Entry], read: Reader, is_full: Callable[[int], bool]) -> bool:
        """True once every entry is in; False where ``is_full``, told how many bytes went in, said stop.

        ``entries`` begin with the one at ``place``. At least one chunk goes in, so that repeating ends.
        """
        begin = self.place.total
        for finished, entry in enumerate(entries, 1):
            if not self._add(entry, read, lambda: is_full(self.place.total - begin)):
                return False
            if finished >= ENTRIES_AT_ONCE or is_full(self.place.total - begin):
                return False
        return True

    def _put(self, data: bytes) -> int:
        self.out.write(data)
        self.place.offset += len(data)
        return len(data)

    def _add(self, entry: Entry, read: Reader, is_full: Callable[[], bool]) -> bool:
        place = self.place
        if not place.begun:
            place.begun, place.start = True, place.offset
            place.read = place.packed = place.crc = 0
            self._put(self._local_header(entry))
        packer = zlib.compressobj(entry.level, zlib.DEFLATED, -zlib.MAX_WBITS)
        for chunk in read(place.entry, place.read):
            place.crc = zlib.crc32(chunk, place.crc)
            place.read += len(chunk)
            place.total += len(chunk)
            place.packed += self._put(packer.compress(chunk))
            if is_full():
                place.packed += self._put(packer.flush(zlib.Z_FULL_FLUSH))
                return False
        place.packed += self._put(packer.flush(zlib.Z_FINISH))
        self._put(self._descriptor(entry))
        line = self._list_line(entry)
        self.listing += line
        place.listed += len(line)
        place.count += 1
        place.entry, place.begun = place.entry + 1, False
        return True

    def _local_header(self, entry: Entry) -> bytes:
        """4.3.7; sizes follow in the descriptor."""
        name = entry.name.encode()
        size, extra = (LIMIT_32, struct.pack("<HHQQ", 1, 16, 0, 0)) if entry.is_large else (0, b"")
        version = ZIP64 if entry.is_large else OLD
        head = (b"PK\x03\x04", version, FLAGS, DEFLATED, *self._time, 0, size, size, len(name), len(extra))
        return struct.pack("<4s5H3L2H", *head) + name + extra

    def _descriptor(self, entry: Entry) -> bytes:
        """4.3.9"""
        form = "<4sLQQ" if entry.is_large else "<4sLLL"
        return struct.pack(form, b"PK\x07\x08", self.place.crc, self.place.packed, self.place.read)

    def _list_line(self, entry: Entry) -> bytes:
        """4.3.12, with 4.5.3 for what has no room in 32 bits."""
        place, name, extra = self.place, entry.name.encode(), b""
        packed, size, start = place.packed, place.read, place.start
        if entry.is_large or start > LIMIT_32:
            extra = struct.pack("<HHQQQ", 1, 24, size, packed, start)
            packed = size = start = LIMIT_32
        version = ZIP64 if extra else OLD
        unix = (3 << 8) | version  # 4.4.2: the rights below are those of Unix
        head = (b"PK\x01\x02", unix, version, FLAGS, DEFLATED, *self._time, place.crc, packed, size)
        tail = (len(name), len(extra), 0, 0, 0, 0o100600 << 16, start)
        return struct.pack("<4s6H3L", *head) + struct.pack("<5H2L", *tail) + name + extra


def end_of_list(place: Place) -> bytes:
    """What stands behind the list (4.3.14 to 4.3.16), which begins where ``place`` says the data ends."""
    start, size, count = place.offset, place.listed, place.count
    large = b""
    if start > LIMIT_32 or size > LIMIT_32 or count > LIMIT_16:
        head = (b"PK\x06\x06", 44, (3 << 8) | ZIP64, ZIP64, 0, 0, count, count, size, start)
        large = struct.pack("<4sQ2H2L4Q", *head)
        large += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    count, size, start = min(count, LIMIT_16), min(size, LIMIT_32), min(start, LIMIT_32)
    return large + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)


def _dos_time(at: datetime) -> tuple[int, int]:
    """4.4.6: two seconds at a time, since 1980."""
    time = at.hour << 11 | at.minute << 5 | at.second // 2
    return time, (at.year - 1980) << 9 | at.month << 5 | at.day
