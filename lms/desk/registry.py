"""What the packages above put on a person's desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from lms.accounts.models import User

Words = str | Promise


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: what it is, and the one button.

    ``href`` is where the button leads; ``action`` instead, if pressing it changes something (posted).
    ``is_done`` where nothing is left to do; the ``eyebrow`` then says so.
    """

    title: Words
    label: Words
    href: str = ""
    action: str = ""
    eyebrow: Words = ""
    text: Words = ""
    is_done: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of the desk: a template with its context. ``wide`` panels take the whole width."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    wide: bool = False


StepFunction = Callable[[User], NextStep | None]
PanelFunction = Callable[[HttpRequest], Panel | None]

_steps: list[tuple[int, StepFunction]] = []
_panels: dict[str, tuple[int, PanelFunction]] = {}


def register_next_step(function: StepFunction, *, order: int) -> StepFunction:
    """Ask ``function`` for the person's next step; the lowest ``order`` that has one is shown."""
    if (order, function) not in _steps:
        _steps.append((order, function))
        _steps.sort(key=lambda pair: pair[0])
    return function


def register_panel(name: str, function: PanelFunction, *, order: int) -> PanelFunction:
    """Show the panel that ``function`` makes, by ``order``. A name registered again is replaced."""
    _panels[name] = (order, function)
    return function


def next_step(user: User) -> NextStep | None:
    """The first next step that anybody has for ``user``; the rest are not asked."""
    return next(filter(None, (function(user) for _order, function in _steps)), None)


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The panels with something to show, in order."""
    for _order, function in sorted(_panels.values(), key=lambda pair: pair[0]):
        if (panel := function(request)) is not None:
            yield panel
