"""Words of 140 % length: nothing is cut off, overlaps or runs over the edge, on a phone or on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import DESK, PHONE, Cast, Site, no_sideways_scroll
from tests.browser.course import address
from tests.browser.waiting import follow
from tests.pseudo import OPEN

SIZES = ({"width": 320, "height": 640}, PHONE, DESK)
WITH_QUESTION, WITH_WRITING = (
    next(one for one in COURSE.lessons if any(block.kind == kind for block in one.body))
    for kind in ("question", "writing")
)
FAULTS = (Path(__file__).parent / "pseudo.js").read_text()


@pytest.fixture
def speaks(device: Page, site: Site) -> Iterator[list[str]]:
    """The device has chosen the language by the switch in the footer; faults of every page looked at."""
    faults: list[str] = []
    device.goto("/")
    device.locator("footer").get_by_role("button", name="Cymraeg").click()
    expect(device.locator("html")).to_have_attribute("lang", "cy")
    expect(device.locator("footer [aria-current]")).to_have_text("Cymraeg")
    yield faults
    assert faults == []


def look(page: Page, faults: list[str]) -> None:
    expect(page.locator("body")).to_contain_text(OPEN)
    page.wait_for_load_state()
    where = re.sub(r"https?://[^/]+", "", page.url)
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if not no_sideways_scroll(page):
            faults.append(f"{where} scrolls sideways at {size['width']}")
        faults += [f"{where} at {size['width']}: {fault}" for fault in page.evaluate(FAULTS)]


def test_open_pages_hold_longer_words(device: Page, speaks: list[str], cast: Cast) -> None:
    for path in ("/", "/courses/", f"/courses/{COURSE.slug}/", "/help/", "/reading/", "/account/login/"):
        device.goto(path)
        look(device, speaks)
    for path in (
        "/certificates/?number=1",
        f"/certificates/{cast.valid}/",
        f"/certificates/{cast.revoked}/",
        "/nowhere/",
    ):
        device.goto(path)
        look(device, speaks)
    device.goto("/account/signup/")
    follow(device.locator("main form button[type=submit]"))
    look(device, speaks)
    device.set_viewport_size(PHONE)  # type: ignore[arg-type]
    device.locator("summary.menu__button").click()
    look(device, speaks)


def test_learner_s_pages_hold_longer_words(device: Page, speaks: list[str], cast: Cast) -> None:
    device.goto("/account/login/")
    learner = cast.person("returning")
    device.locator("[name=login]").fill(learner.email)
    device.locator("[name=password]").fill(learner.password)
    device.locator("form:has([name=password]) button[type=submit]").first.click()
    device.wait_for_url("**/my/")
    look(device, speaks)
    for lesson in (WITH_QUESTION, WITH_WRITING):
        device.goto(address(lesson))
        look(device, speaks)
    for path in ("/my/portfolio/", "/my/certificates/", "/account/", "/account/profile/", "/account/2fa/"):
        device.goto(path)
        look(device, speaks)
