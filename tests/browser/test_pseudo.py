"""Words of 140 % length: nothing is cut off, overlaps or runs over the edge, on a phone or on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import DESK, PHONE, Cast, Site, no_sideways_scroll, sign_in
from tests.browser.course import address
from tests.pseudo import OPEN

SIZES = ({"width": 320, "height": 640}, PHONE, DESK)
WITH_QUESTION, WITH_WRITING = (
    next(one for one in COURSE.lessons if any(block.kind == kind for block in one.body))
    for kind in ("question", "writing")
)
# Words that leave the box they stand in, or the page; neighbours in a row that lie on each other.
FAULTS = r"""() => {
  const found = [], width = document.documentElement.clientWidth;
  const say = (what, e, words) => found.push(`${what}: ${e.tagName.toLowerCase()}.${e.className}: ${words.slice(0, 60)}`);
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, .skip, svg, option, select, textarea");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim();
    const e = node.parentElement;
    if (!words || !shown(e) || e.closest("script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = e.closest("button, .button, summary, label, .tag, .stop, .card, .notice, .field, .menu__panel");
    const outer = box?.getBoundingClientRect();
    const slack = parseFloat(getComputedStyle(e).fontSize) / 2;
    const lines = [...range.getClientRects()].filter((line) => line.width >= 1);
    const longest = Math.max(0, ...words.split(/\s+/).map((word) => word.length));
    if (lines.length > 3 && longest > 3 && Math.max(...lines.map((line) => line.width)) < 5 * slack) say("squeezed", e, words);
    for (const line of lines) {
      if (line.right > width + 1 || line.left < -1) say("over the edge", e, words);
      else if (box && (line.right > outer.right + 2 || line.left < outer.left - 2 || line.bottom > outer.bottom + slack))
        say("out of its box", box, words);
      else continue;
      break;
    }
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX === "hidden" || style.overflowX === "clip") {
        if (up.scrollWidth > up.clientWidth + 1 || up.scrollHeight > up.clientHeight + 2) say("cut off", up, words);
      }
    }
  }
  const rows = [".header__bar", ".header__nav ul", ".footer__inner", ".footer__links", ".line", ".lesson__ways", ".row", ".languages__all"];
  for (const row of document.querySelectorAll(rows.join(","))) {
    const parts = [...row.children].filter(shown).map((e) => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width > 1);
    for (const [i, [a, r]] of parts.entries()) {
      for (const [b, s] of parts.slice(i + 1)) {
        const across = Math.min(r.right, s.right) - Math.max(r.left, s.left);
        const down = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
        if (across > 1.5 && down > 1.5) say("lies on its neighbour", a, b.textContent.trim());
      }
    }
  }
  return [...new Set(found)];
}"""


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
    assert OPEN in page.locator("body").inner_text()
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
    device.locator("main form button[type=submit]").click()
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
