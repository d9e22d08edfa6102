"""Which language the site speaks to whom.

Two languages go with every request. The *language of the words* is the one that the
visitor chose: in it they get the courses and pages that editors wrote, where there is
such a version. The *language of the interface* is the same if most of the interface
is translated into it, else the site's first language; it is what ``<html lang>`` says.
docs/decisions/0080 says why they are two.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

_CODES = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")


@dataclass(frozen=True)
class Catalogue:
    """How far the interface is translated into a language, counted in messages that visitors read."""

    language: str
    translated: int = 0
    total: int = 0

    @property
    def is_whole(self) -> bool:
        return self.language == settings.LANGUAGE_CODE or 0 < self.total == self.translated

    @property
    def carries(self) -> bool:
        """Whether so much is translated that the interface speaks the language at all."""
        if self.is_whole:
            return True
        return self.total > 0 and 100 * self.translated >= settings.INTERFACE_LEAST * self.total


@cache
def catalogue(language: str) -> Catalogue:
    """What lms/locale holds in ``language``. Read once a process, from the compiled file's own count."""
    for folder in settings.LOCALE_PATHS:
        path = Path(folder) / translation.to_locale(language) / "LC_MESSAGES" / "django.mo"
        if path.exists():
            with path.open("rb") as file:
                counted = gettext.GNUTranslations(file).info().get("x-messages", "0 of 0")
            translated, _of, total = counted.partition(" of ")
            return Catalogue(language, int(translated), int(total))
    return Catalogue(language)


def known_language(code: str | None) -> str:
    """``code`` if it is one of ``LANGUAGES``, else nothing."""
    return code if code and any(code == known for known, _name in settings.LANGUAGES) else ""


def interface_language(language: str | None) -> str:
    """The language in which the interface addresses somebody who chose ``language``."""
    known = known_language(language)
    return known if known and catalogue(known).carries else settings.LANGUAGE_CODE


def offered_by(accepted: str) -> str:
    """The language that a browser asks for, if the interface has it whole; else the first language.

    Nobody chose what a browser sends, so it never leads into an unfinished version.
    """
    for code, _quality in parse_accept_lang_header(accepted.lower()[:500]):
        if not _CODES.match(code):
            continue
        try:
            supported = translation.get_supported_language_variant(code)
        except LookupError:
            continue
        if catalogue(supported).is_whole:
            return supported
    return settings.LANGUAGE_CODE


# ---------------------------------------------------------------- the language of this request


@dataclass(frozen=True)
class Wanted:
    """The language of the words, and whether somebody chose it or it is only what there is."""

    language: str
    is_chosen: bool = False


_wanted: ContextVar[Wanted | None] = ContextVar("wanted_language", default=None)


@contextmanager
def speaking(language: str, *, is_chosen: bool = False) -> Iterator[None]:
    """Inside, words are in ``language`` where there is such a version, and the interface as far as it has it.

    For requests, and for letters: ``with speaking(person.language): …``. An unknown
    or empty language is the site's first.
    """
    known = known_language(language) or settings.LANGUAGE_CODE
    token = _wanted.set(Wanted(known, is_chosen))
    try:
        with translation.override(interface_language(known)):
            yield
    finally:
        _wanted.reset(token)


def content_language() -> str:
    """The language in which editors' words are wanted now; outside a request, the active one."""
    wanted = _wanted.get()
    return wanted.language if wanted else translation.get_language() or settings.LANGUAGE_CODE


def languages() -> list[dict[str, Any]]:
    """The languages of the site for the switch: each with its own name, and which is wanted now."""
    wanted = content_language()
    return [
        {"code": code, "name": settings.LANGUAGE_NAMES[code], "is_spoken": code == wanted}
        for code, _name in settings.LANGUAGES
    ]


def has_chosen_language() -> bool:
    """Whether ``content_language`` is somebody's choice; then an address in another leads to it."""
    wanted = _wanted.get()
    return wanted is not None and wanted.is_chosen


def in_language(address: str, language: str) -> str:
    """``address``, asking for ``language`` whatever the visitor chose; unchanged for the first language."""
    path, sign, fragment = address.partition("#")
    if language == settings.LANGUAGE_CODE:
        return address
    return f"{path}{'&' if '?' in path else '?'}language={language}{sign}{fragment}"


def keep_asked(request: HttpRequest, address: str) -> str:
    """``address`` with the language that the address of this request named, if it did."""
    asked = known_language(request.GET.get("language"))
    return f"{address}?language={asked}" if asked else address


def alternates(versions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """For search engines: language and full address of each version of a page, where there are several."""
    if len(versions) < 2:
        return []
    return [(code, f"{settings.SITE_URL}{path}?language={code}") for code, path in versions]
