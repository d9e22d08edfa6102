"""What the rooms above keep for a learner in a lesson, for their portfolio: each registers its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.content.models import Lesson
from lms.accounts.models import User


@dataclass
class KeptFile:
    """A file of private storage. ``where`` is its name in the archive; empty where it is in none."""

    name: str
    stored_as: str
    where: str = ""


@dataclass(frozen=True)
class KeptThing:
    """One thing made in ``lesson``; each template shows it as ``kept``.

    ``template`` is for the portfolio, ``page`` and ``text`` for the two readable files of the archive.
    """

    lesson: Lesson
    kept: Any
    template: str
    page: str
    text: str
    files: list[KeptFile] = field(default_factory=list)


Load = Callable[[User, Collection[int] | None], Iterable[KeptThing]]
"""Everything of one learner, or of these courses alone, in a constant number of queries."""

_loads: dict[str, Load] = {}


def register_kept(name: str, load: Load) -> None:
    """The portfolio shows what ``load`` finds; the last one registered of a name counts."""
    _loads[name] = load


def kept_by_rooms(learner: User, courses: Collection[int] | None) -> list[KeptThing]:
    """What the rooms above keep of ``learner``, in the order of their registration."""
    return [thing for load in _loads.values() for thing in load(learner, courses)]
