"""What the rooms above put on the pages of pathways: for organisers, on one person's page, on one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from cohorts.pathway.models import Pathway
from cohorts.pathway.selectors import Standing
from cohorts.programmes.glance import Part
from cohorts.programmes.models import Cohort
from lms.accounts.models import User

CohortFunction = Callable[[Cohort, User, list[Standing]], Part | None]
PersonFunction = Callable[[Pathway, User], Part | None]

F = TypeVar("F")
_cohort: dict[str, tuple[int, CohortFunction]] = {}
_one: dict[str, tuple[int, PersonFunction]] = {}
_own: dict[str, tuple[int, PersonFunction]] = {}


def register_cohort_section(name: str, function: CohortFunction, *, order: int) -> None:
    """Organisers see what ``function`` makes of their cohort and of everybody's standing."""
    _cohort[name] = (order, function)


def register_one_section(name: str, function: PersonFunction, *, order: int) -> None:
    """Organisers see what ``function`` makes of one person's pathway."""
    _one[name] = (order, function)


def register_own_section(name: str, function: PersonFunction, *, order: int) -> None:
    """Trainees see what ``function`` makes of their own pathway."""
    _own[name] = (order, function)


def cohort_sections(cohort: Cohort, user: User, standings: list[Standing]) -> list[Part]:
    return _shown(function(cohort, user, standings) for function in _in_order(_cohort))


def one_sections(pathway: Pathway, user: User) -> list[Part]:
    return _shown(function(pathway, user) for function in _in_order(_one))


def own_sections(pathway: Pathway, user: User) -> list[Part]:
    return _shown(function(pathway, user) for function in _in_order(_own))


def _in_order(known: dict[str, tuple[int, F]]) -> list[F]:
    return [function for _order, function in sorted(known.values(), key=lambda pair: pair[0])]


def _shown(parts: Iterable[Part | None]) -> list[Part]:
    return [part for part in parts if part is not None]
