"""The archive of a copy, stretch by stretch: each is stored and noted, and any worker goes on behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.privacy.bundle import Piece, size_of
from lms.privacy.models import Export, ExportSegment
from lms.privacy.parts import still_wanted
from lms.privacy.stored import fresh_name, lines_of, put, read_from, spooled
from lms.privacy.zipping import Entry, PieceWriter, Place, end_of_list

SEGMENT = 32 * 1024 * 1024  # bytes that go into one segment, before packing


def is_whole(export: Export) -> bool:
    """The last stretch is there, with the list that ends the archive."""
    last = export.segments.defer("listing").last()
    return last is not None and bool(last.place.get("over"))


def packed_so_far(export: Export) -> int:
    """How many bytes of ``export.weight`` are in the archive."""
    last = export.segments.defer("listing").last()
    return int(last.place.get("total", 0)) if last else 0


def write_segment(export: Export, until: float) -> None:
    """One more stretch of the archive lies in storage and is noted, if it is wanted still.

    It ends when it is long enough or, by the clock of ``time.monotonic``, at ``until``. Repeatable: what was
    not noted is written anew; where two workers write the same stretch, one of them counts.
    """
    last = export.segments.defer("listing").last()
    place = Place(**last.place) if last else Place()
    made_at = timezone.localtime(export.asked_at)
    with spooled() as out:
        writer = PieceWriter(out, place, made_at)
        plan = _Plan(export.plan, place.entry)
        over = writer.write(
            plan.entries(), plan.read, lambda taken: taken >= SEGMENT or time.monotonic() > until
        )
        if over:
            _write_list(out, export, place, bytes(writer.listing))
        size = out.tell()
        number = last.number + 1 if last else 0
        stored_as = put(fresh_name(export, f"{number:05}") + ".part", out)
    said = {**place.as_json(), "over": True} if over else place.as_json()
    segment = ExportSegment(
        number=number, stored_as=stored_as, size=size, place=said, listing=bytes(writer.listing)
    )
    _note(export, segment)


def _write_list(out: Any, export: Export, place: Place, last: bytes) -> None:
    for (listing,) in export.segments.values_list("listing").iterator(chunk_size=20):
        out.write(bytes(listing))
    out.write(last + end_of_list(place))


def _note(export: Export, segment: ExportSegment) -> None:
    """Where another worker was here first, or the copy is wanted no longer, the stretch is gone again."""
    try:
        with transaction.atomic():
            if still_wanted(export):
                segment.export = export
                segment.save()
                return
    except IntegrityError:
        pass
    default_storage.delete(segment.stored_as)


class _Plan:
    """The files of the archive from the one numbered ``first`` on, one in memory at a time."""

    def __init__(self, name: str, first: int) -> None:
        self._name, self._first = name, first
        self._pieces: list[Piece] = []

    def entries(self) -> Iterator[Entry]:
        for number, line in enumerate(lines_of(self._name)):
            if number >= self._first:
                said = json.loads(line)
                self._pieces = said["pieces"]
                yield Entry(said["name"], sum(size_of(piece) for piece in self._pieces), said["packed"])

    def read(self, number: int, start: int) -> Iterator[bytes]:
        """The bytes from ``start`` on of the file that ``entries`` gave last."""
        for piece in self._pieces:
            size = size_of(piece)
            if start >= size:
                start -= size
                continue
            if "text" in piece:
                yield piece["text"].encode()[start:]
            else:
                yield from read_from(storages[piece["storage"]], piece["stored_as"], start)
            start = 0


def archive_from(export: Export, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of a copy that is ready, from ``start`` to just before ``stop``."""
    for segment in export.segments.defer("listing", "place"):
        if start < segment.size and stop > 0:
            left = min(stop, segment.size) - start
            for chunk in read_from(default_storage, segment.stored_as, start):
                yield chunk[:left]
                left -= len(chunk)
                if left <= 0:
                    break
        start, stop = max(0, start - segment.size), stop - segment.size
