"""How somebody wants to read: the face, its size and spacing, the ground, light or dark.

Kept as a short text, such as ``face:sans.size:4``, on the account or in a cookie;
served as attributes of ``<html>`` that the style sheet knows. docs/decisions/0025
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

COOKIE = "reading"
COOKIE_AGE = 365 * 24 * 60 * 60
LONGEST = 80  # characters of a kept choice; more than all of them together need
AS_IT_WAS = "default"  # chosen, and chosen to be as the site comes

# What may be chosen, in the order of the form; the first is what the site comes with.
OFFERED = {
    "face": ("serif", "sans", "clear"),
    "size": ("2", "1", "3", "4", "5"),
    "spacing": ("1", "2", "3"),
    "ground": ("paper", "plain", "cream", "blue", "green"),
    "light": ("device", "light", "dark"),
}
_FILES = {"serif": ("literata", "atkinson"), "sans": ("source-sans",), "clear": ("atkinson",)}


@dataclass(frozen=True)
class Reading:
    """One choice for everything; every value is one of those offered."""

    face: str = "serif"
    size: str = "2"
    spacing: str = "1"
    ground: str = "paper"
    light: str = "device"

    @cached_property
    def _chosen(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in asdict(self).items() if value != OFFERED[name][0]]

    @cached_property
    def kept(self) -> str:
        """As it is kept; ``read`` gives it back."""
        return ".".join(f"{name}:{value}" for name, value in self._chosen) or AS_IT_WAS

    @cached_property
    def attributes(self) -> SafeString:
        """For the tag ``<html>``, with a space before each; nothing for what the site comes with."""
        return mark_safe("".join(f' data-{name}="{value}"' for name, value in self._chosen))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The font files that every page will ask for, two at most."""
        return tuple(f"fonts/{name}.woff2" for name in _FILES[self.face])

    @property
    def scheme(self) -> str:
        """For ``<meta name="color-scheme">``, so that nothing flashes before the style sheet is there."""
        return "light dark" if self.light == "device" else self.light


@lru_cache(maxsize=1024)
def read(kept: str) -> Reading:
    """What ``kept`` says. What it says wrongly, or not at all, is as the site comes; never raises."""
    pairs = (part.partition(":")[::2] for part in kept[:LONGEST].split("."))
    said = {name: value for name, value in pairs if value in OFFERED.get(name, ())}
    return Reading(**said)


def is_choice(kept: str) -> bool:
    """Whether ``kept`` chooses anything that is offered, be it to have all as it was."""
    return kept == AS_IT_WAS or read(kept) != Reading()


def reading_of(request: HttpRequest) -> Reading:
    """The person's choice where they made one, else the device's. No query beyond ``request.user``."""
    user: Any = getattr(request, "user", None)
    own = user.reading if user is not None and user.is_authenticated else ""
    return read(own or request.COOKIES.get(COOKIE, ""))
