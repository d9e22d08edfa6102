"""The catalogue of translations holds exactly what the code says, in a form that cannot break a page."""

from __future__ import annotations

import re
from gettext import c2py
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tests import messages

ROOT = messages.ROOT
PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([sdf%])")
# Words inside quotes, as somebody would read them: two or more, or one that ends a sentence.
READABLE = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")


def placeholders(text: str) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """What a translation must keep: %(name)s, {name} and the tags with their addresses."""
    try:
        braces = sorted(
            name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None
        )
    except ValueError:
        braces = []
    percent = sorted(found for found in PERCENT.findall(text) if found[1] != "%")
    return percent, braces, sorted(re.findall(r"</?\w+[^>]*>", text))


def faults_of(catalogue) -> list[str]:
    """Translations that lose or invent a placeholder or a tag, or lack one of the plural forms."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not any(forms):
            continue
        if not all(forms) or (isinstance(message.id, tuple) and len(forms) != 6):
            found.append(f"{ids[0]}: not all of its forms are there")
        allowed = [placeholders(text) for text in ids]
        found += [
            f"{ids[0]}: “{form}” has other placeholders"
            for form in forms
            if placeholders(form) not in allowed
        ]
    return found


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_catalogue_holds_what_the_code_says_and_nothing_else(language):
    text, compiled = messages.written(language)

    def said(catalogue):
        return {
            (m.context, m.id, tuple(sorted({name for name, _line in m.locations}))) for m in catalogue if m.id
        }

    with messages.path_of(language).open("rb") as file:
        kept = said(read_po(file, locale=language))
    now = said(messages.updated(language))
    assert sorted(map(str, now - kept)) == [], "missing; run: make messages"
    assert sorted(map(str, kept - now)) == [], "gone from the code; run: make messages"
    assert messages.path_of(language).read_bytes() == text
    assert messages.path_of(language, "mo").read_bytes() == compiled


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_placeholders_and_have_every_form(language):
    kept = messages.kept(language)

    assert kept.num_plurals == 6
    assert faults_of(kept) == []
    assert [message.id for message in kept if message.fuzzy] == []


def test_welsh_counts_in_six_forms():
    rule = c2py(messages.new_catalogue("cy").plural_expr)

    assert [rule(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 11, 100)] == [0, 1, 2, 3, 5, 5, 4, 5, 5, 5]


def test_faults_are_found():
    catalogue = messages.new_catalogue("cy")
    catalogue.add("Hello %(name)s", "Helo %(enw)s")
    catalogue.add('See <a href="x">this</a>', "Gweler hyn")
    catalogue.add(("%(n)s day", "%(n)s days"), ("%(n)s diwrnod", "", "", "", "", ""))
    catalogue.add("Good %(name)s", "Da %(name)s")

    assert len(faults_of(catalogue)) == 8


def test_words_are_found_wherever_they_stand(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% comment %}Translators: on a door{% endcomment %}\n{% translate "Push" %}\n'
        "    {% blocktranslate count n=3 trimmed %}\n  {{ n }} cat\n  {% plural %}\n {{ n }} cats\n"
        '{% endblocktranslate %} it’s {{ x|default:_("none") }} {% translate "May" context "month" %}'
    )
    (tmp_path / "code.py").write_text(
        'from x import gettext as _\n_("One " "two")\nngettext("%d cat", "%d cats", 2)\n'
        'pgettext("month", "May")\n_(word)\n'
    )

    assert list(messages.words_of(tmp_path / "page.html")) == [
        ("", "Push", ["Translators: on a door"]),
        ("", ("%(n)s cat", "%(n)s cats"), []),
        ("", "none", []),
        ("month", "May", []),
    ]
    assert list(messages.words_of(tmp_path / "code.py")) == [
        ("", "One two", []),
        ("", ("%d cat", "%d cats"), []),
        ("month", "May", []),
    ]


SCRIPTS = sorted(
    path
    for folder in ("lms", "courses")
    for path in (ROOT / folder).rglob("*.js")
    if "admin" not in path.parts and "demo" not in path.parts
)


def sentences(script: str) -> list[str]:
    """Literals that read like words for a person: a capital, or two words apart."""
    code = re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", script, flags=re.S)
    literals = [text for _quote, text in READABLE.findall(code)]
    return [
        text
        for text in literals
        if re.search(
            r"^[A-Z][a-z]+ [a-z]+|[a-z]+ [a-z]+ [a-z]+|[a-z]{3,}[.?!…]$",
            re.sub(r"\[[^\]]*\]|\$\{[^}]*\}", "", text),
        )
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(Path(path).relative_to(ROOT)))
def test_script_takes_its_words_from_the_page(path):
    assert sentences(path.read_text()) == []


def test_sentences_in_scripts_are_found():
    assert sentences('x = "Not saved."; y = `You have ${n} left`; z = "use strict"; // "No word here."') == [
        "Not saved.",
        "You have ${n} left",
    ]
