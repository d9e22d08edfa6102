"""The colours of the style sheet on every ground that a reader may choose, and other promises of its text."""

import re

import pytest
from django.conf import settings
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from lms.pages.blocks import RICH
from lms.pages.colour import GROUNDS, contrast
from lms.reading import OFFERED

SHEETS = [
    path
    for room in ("lms/static", "courses/static", "lms/demo/static")
    for path in sorted((settings.BASE_DIR / room).rglob("*.css"))
]
CSS = (settings.BASE_DIR / "lms/static/css/hustings.css").read_text()
TEXT = ("ink", "quiet", "accent", "accent-strong", "done", "warn", "danger")
WASHES = ("accent-wash", "done-wash", "warn-wash", "danger-wash")
PAPERS = ("paper", "sheet", "sunk")


def pairs(css):
    """The tokens of one rule as name → (light, dark)."""
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    }


ROOT = pairs(CSS[CSS.index("@supports (color: light-dark") : CSS.index('[data-light="light"]')])
TOKENS = {"paper": ROOT} | {
    name: ROOT | pairs(rule) for name, rule in re.findall(r'\[data-ground="(\w+)"\] \{(.*?)\}', CSS, re.S)
}


def test_every_ground_that_is_offered_is_in_the_style_sheet_and_in_the_sum_of_accents():
    assert tuple(TOKENS) == OFFERED["ground"]
    assert {
        name: tuple(tuple(tokens[paper][scheme] for paper in PAPERS) for scheme in (0, 1))
        for name, tokens in TOKENS.items()
        if name != "paper"
    } == GROUNDS


def test_browser_without_light_dark_has_the_light_colours():
    plain = CSS[CSS.index(":root {") : CSS.index("@supports (color: light-dark")]

    assert dict(re.findall(r"--([\w-]+): (#\w{6});", plain)) == {n: light for n, (light, _) in ROOT.items()}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", OFFERED["ground"])
def test_words_have_four_and_a_half_to_one_and_what_means_something_three(ground, scheme):
    tokens = {name: both[scheme] for name, both in TOKENS[ground].items()}
    words = [(text, paper) for text in TEXT for paper in PAPERS]
    words += [(text, wash) for text in ("ink", "quiet") for wash in WASHES]
    words += [(wash.removesuffix("-wash"), wash) for wash in WASHES]
    words += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-done", "done")]
    words += [("paper", "ink")]
    faint = {
        (text, on): round(ratio, 2)
        for text, on in words
        if (ratio := contrast(tokens[text], tokens[on])) < 4.5
    }
    faint |= {
        (edge, on): round(ratio, 2)
        for edge in ("edge", "accent", "done", "warn", "danger")
        for on in PAPERS
        if (ratio := contrast(tokens[edge], tokens[on])) < 3
    }

    assert faint == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_text_is_never_justified(sheet):
    assert re.findall(r"text-align(?:-last)?\s*:\s*justify|text-justify", sheet.read_text()) == []


def test_what_an_editor_pastes_is_not_justified_either():
    pasted = '<p align="justify" style="text-align: justify" class="MsoJustify">A line.</p>'
    kept = ContentstateConverter(features=RICH).from_database_format(pasted)
    shown = ContentstateConverter(features=RICH).to_database_format(kept)

    assert re.sub(r' data-block-key="\w+"', "", RichText(shown).__html__()) == "<p>A line.</p>"


def test_style_sheet_loads_one_file_a_face():
    files = re.findall(r'url\("\.\./fonts/([\w-]+)\.woff2"\)', CSS)

    assert files == ["literata", "atkinson", "source-sans"]
    assert CSS.count("font-display: swap") == 3
