"""HTML that is the same for everybody, made once by its own template and kept in this process.

A template is rendered once with *gaps* in place of what is personal, and cut at them. The
stencil that is left is kept; a request fills its gaps. So there is one way to make the HTML,
the template, and what is kept holds nothing personal, since nothing personal was there when
it was made: a template that is prepared gets no request.

    made = partial(cut, "components/header.html", {"look": look, "name": gap("name")})
    prepared.get("header", look, make=made).fill({"name": person.display_name})

What is kept is named by what it was made from (an edition, a text, a look, a state), by
release and by language. None of them ever changes, so a copy in each process is as right as
any other and nobody has to be told to forget. docs/decisions/0073 says why it is not in the
shared cache.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lms.language import content_language

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

# New in each process and told to nobody: no text of an editor's can look like a gap.
_MARK = secrets.token_hex(12)
_GAP = re.compile(f"<{_MARK}:([a-z_0-9]+)>")


def gap(name: str) -> SafeString:
    """What a template puts where ``name`` is filled in later. It is true, and is not escaped."""
    return mark_safe(f"<{_MARK}:{name}>")


@dataclass(frozen=True, slots=True)
class Stencil:
    """HTML with gaps: a piece, the name of a gap, a piece, … and a piece."""

    parts: tuple[str, ...]

    def fill(self, values: Mapping[str, Any] | None = None) -> SafeString:
        """The HTML with every gap filled, escaped as a template would. Raises ``KeyError`` for a missing one.

        A value that is a function is asked only if there is a gap for it.
        """
        parts = list(self.parts)
        for place in range(1, len(parts), 2):
            value = values[parts[place]]  # type: ignore[index]
            parts[place] = conditional_escape(value() if callable(value) else value)
        return mark_safe("".join(parts))

    def join(self, pieces: Sequence[str]) -> SafeString:
        """The HTML with its gaps filled in their order with ``pieces``, which are HTML already."""
        parts = list(self.parts)
        parts[1::2] = pieces
        return mark_safe("".join(parts))


class StencilContext(Context):
    """The context of a template that is being cut. It has no request; form tokens become gaps."""


def cut(template: str, context: Mapping[str, Any]) -> Stencil:
    """``template`` rendered with ``context``, in which ``gap``s stand for what is personal."""
    return divide(render_with_gaps(template, context))


def render_with_gaps(template: str, context: Mapping[str, Any]) -> SafeString:
    """What ``cut`` cuts; to be put into other HTML before it is divided."""
    return get_template(template).template.render(StencilContext(dict(context)))  # type: ignore[attr-defined]


def divide(html: str) -> Stencil:
    """The stencil of HTML with gaps."""
    return Stencil(tuple(_GAP.split(html)))


def _as_it_is(value: T) -> T:
    return value


class Shelf:
    """Keeps what was made, for one process, losable at any moment; never more than twice ``most`` things.

    What was asked for neither since the last fill nor in the one before is forgotten.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[Hashable, Any] = {}
        self._old: dict[Hashable, Any] = {}

    def get(self, *key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` made for ``key`` in this release and these languages; made now if it is not there.

        It is shared by all requests of the process: never change it, and never let
        it hold anything personal. Two requests may make the same thing at once.
        """
        return self._find((*self._edition(), *key), make)

    def each(self, kind: str, keys: Iterable[K], make: Callable[[K], T]) -> list[T]:
        """What ``get`` gives for each of ``keys``, which are of one ``kind``."""
        edition = self._edition()
        return [self._find((*edition, kind, key), partial(make, key)) for key in keys]

    def those(
        self, kind: str, keys: Iterable[K], make: Callable[[list[K]], Mapping[K, T]]
    ) -> dict[K, T | None]:
        """What is kept for ``keys``, which are of one ``kind``; ``make`` is asked once for all that is not.

        None for what ``make`` did not make.
        """
        edition = self._edition()
        found: dict[K, T | None] = {key: self._known((*edition, kind, key)) for key in keys}
        if missing := [key for key, value in found.items() if value is None]:
            for key, value in make(missing).items():
                found[key] = self._find((*edition, kind, key), partial(_as_it_is, value))
        return found

    def _edition(self) -> tuple[Hashable, ...]:
        return settings.RELEASE, get_language(), content_language()

    def _known(self, key: Hashable) -> Any:
        found = self._young.get(key)
        return self._old.get(key) if found is None else found

    def _find(self, key: Hashable, make: Callable[[], T]) -> T:
        found: T | None = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                found = make()
            if len(self._young) >= self._most:
                self._old, self._young = self._young, {}
            self._young[key] = found
        return found

    def clear(self) -> None:
        self._young, self._old = {}, {}


prepared = Shelf(most=4000)


class Watched(Generic[T]):
    """A small thing that another process may change: read again after ``seconds``, or when told to."""

    def __init__(self, read: Callable[[], T], seconds: float) -> None:
        self.seconds = seconds
        self._read = read
        self._known: tuple[T, float] | None = None

    def get(self) -> T:
        known, now = self._known, time.monotonic()
        if known is None or now - known[1] >= self.seconds:
            known = self._known = (self._read(), now)
        return known[0]

    def forget(self) -> None:
        self._known = None
