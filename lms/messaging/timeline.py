"""What somebody was sent: kinds and times, never contents. Rooms above add entries of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.accounts.models import User

MOST_ENTRIES = 200  # of each source, and on the page


@dataclass(frozen=True)
class Entry:
    """One thing that was sent, or came back. ``sensitive``: for safeguarding leads alone."""

    at: datetime
    what: Any
    state: Any = ""
    how: Any = ""
    sensitive: bool = False


Source = Callable[[User, int], Iterable[Entry]]
_sources: dict[str, Source] = {}


def register_timeline(code: str, source: Source) -> None:
    """``source(person, most)`` answers their newest entries, at most ``most``; for ``AppConfig.ready()``.

    It asks the same number of queries however many there are.
    """
    _sources[code] = source


def timeline_of(person: User, *, with_sensitive: bool) -> list[Entry]:
    """The newest entries of all sources, newest first, without sensitive ones unless they are wanted."""
    found = [entry for source in _sources.values() for entry in source(person, MOST_ENTRIES)]
    allowed = (entry for entry in found if with_sensitive or not entry.sensitive)
    return sorted(allowed, key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]
