"""A language that nobody speaks: every message of ours accented, half as long again, and in brackets.

What stands outside the brackets on a page has not been through gettext; what does
not fit will not fit in Welsh. Placeholders, tags and dates stay as they are.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from asgiref.local import Local
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from django.test import override_settings
from django.utils import translation

from lms import language
from lms.pages.prepared import prepared
from tests import messages

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
_ACCENTS = str.maketrans("aceinorsuyACEINORSUY", "áçéíñóŕśúýÁÇÉÍÑÓŔŚÚÝ")
_KEPT = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[sdf]|%[sdf%]|\{\w*\}|<[^>]+>|&\w+;|https?://\S+")
_FILLING = ("ŵŷ", "lórém", "ïpśúm", "dólóŕ", "śít", "âmét")


def is_format(message: Message) -> bool:
    """A pattern for dates, which means something to the computer."""
    return bool(message.context and re.search(r"\bda(te|y)\b", message.context))


def disguised(text: str) -> str:
    """``text`` as the language has it: at least 140 % long, in words of ordinary length."""
    pieces, place = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [text[place : kept.start()].translate(_ACCENTS), kept.group()]
        place = kept.end()
    said = "".join([*pieces, text[place:].translate(_ACCENTS)])
    visible = len(_KEPT.sub("", text))
    filling, number = "", 0
    while len(filling) < LONGER * visible - 2:
        filling += " " + _FILLING[number % len(_FILLING)]
        number += 1
    return f"{OPEN}{said}{filling}{CLOSE}"


def write(folder: Path) -> None:
    """``folder`` holds the whole catalogue in that language, in the place of Welsh."""
    catalogue = messages.found()
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = tuple(text if is_format(message) else disguised(text) for text in ids)
        message.string = (forms[0], *[forms[-1]] * 5) if len(forms) > 1 else forms[0]
    path = folder / "cy" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, messages.counted(catalogue))


def forget_catalogues() -> None:
    """What this process read of the catalogues is read again."""
    gettext._translations.clear()  # type: ignore[attr-defined]
    translation.trans_real._translations.clear()
    translation.trans_real._active = Local()
    language.catalogue.cache_clear()
    prepared.clear()


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Inside, whoever chose Welsh is spoken to in it."""
    write(folder)
    with override_settings(LOCALE_PATHS=[folder]):
        forget_catalogues()
        yield
    forget_catalogues()


@contextmanager
def untranslated(folder: Path) -> Iterator[None]:
    """Inside, nothing of the interface is in Welsh, however far the catalogue has come."""
    with override_settings(LOCALE_PATHS=[folder]):
        forget_catalogues()
        yield
    forget_catalogues()


# ---------------------------------------------------------------- what a page says

SPOKEN_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "label"}
_SILENT = {"script", "style", "code", "kbd"}


class Said(HTMLParser):
    """Everything that a page says: its text, and the attributes that are read out or shown by scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        self.words += [given[name] for name in SPOKEN_ATTRIBUTES & given.keys()]
        if tag == "meta" and given.get("name") == "description":
            self.words.append(given.get("content", ""))
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.words.append(given.get("value", ""))
        self.words += [value for name, value in given.items() if name.startswith("data-") and " " in value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b\S+\.(?:pdf|txt|docx|html)\b|\b[0-9a-f-]{12,}\b")


def _without_brackets(text: str) -> str:
    """What is left of ``text`` outside all brackets, of which some stand inside others."""
    kept, depth = [], 0
    for sign in text:
        if sign == OPEN:
            depth += 1
        elif sign == CLOSE:
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(sign)
    return "".join(kept)


def left_over(html: str, allowed: list[str]) -> list[str]:
    """Words that are said outside gettext and are none of ``allowed``, the longest of which count first."""
    text = _without_brackets("\n".join(Said(html).words) if "<" in html else html)
    text = _ADDRESS.sub(" ", " ".join(text.split()))
    for known in allowed:
        text = text.replace(known, " ")
    return _WORD.findall(text)
