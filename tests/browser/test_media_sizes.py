"""Films of several sizes: what is said, what is loaded and when, and what poor lines get."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.course import address
from tests.browser.listening import FILM, readers, requests_of
from tests.browser.waiting import comes_to, until

LINE = "Object.defineProperty(navigator, 'connection', {{ value: {line} }})"


@pytest.fixture
def reader(open_device, person):
    return readers(open_device, person)


def film(page: Page):
    return page.locator("video")


def plays(page: Page, wanted: str) -> None:
    """Waits until the film is this file."""
    film_file = "one => (one.getAttribute('src') ?? one.querySelector('source').src)"
    comes_to(page, lambda: str(film(page).evaluate(film_file)).rsplit("/", 1)[-1], wanted)


def version(page: Page, name: str):
    return page.locator(".media__versions").get_by_role("link", name=name)


def test_film_loads_nothing_before_it_is_asked_for_and_says_its_sizes(reader):
    page = reader()
    asked = requests_of(page)
    page.goto(address(FILM))
    film(page).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert not any(re.search(r"\.(mp4|mp3|vtt)$", url) for url in asked), asked
    plays(page, "timeline.mp4")
    sizes = r"Full version 4\d\d KB Smaller picture 1\d\d KB Only the sound \d\d KB"
    expect(page.locator(".media__versions")).to_have_text(re.compile(sizes.replace(" ", r"\s+")))
    expect(page.locator(".media__size")).to_have_text(re.compile(r"^\s*Video\s*·\s*46 seconds\s*$"))

    version(page, "Only the sound").click()
    until(page, "document.querySelector('video').currentTime > 0.2")
    until(page, lambda: any(url.endswith("timeline-sound.mp3") for url in asked))
    assert not any(url.endswith(".mp4") for url in asked)
    expect(version(page, "Only the sound")).to_have_attribute("aria-current", "true")
    modes = "[...document.querySelector('video').textTracks].map(track => track.mode)"
    comes_to(page, modes, ["showing"])


@pytest.mark.parametrize(
    "line",
    [
        "{ saveData: true, effectiveType: '4g', downlink: 9 }",
        "{ saveData: false, effectiveType: '3g', downlink: 9 }",
        "{ saveData: false, effectiveType: 'slow-2g', downlink: 9 }",
        "{ saveData: false, effectiveType: '4g', downlink: 0.4 }",
    ],
)
def test_poor_line_begins_with_the_small_one_says_so_and_may_take_another(reader, line):
    page = reader(script=LINE.format(line=line))
    page.goto(address(FILM))
    expect(version(page, "Smaller picture")).to_have_attribute("aria-current", "true")
    plays(page, "timeline-small.mp4")
    expect(page.locator(".media__note")).to_contain_text("the small version plays unless you choose another")

    version(page, "Full version").click()
    until(page, "document.querySelector('video').currentTime > 0.2")
    plays(page, "timeline.mp4")
    expect(page.locator(".media__note")).to_be_empty()


def test_good_line_gets_the_full_one(reader):
    page = reader(script=LINE.format(line="{ saveData: false, effectiveType: '4g', downlink: 8 }"))
    page.goto(address(FILM))
    expect(page.locator(".lesson.has-script")).to_be_visible()
    plays(page, "timeline.mp4")


def test_without_scripts_a_request_that_saves_data_gets_the_small_one(reader):
    page = reader(java_script_enabled=False, extra_http_headers={"Save-Data": "on"})
    page.goto(address(FILM))
    source = page.locator("video source")
    expect(source).to_have_attribute("src", re.compile(r"timeline-small\.mp4$"))
    expect(page.locator(".media__note")).to_contain_text("the small version plays unless you choose another")
    expect(version(page, "Full version")).to_have_attribute("href", re.compile(r"timeline\.mp4$"))
