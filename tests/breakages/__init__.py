"""Deliberate breakages: small wrong changes that a careless person could make, and the tests that notice.

    python -m tests.breakages                 all of them; `make breakages`
    python -m tests.breakages --only queue    those whose list, file, text or harm holds the word

Each list names a file, a text that occurs in it once, what stands there when it is
broken, what that would do to people, and where the tests are that must fail. The
lists follow the code by hand: after a refactoring `make breakages` says which texts
no longer apply. See docs/decisions/0085-deliberate-breakages.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Breakage:
    """One change to one file. ``harm`` says what people would meet if nobody noticed."""

    file: str
    old: str
    new: str
    harm: str
    tests: tuple[str, ...]
    fresh: bool = False  # what is broken acts while the database is made, so it is made anew
    postgresql: bool = False  # SQLite has one writer at a time and cannot show it


@dataclass
class Room:
    """The breakages of one room, in the order in which they were thought of."""

    name: str
    breakages: list[Breakage] = field(default_factory=list)

    def file(self, path: str, *tests: str) -> BrokenFile:
        return BrokenFile(self, path, tests)


@dataclass(frozen=True)
class BrokenFile:
    """``path``, whose breakages ``tests`` are expected to notice."""

    room: Room
    path: str
    tests: tuple[str, ...]

    def breaks(
        self, old: str, new: str, harm: str, *tests: str, fresh: bool = False, postgresql: bool = False
    ) -> None:
        """``tests`` are asked instead of the file's own."""
        self.room.breakages.append(
            Breakage(self.path, old, new, harm, tests or self.tests, fresh, postgresql)
        )
