"""A handful of real councils, and the wards of one, as an administrator would bring in the whole list.

Names and codes: Office for National Statistics, licensed under the Open Government Licence v3.0. The
wards are those of Manchester in which it has voted since 3 May 2018, from the ONS lookup of wards to
local authority districts.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.places.services import import_file

LISTS = tuple(Path(__file__).with_name(name) for name in ("councils.csv", "wards.csv"))
AS_AT = date(2025, 5, 1)


def keep_places() -> None:
    """The places of the demo's lists are there. Repeatable; ends and renames nothing else."""
    for path in LISTS:
        with path.open("rb") as file:
            import_file(file=file, as_at=AS_AT, whole=False, write=True)
