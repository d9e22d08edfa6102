"""`make messages`: bring lms/locale up to date with the words of the code, in pure Python.

Words come from Python (gettext and its kin) and from every template, e-mail and PDF
included. Scripts hold none: theirs come from templates. Translations that are there stay;
words that are gone go. The compiled file beside the catalogue is written with it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "lms" / "locale"
LANGUAGES = ("cy",)
PLURALS = {"cy": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5)")}
PACKAGES = ("lms", "courses", "cohorts", "networks")
# The demo's courses and people are content, not interface.
LEFT_OUT = ("migrations", "demo", "__pycache__", "settings")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
EDITORS = "Editors’ side, which is in English: leave it for last."
# Files whose words only people on the editors' side read.
_EDITORS_FILES = re.compile(
    r"\.(content_admin|wagtail_\w+|hooks|viewsets|publishing|drafting|uploads|\w*blocks|checks)$"
    r"|[./]admin[./]|^courses\.content\.(models|panels|impact|views)$|^lms\.pages\.(models|forms)$"
    r"|^templates/courses/content/|^lms[./](audit|queue|settings)[./]"
)


class CountedCatalog(Catalog):
    """A catalogue whose header says how much of what visitors read is translated: “X-Messages: 12 of 340”."""

    count = "0 of 0"

    def _headers(self) -> list[tuple[str, str]]:
        """Without dates, so that the same words give the same bytes."""
        return [
            ("Project-Id-Version", "Hustings"),
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
            ("X-Messages", self.count),
        ]

    mime_headers = property(_headers, Catalog._set_mime_headers)


def sources() -> Iterator[Path]:
    """Every file of ours that may hold words, in order."""
    for package in (*PACKAGES, "templates"):
        for path in sorted((ROOT / package).rglob("*")):
            inside = path.relative_to(ROOT).parts
            if path.suffix in (".py", ".html", ".txt") and not set(LEFT_OUT) & set(inside[:-1]):
                yield path


def words_of(path: Path) -> tuple[tuple[str, Any, list[str]], ...]:
    """The context, the message and the comments for translators, of everything said in ``path``."""
    return _words_in(path.read_text(), path)


@cache  # the tests ask often
def _words_in(text: str, path: Path) -> tuple[tuple[str, Any, list[str]], ...]:
    return tuple(_extracted(text, path))


def _extracted(text: str, path: Path) -> Iterator[tuple[str, Any, list[str]]]:
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # The tokenizer reads lines of Python, so nothing may be indented.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
    for _line, function, said, comments in extract_python(
        io.BytesIO(text.encode()), list(KEYWORDS), ("Translators:",), {"encoding": "utf-8"}
    ):
        parts = said if isinstance(said, tuple) else (said,)
        places = KEYWORDS[function or "_"] or (1,)
        chosen = [parts[place[0] - 1 if isinstance(place, tuple) else place - 1] for place in places]
        if None in chosen or "" in chosen:
            continue
        context = chosen.pop(0) if isinstance(places[0], tuple) else ""
        yield context, tuple(chosen) if len(chosen) > 1 else chosen[0], list(comments)


def new_catalogue(language: str | None = None) -> CountedCatalog:
    catalogue = CountedCatalog(
        locale=language,
        project="Hustings",
        header_comment="# Welsh words of Hustings; docs/translating.md says how to go about it.",
        fuzzy=False,
    )
    if language:
        catalogue._num_plurals, catalogue._plural_expr = PLURALS[language]
    return catalogue


def place_of(path: Path) -> str:
    """Where something is said: a module by its name, a template by its path."""
    inside = path.relative_to(ROOT)
    return ".".join(inside.with_suffix("").parts) if path.suffix == ".py" else inside.as_posix()


def found() -> CountedCatalog:
    """Everything that the code says now, untranslated."""
    catalogue = new_catalogue("cy")
    for path in sources():
        name = place_of(path)
        for context, message, comments in words_of(path):
            known = catalogue.get(message[0] if isinstance(message, tuple) else message, context or None)
            if known is not None and isinstance(known.id, tuple) and isinstance(message, str):
                message = known.id
            catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context or None)
    for message in catalogue:
        message.locations = sorted(set(message.locations))
        if message.id and not is_for_visitors(message):
            message.auto_comments = [*message.auto_comments, EDITORS]
    return catalogue


def is_for_visitors(message: Message) -> bool:
    """Whether somebody may read it who is not on the editors' side."""
    return not all(_EDITORS_FILES.search(name) for name, _line in message.locations)


def is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def counted(catalogue: Catalog) -> CountedCatalog:
    """What the compiled file holds: the whole translations, and the count."""
    compiled = new_catalogue(str(catalogue.locale))
    said = [message for message in catalogue if message.id]
    visitors = [message for message in said if EDITORS not in message.auto_comments]
    compiled.count = f"{sum(map(is_translated, visitors))} of {len(visitors)}"
    for message in said:
        if is_translated(message):
            compiled.add(message.id, message.string, context=message.context)
    return compiled


def path_of(language: str, suffix: str = "po") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{suffix}"


def kept(language: str) -> Catalog:
    """The catalogue as it is committed; an empty one if there is none."""
    path = path_of(language)
    if not path.exists():
        return new_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> CountedCatalog:
    """The words of the code now, with the translations that are kept."""
    now, before = found(), kept(language)
    for message in now:
        if not message.id:
            continue
        old = before.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
        if old is not None and isinstance(old.id, tuple) == isinstance(message.id, tuple):
            message.string, message.flags = old.string, set(message.flags) | set(old.flags)
            message.user_comments = old.user_comments
    now.count = counted(now).count
    return now


def written(language: str) -> tuple[bytes, bytes]:
    """The catalogue and its compiled file as they should be."""
    now = updated(language)
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, now, width=100, sort_output=True, omit_header=False, include_lineno=False)
    write_mo(compiled, counted(now))
    return text.getvalue(), compiled.getvalue()


def main() -> None:
    sys.path.insert(0, str(ROOT))
    for language in LANGUAGES:
        text, compiled = written(language)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(text)
        path_of(language, "mo").write_bytes(compiled)
        print(f"{path_of(language).relative_to(ROOT)}: {counted(updated(language)).count} for visitors")


if __name__ == "__main__":
    main()
