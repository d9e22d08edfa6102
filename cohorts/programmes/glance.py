"""What the rooms above put on the page of a cohort: numbers that open, ways on, and a trainee's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User

Words = Any  # text, or lazily translated text


@dataclass(frozen=True)
class Glance:
    """One number for organisers, what it counts, a second line, and where it leads.

    ``is_urgent`` where somebody has to decide today.
    """

    number: int
    words: Words
    note: Words = ""
    href: str = ""
    is_urgent: bool = False


class Tab(NamedTuple):
    """One way from the page of a cohort: its words, and the name of an address that takes the slug."""

    words: Words
    name: str


@dataclass(frozen=True)
class Part:
    """A part of the trainee's page: a template with its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


GlanceFunction = Callable[[Cohort, User], Glance | None]
PartFunction = Callable[[Place], Part | None]
MovedFunction = Callable[[Cohort, timedelta], str]

_glances: dict[str, tuple[int, GlanceFunction]] = {}
_tabs: dict[str, tuple[int, Tab]] = {}
_parts: dict[str, tuple[int, PartFunction]] = {}
_moves: dict[str, MovedFunction] = {}


def register_moved(name: str, function: MovedFunction) -> None:
    """Organisers who gave a cohort another first day are asked next what ``function`` has the address of."""
    _moves[name] = function


def asked_after_move(cohort: Cohort, by: timedelta) -> str:
    """Where an organiser says what else moves with the cohort’s first day; empty where nothing does."""
    return next(filter(None, (function(cohort, by) for function in _moves.values())), "")


def register_glance(name: str, function: GlanceFunction, *, order: int) -> None:
    """Organisers see what ``function`` makes of a cohort; None where there is nothing to say."""
    _glances[name] = (order, function)


def register_tab(name: str, tab: Tab, *, order: int) -> None:
    """Organisers find ``tab`` on the page of every cohort."""
    _tabs[name] = (order, tab)


def register_part(name: str, function: PartFunction, *, order: int) -> None:
    """Trainees see what ``function`` makes of their place."""
    _parts[name] = (order, function)


def glances_of(cohort: Cohort, user: User) -> list[Glance]:
    """What is to be seen of ``cohort``, in order."""
    found = (function(cohort, user) for _order, function in sorted(_glances.values(), key=_first))
    return [one for one in found if one is not None]


def tabs() -> list[Tab]:
    return [tab for _order, tab in sorted(_tabs.values(), key=_first)]


def parts_of(place: Place) -> Iterator[Part]:
    for _order, function in sorted(_parts.values(), key=_first):
        if (part := function(place)) is not None:
            yield part


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]
