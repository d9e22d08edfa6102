"""A reader who sets letters, size, spacing, ground and light; what is loaded for it, and what moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import (
    PHONE,
    Cast,
    Person,
    Site,
    assert_accessible,
    no_sideways_scroll,
    sign_in,
)
from tests.browser.course import address
from tests.browser.site import ROOT
from tests.browser.waiting import comes_to, until

COURSE_PAGE = f"/courses/{COURSE.slug}/"
WITH_QUESTION, WITH_VIDEO, WITH_WRITING = (
    next(one for one in COURSE.lessons if any(block.kind == kind for block in one.body))
    for kind in ("question", "video", "writing")
)
LARGE = {
    "data-face": "sans",
    "data-size": "5",
    "data-spacing": "3",
    "data-ground": "green",
    "data-light": "dark",
}
WORDS = ("Source Sans", "Largest", "Widest", "Green", "Dark")


def settings_of(page: Page) -> dict[str, str]:
    return page.evaluate(
        "Object.fromEntries([...document.documentElement.attributes]"
        ".filter(a => a.name.startsWith('data-')).map(a => [a.name, a.value]))"
    )


def set_to(page: Page, wanted: dict[str, str]) -> None:
    """Waits until these settings hold on the page, and no others."""
    comes_to(page, lambda: settings_of(page), wanted)


def looks(page: Page, selector: str, name: str, wanted: str) -> None:
    """Waits until the style is this one; colours take a moment to change."""
    comes_to(page, lambda: style(page, selector, name), wanted)


def style(page: Page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate("(e, name) => getComputedStyle(e)[name]", name)


def open_settings(page: Page):
    page.get_by_role("link", name="Reading settings").click()
    return page.get_by_role("dialog", name="Reading settings")


def choose(page: Page, *words: str) -> None:
    dialog = open_settings(page)
    for word in words:
        with page.expect_response("**/reading/") as answer:
            dialog.get_by_role("radio", name=re.compile(f"^{word}")).check()
        assert answer.value.status == 204
    expect(dialog.get_by_role("status")).to_have_text("Saved.")
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()


# ------------------------------------------------------------------ choosing


def test_reader_changes_everything_and_has_it_on_the_next_device(
    open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    reader = person()
    page = open_device()
    sign_in(page, reader)
    page.goto(COURSE_PAGE)
    before = style(page, "body", "backgroundColor")
    choose(page, *WORDS)

    set_to(page, LARGE)  # without another page
    looks(page, "body", "backgroundColor", "rgb(16, 26, 20)")
    assert before != "rgb(16, 26, 20)"
    until(page, lambda: "Source Sans" in style(page, ".lede", "fontFamily"))
    looks(page, "html", "fontSize", "25px")
    until(page, lambda: style(page, ".lede", "letterSpacing") != "normal")
    expect(page.get_by_role("link", name="Reading settings")).to_be_focused()

    phone = open_device(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(phone, reader)
    for path in ("/my/", COURSE_PAGE, "/help/"):
        phone.goto(path)
        set_to(phone, LARGE)
        assert no_sideways_scroll(phone), path

    dialog = open_settings(phone)
    with phone.expect_response("**/reading/"):
        dialog.get_by_role("button", name="Back to how it was").click()
    set_to(phone, {})
    page.reload()
    set_to(page, {})


def test_visitors_device_keeps_its_own_and_tells_nobody(open_device: Callable[..., Page]) -> None:
    page = open_device()
    page.goto("/help/")
    choose(page, "Atkinson", "Cream")
    page.goto("/")
    set_to(page, {"data-face": "clear", "data-ground": "cream"})

    other = open_device()
    other.goto("/")
    set_to(other, {})


def test_dialog_is_worked_by_keyboard_and_clean(device: Page) -> None:
    device.goto("/help/")
    link = device.get_by_role("link", name="Reading settings")
    link.focus()
    device.keyboard.press("Enter")
    dialog = device.get_by_role("dialog", name="Reading settings")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_be_focused()
    device.keyboard.press("Tab")
    device.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name=re.compile("^Source Sans"))).to_be_checked()
    set_to(device, {"data-face": "sans"})
    expect(dialog.get_by_role("status")).to_have_text("Saved.")
    assert_accessible(device)
    device.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_choice_that_did_not_arrive_says_so(device: Page) -> None:
    device.goto("/help/")
    dialog = open_settings(device)
    device.route("**/reading/", lambda route: route.abort())
    dialog.get_by_role("radio", name="Cream").check()

    expect(dialog.get_by_role("status")).to_contain_text("Not saved")
    set_to(device, {"data-ground": "cream"})


def test_settings_without_javascript(open_device: Callable[..., Page]) -> None:
    page = open_device(java_script_enabled=False)
    page.goto("/help/")
    page.get_by_role("link", name="Reading settings").click()
    page.get_by_role("radio", name="Blue-grey").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-ground", "blue")
    expect(page.get_by_text("Saved. Every page is like this on this device.")).to_be_visible()
    page.get_by_role("link", name="Back to where you were").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help")
    expect(page.locator("html")).to_have_attribute("data-ground", "blue")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["Plain", "Cream", "Blue-grey", "Green"])
def test_every_ground_is_readable(open_device: Callable[..., Page], ground: str, scheme: str) -> None:
    page = open_device(color_scheme=scheme)
    page.goto(COURSE_PAGE)
    choose(page, ground)
    assert_accessible(page)


# ------------------------------------------------------------------ faces


def signed_in_reading(
    open_device: Callable[..., Page], site: Site, cast: Cast, kept: str, **options: Any
) -> Page:
    """A new device of somebody signed in who never chose; it has shown nothing in other faces before."""
    first = open_device()
    sign_in(first, cast.person("midway"))
    state = first.context.storage_state()
    cookie = {"name": "reading", "value": kept, "domain": urlsplit(site.url).hostname, "path": "/"}
    cookie |= {"expires": -1, "httpOnly": False, "secure": False, "sameSite": "Lax"}
    return open_device(storage_state={**state, "cookies": [*state["cookies"], cookie]}, **options)


def fonts_of(page: Page, path: str) -> list[str]:
    asked: list[str] = []

    def note(request) -> None:
        if request.resource_type == "font" or request.url.endswith(".woff2"):
            asked.append(request.url)

    page.on("request", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    until(page, "document.fonts.status === 'loaded'")
    page.wait_for_load_state("networkidle")
    page.remove_listener("request", note)
    return sorted(set(asked))


@pytest.mark.parametrize(
    ("word", "files"),
    [
        ("serif", ["atkinson.woff2", "literata.woff2"]),
        ("sans", ["source-sans.woff2"]),
        ("clear", ["atkinson.woff2"]),
    ],
)
def test_no_page_loads_more_than_two_faces(
    open_device: Callable[..., Page], site: Site, cast: Cast, word: str, files: list[str]
) -> None:
    page = signed_in_reading(open_device, site, cast, f"face:{word}")
    for path in ("/", "/my/", "/reading/", COURSE_PAGE, address(WITH_WRITING), address(WITH_VIDEO)):
        asked = fonts_of(page, path)
        assert [Path(urlsplit(url).path).name for url in asked] == files, path
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}


@pytest.mark.parametrize("face", ["serif", "sans", "clear"])
def test_nothing_moves_when_a_face_arrives_late(
    open_device: Callable[..., Page], site: Site, cast: Cast, face: str
) -> None:
    page = signed_in_reading(open_device, site, cast, f"face:{face}", viewport=PHONE)
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )

    def late(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/*.woff2", late)
    for path in ("/my/", address(WITH_QUESTION)):
        page.goto(path)
        until(page, "document.fonts.status === 'loaded'")
        page.wait_for_timeout(300)
        assert page.evaluate("window.shift") < 0.1, path


# ------------------------------------------------------------------ short files


RULES = """text => {
  const sheet = new CSSStyleSheet(); sheet.replaceSync(text.replace(/url\\([^)]*\\)/g, 'url(x)'));
  return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s+/g, ' ')
    .replace(/ \\*:/g, ' :').replace(/, /g, ',')
    .replace(/@supports \\([\\w-]+: /g, words => words.trimEnd()));
}"""


def test_short_style_sheets_say_what_the_sources_say(device: Page, site: Site) -> None:
    device.goto("/help/")
    names = [
        (room, path.relative_to(ROOT / room))
        for room in ("lms/static", "courses/static")
        for path in sorted((ROOT / room).rglob("*.css"))
    ]
    for room, name in names:
        source, short = (ROOT / room / name).read_text(), (site.var / "light" / name).read_text()
        assert len(short) < len(source), name
        assert device.evaluate(RULES, short) == device.evaluate(RULES, source), name


IMPORT = """address => import(address).catch(e => {
  if (!(e instanceof TypeError) || /fetch|import/.test(e.message)) throw e;
})"""


def test_short_scripts_can_be_read_by_the_browser(device: Page, site: Site) -> None:
    device.goto("/help/")
    for path in sorted((site.var / "light").rglob("*.js")):
        name = path.relative_to(site.var / "light")
        if "admin" not in name.parts:
            # What a script misses on this page is not asked; only whether it is one.
            device.evaluate(IMPORT, f"/static/{name}")


# ------------------------------------------------------------------ never justified, little motion


def test_text_is_never_justified_on_the_page(device: Page, cast: Cast) -> None:
    sign_in(device, cast.person("midway"))
    for path in ("/my/", COURSE_PAGE, address(WITH_WRITING)):
        device.goto(path)
        found = device.evaluate(
            "[...document.querySelectorAll('*')]"
            ".filter(e => getComputedStyle(e).textAlign === 'justify').length"
        )
        assert found == 0, path


def test_nothing_moves_for_those_who_ask_for_little_motion(open_device: Callable[..., Page]) -> None:
    page = open_device(reduced_motion="reduce")
    page.goto(COURSE_PAGE)
    until(page, lambda: style(page, ".button", "transitionDuration") in ("0s", ""))
    lively = open_device(reduced_motion="no-preference")
    lively.goto(COURSE_PAGE)
    until(lively, lambda: style(lively, ".button", "transitionDuration").startswith("0.15s"))
