"""Listening to the editor's recording of a lesson."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.course import address
from tests.browser.listening import (
    ENGLISH,
    HIGHLIGHTED,
    SPOKEN,
    WEEK,
    bar,
    control,
    highlighted,
    listen,
    readers,
    requests_of,
    said,
)
from tests.browser.waiting import comes_to, until


@pytest.fixture
def reader(open_device, person):
    return readers(open_device, person)


def test_recording_is_loaded_when_asked_for_and_the_text_follows_it(reader):
    page = reader()
    asked = requests_of(page)
    page.goto(address(WEEK))
    page.wait_for_load_state("networkidle")
    expect(listen(page)).to_have_text(re.compile(r"Listen\s*·\s*4 minutes\s*·\s*4\d\d\sKB"))
    assert not any(url.endswith((".mp3", ".vtt")) or "listen" in url for url in asked)

    listen(page).click()
    expect(control(page, "Pause")).to_be_visible()
    until(page, f"{HIGHLIGHTED} === {WEEK.title!r}")
    times = lambda: [url.rsplit("/", 1)[-1] for url in asked if url.endswith(".vtt")]  # noqa: E731
    comes_to(page, times, ["week-read-aloud.vtt"])

    for _ in range(12):
        control(page, "Next sentence").click()
    until(page, f"{HIGHLIGHTED}.startsWith('Her week is put together')")
    control(page, "Previous sentence").click()
    until(page, f"{HIGHLIGHTED}.startsWith('Beth Walker is not real')")

    control(page, "Pause").click()
    expect(control(page, "Play")).to_be_visible()
    bar(page).get_by_label("Speed").select_option("2×")
    control(page, "Play").click()
    until(page, f"{HIGHLIGHTED}.startsWith('Her week is put together')")
    control(page, "Stop").click()
    highlighted(page, "")


def test_recording_without_times_plays_and_says_that_it_does_not_follow(reader):
    page = reader()
    page.route(re.compile(r"\.vtt$"), lambda route: pytest.fail("asked for times that are not there"))
    page.goto(address(WEEK))
    page.evaluate("document.querySelector('[data-listen]').dataset.times = ''")
    listen(page).click()
    expect(bar(page).get_by_role("status")).to_have_text("This recording does not follow the text.")
    expect(control(page, "Back 15 seconds")).to_be_visible()
    expect(control(page, "On 15 seconds")).to_be_visible()


def test_recording_that_cannot_be_had_gives_way_to_the_device(reader):
    page = reader(ENGLISH)
    page.route(re.compile(r"\.mp3$"), lambda route: route.fulfill(status=404))
    page.goto(address(WEEK))
    listen(page).click()
    expect(bar(page).get_by_role("status")).to_contain_text("Your device’s own voice reads instead.")
    comes_to(page, lambda: said(page), [WEEK.title])

    silent = reader()
    silent.route(re.compile(r"\.mp3$"), lambda route: route.fulfill(status=404))
    silent.goto(address(WEEK))
    listen(silent).click()
    expect(bar(silent).get_by_role("status")).to_have_text("The recording cannot be played here.")


def test_without_scripts_the_recording_has_the_browsers_own_controls(reader):
    page = reader(java_script_enabled=False)
    asked = requests_of(page)
    page.goto(address(WEEK))
    sound = page.locator("audio[aria-label='This lesson, read aloud']")
    expect(sound).to_be_visible()
    expect(sound).to_have_attribute("preload", "none")
    expect(listen(page)).to_be_hidden()
    assert not any(url.endswith(".mp3") for url in asked)

    page.goto(address(SPOKEN))
    expect(listen(page)).to_be_hidden()
    expect(page.locator("noscript audio")).to_have_count(0)
