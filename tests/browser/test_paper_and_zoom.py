"""The same pages without our colours, at a zoom of 400 per cent, and on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import Cast, Person, Site, no_sideways_scroll, sign_in
from tests.browser.course import STATEMENT, address
from tests.browser.test_reading import (
    COURSE_PAGE,
    WITH_QUESTION,
    WITH_VIDEO,
    WITH_WRITING,
    looks,
    open_settings,
    style,
)
from tests.browser.waiting import comes_to, follow, until

ZOOMED = {"width": 320, "height": 256}  # what is left of 1280 × 1024 pixels at 400 %


# ------------------------------------------------------------------ forced colours


LOOK = """e => { const s = getComputedStyle(e);
  return [s.backgroundColor, s.borderTopColor, s.borderTopStyle, s.boxShadow !== 'none'].join(' ') }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_states_are_seen_without_our_colours(
    open_device: Callable[..., Page], cast: Cast, scheme: str
) -> None:
    page = open_device(forced_colors="active", color_scheme=scheme)
    sign_in(page, cast.person("midway"))
    page.goto(COURSE_PAGE)
    states = {}
    for state in ("done", "here", "later"):
        marks = page.locator(f".stop--{state} .stop__mark")
        if marks.count():
            states[state] = marks.first.evaluate(LOOK)
    assert {"done", "later"} <= set(states) or {"done", "here"} <= set(states)
    assert len(set(states.values())) == len(states), states

    bar = page.locator(".progress__bar").first
    assert bar.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    for name in (".button", ".card"):
        looks(page, name, "borderTopStyle", "solid")
        assert style(page, name, "borderTopWidth") != "0px"

    page.goto(address(WITH_QUESTION))
    radio = page.locator("form.question input[name=choice]").first
    radio.check()
    looks(page, ".option:has(:checked)", "outlineStyle", "solid")
    page.keyboard.press("Tab")
    comes_to(page, "getComputedStyle(document.activeElement).outlineStyle", "solid")


# ------------------------------------------------------------------ 400 %


COVERED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  if (e === document.body || !box.width || !box.height) return null;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  if (top && (e.contains(top) || top.contains(e) || top.closest('label')?.control === e)) return null;
  return e.outerHTML.slice(0, 90) + ' is under ' + (top ? top.outerHTML.slice(0, 90) : 'nothing');
}"""


@pytest.mark.parametrize("size", ["2", "5"])
def test_all_of_it_can_be_read_and_reached_at_400_per_cent(
    open_device: Callable[..., Page], site: Site, cast: Cast, size: str
) -> None:
    page = open_device(viewport=ZOOMED)
    sign_in(page, cast.person("midway"))
    page.context.add_cookies([{"name": "reading", "value": f"size:{size}", "url": site.url}])
    for path in ("/my/", COURSE_PAGE, address(WITH_QUESTION), address(WITH_WRITING), "/reading/"):
        page.goto(path)
        assert no_sideways_scroll(page), path
        for _step in range(25):
            page.keyboard.press("Tab")
            comes_to(page, COVERED, None)
        page.evaluate("scrollTo(0, 600)")
        fixed = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => ['fixed', 'sticky'].includes("
            "getComputedStyle(e).position) && e.getClientRects().length)"
            ".reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"
        )
        assert fixed <= ZOOMED["height"] / 3, path


def test_settings_have_room_at_400_per_cent(open_device: Callable[..., Page]) -> None:
    page = open_device(viewport=ZOOMED)
    page.goto("/help/")
    dialog = open_settings(page)
    expect(dialog).to_be_visible()
    until(page, lambda: (dialog.bounding_box() or {}).get("height") == ZOOMED["height"])
    dialog.get_by_role("button", name="Back to how it was").focus()
    comes_to(page, COVERED, None)


# ------------------------------------------------------------------ paper


def printed(page: Page) -> tuple[str, PdfReader]:
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split()), paper


def test_lesson_prints_well(device: Page, person: Callable[..., Person]) -> None:
    sign_in(device, person())
    device.goto(COURSE_PAGE)
    follow(device.get_by_role("button", name=re.compile("Start")).first)
    device.goto(address(WITH_WRITING))
    field = device.locator("form.writing textarea").first
    field.fill(STATEMENT + " Typed a moment ago.")
    text, paper = printed(device)

    assert COURSE.title in text
    assert WITH_WRITING.title in text
    assert urlsplit(device.url).path.strip("/").split("/")[-1] in text.replace(" ", "")
    assert "Typed a moment ago." in text
    for chrome in ("Reading settings", "All lessons", "Sign out", "No trackers", "words so far", "Save"):
        assert chrome not in text, chrome
    expect(field).to_be_visible()  # on the screen again
    expect(device.locator(".printed").first).to_be_hidden()
    assert 2 <= len(paper.pages) <= 8


def test_portfolio_prints_what_was_written_and_nothing_to_press(device: Page, cast: Cast) -> None:
    sign_in(device, cast.person("midway"))
    device.goto("/my/portfolio/")
    expect(device.get_by_role("heading", level=1)).to_have_text("My portfolio")
    text, paper = printed(device)

    assert "My portfolio" in text
    assert "From the desk, in the evening." in text
    assert COURSE.title in text
    for chrome in ("Reading settings", "Sign out", "Edit the site", "No trackers", "Skip to the content"):
        assert chrome not in text, chrome
    assert 1 <= len(paper.pages) <= 4


def test_options_and_addresses_of_links_are_on_paper(device: Page, cast: Cast) -> None:
    sign_in(device, cast.person("midway"))
    device.goto(address(WITH_QUESTION))
    options = device.locator("form.question .option__choice span").all_inner_texts()
    links = device.evaluate(
        "[...document.querySelectorAll('.prose a[href^=http], .callout__source a')].map(a => a.href)"
    )
    text, _paper = printed(device)

    assert options
    for words in [*options, *links]:
        assert "".join(words.split()) in "".join(text.split()), words


def test_film_leaves_its_title_and_transcript_on_paper(device: Page, cast: Cast) -> None:
    sign_in(device, cast.person("midway"))
    device.goto(address(WITH_VIDEO))
    title = device.locator(".media__title").first.inner_text()
    transcript = device.locator(".transcript .prose p").first.text_content() or ""
    text, _paper = printed(device)

    assert title in text
    assert "".join(transcript.split())[:200] in "".join(text.split())


def test_paper_is_white_whatever_the_reader_chose(device: Page, site: Site, cast: Cast) -> None:
    sign_in(device, cast.person("midway"))
    device.context.add_cookies(
        [{"name": "reading", "value": "size:5.ground:green.light:dark", "url": site.url}]
    )
    device.goto(address(WITH_QUESTION))
    expect(device.locator("html")).to_have_attribute("data-light", "dark")
    device.emulate_media(media="print")

    looks(device, "body", "backgroundColor", "rgb(255, 255, 255)")
    looks(device, ".prose", "color", "rgb(0, 0, 0)")
    looks(device, "html", "fontSize", "16px")
    expect(device.locator(".header")).to_be_hidden()
    expect(device.locator(".lesson__outline")).to_be_hidden()
