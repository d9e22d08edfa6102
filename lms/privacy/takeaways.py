"""Something smaller than everything that people take away, such as their portfolio: packed by the same steps.

A room above registers what goes into the archive; asking, packing, handing out and deleting are
those of a copy of everything (``lms.privacy.services``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lms.privacy.models import Export

Line = dict[str, Any]
"""One file of the archive: ``{"name", "packed", "pieces"}`` (``lms.privacy.bundle``)."""


@dataclass(frozen=True)
class Takeaway:
    """``lines`` are the files of the archive, made one after another; ``tell`` says that it is ready.

    ``most_a_day`` is how many of them one person may ask for within 24 hours.
    """

    code: str
    title: Any
    lines: Callable[[Export], Iterator[Line]]
    tell: Callable[[Export], None]
    most_a_day: int = 3


_known: dict[str, Takeaway] = {}


def register_takeaway(takeaway: Takeaway) -> None:
    """People can ask for ``takeaway``; the last one registered of a code counts."""
    _known[takeaway.code] = takeaway


def takeaway_called(code: str) -> Takeaway | None:
    """None for a copy of everything, and for what is registered no longer."""
    return _known.get(code)
