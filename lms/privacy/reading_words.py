"""How somebody wants to read, in words: what they chose otherwise than the site comes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.reading import AS_IT_WAS
from lms.reading import read as read_choice

_NAMES = {
    "face": gettext_lazy("letters"),
    "size": gettext_lazy("size"),
    "spacing": gettext_lazy("spacing"),
    "ground": gettext_lazy("ground"),
    "light": gettext_lazy("light or dark"),
}
_VALUES = {
    "serif": gettext_lazy("with serifs"),
    "sans": gettext_lazy("without serifs"),
    "clear": gettext_lazy("easy to tell apart"),
    "paper": gettext_lazy("paper"),
    "plain": gettext_lazy("plain"),
    "cream": gettext_lazy("cream"),
    "blue": gettext_lazy("blue"),
    "green": gettext_lazy("green"),
    "device": gettext_lazy("as the device"),
    "light": gettext_lazy("light"),
    "dark": gettext_lazy("dark"),
}


def reading_in_words(kept: str) -> str:
    """“letters: without serifs; size: 4” for ``face:sans.size:4``."""
    chosen = read_choice(kept).kept
    if chosen == AS_IT_WAS:
        return _("as the site comes")
    pairs = (part.partition(":")[::2] for part in chosen.split("."))
    return "; ".join(f"{_NAMES[name]}: {_VALUES.get(value, value)}" for name, value in pairs)
