"""A handful of real councils, brought in as an administrator would bring in the whole list.

Names and codes: Office for National Statistics, licensed under the Open Government Licence v3.0.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.places.services import import_file

LIST = Path(__file__).with_name("councils.csv")
AS_AT = date(2025, 5, 1)


def keep_places() -> None:
    """The councils of the demo's list are there. Repeatable; ends and renames nothing else."""
    with LIST.open("rb") as file:
        import_file(file=file, as_at=AS_AT, whole=False, write=True)
