"""Every word a person reads goes through gettext: templates hold no bare text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path.relative_to(ROOT)
    for folder in ("templates", "courses", "lms")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".txt"} and "templates" in path.parts and "demo" not in path.parts
)
SPOKEN = re.compile(r"""\b(?:aria-label|title|alt|placeholder|content)\s*=\s*"([^"]*)\"""")
SILENT = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
WORD = re.compile(r"[^\W\d_]{2,}")
# What is the same in every language.
UNIVERSAL = re.compile(
    r"\b(width=device-width|initial-scale|light dark|noindex|nofollow|dark|light|utf|text/html|SHA|PDF|QR"
    r"|htmx\w*|Aa|no-referrer|https?|www|kB|MB|charset|viewport)\b"
)


def bare_words(source: str) -> list[str]:
    """Words of ``source`` that stand outside translate and blocktranslate."""
    kept: list[str] = []
    depth, silent = 0, False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if name in ("blocktranslate", "blocktrans", "comment"):
                depth += 1
            elif name in ("endblocktranslate", "endblocktrans", "endcomment"):
                depth -= 1
            elif token.contents == "block page_class":
                silent = True
            elif name == "endblock":
                silent = False
            kept.append(" ")
        elif token.token_type == TokenType.TEXT and not depth and not silent:
            kept.append(token.contents)
        else:
            kept.append(" ")
    html = SILENT.sub(" ", "".join(kept))
    spoken = list(SPOKEN.findall(html))
    text = re.sub(r"<[^>]*>?", " ", html)
    text = re.sub(r"&\w+;", " ", " ".join([text, *spoken]))
    return WORD.findall(UNIVERSAL.sub(" ", text))


def test_bare_words_are_found_and_translated_ones_are_not():
    assert bare_words("<p>Hello <b>you</b></p>") == ["Hello", "you"]
    assert bare_words('<a aria-label="Close it">×</a>') == ["Close", "it"]
    assert bare_words("{% blocktranslate %}Hello{% endblocktranslate %} {% translate 'x y' %}") == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_holds_no_untranslated_words(path):
    assert bare_words((ROOT / path).read_text()) == []
