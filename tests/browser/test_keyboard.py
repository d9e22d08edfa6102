"""The trainee's way with nothing but the keyboard, and always seeing where one is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import PHONE, Cast, Person, sign_in
from tests.browser.course import STATEMENT, address, block_on, options
from tests.browser.keys import Keys
from tests.browser.measures import measure


def go_through(keys: Keys) -> list[str]:
    """Tab from the beginning of the page to its end: everything on the way, each once.

    Everything that can be pressed is on the way, in the order in which it is read.
    """
    seen: list[str] = []
    before: list[float] | None = None
    for _press in range(400):
        keys.press("Tab")
        here = keys.where()
        if here is None or (seen and here["what"] == seen[0]):
            assert measure(keys.page, "missed") == [], f"not reached with Tab: {keys.page.url}"
            return seen
        keys.page.evaluate("window.measure.visit(document.activeElement)")
        if not seen or here["what"] != seen[-1]:  # a player has several stops of its own
            seen.append(here["what"])
            assert before is None or follows(before, here["at"]), f"out of order: {seen[-2:]}"
            before = here["at"]
    raise AssertionError("the end of the page was not reached; at " + seen[-1])


def follows(before: list[float], after: list[float]) -> bool:
    """Whether one who reads comes from the first box to the second: below it, or in a column beside it."""
    beside = after[0] >= before[2] - 1 or after[2] <= before[0] + 1  # a note in the margin, and back from it
    return after[3] > before[1] or beside


def test_trainees_way_with_the_keyboard(device: Page, person: Callable[..., Person]) -> None:
    learner, keys = person("Tegwen Rowlands"), Keys(device)

    device.goto("/account/login/")
    keys.press("Tab")
    skip = device.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    keys.where()
    keys.press("Enter")
    expect(device.locator("main")).to_be_focused()
    keys.go_to(device.get_by_label("E-mail address or sign-in name"))
    device.keyboard.type(learner.email)
    keys.go_to(device.get_by_label("Password", exact=True))
    device.keyboard.type(learner.password)
    keys.press("Enter")
    device.wait_for_url(re.compile("/my/"))  # the browser carries “#main” along

    # Nothing waits: to the courses, and into the first lesson.
    keys.go_to(device.get_by_role("main").get_by_role("link", name="See the courses"))
    keys.press("Enter")
    device.wait_for_url("**/courses/")
    keys.go_to(device.get_by_role("main").get_by_role("link", name=COURSE.title))
    keys.press("Enter")
    device.wait_for_url(f"**/courses/{COURSE.slug}/")
    keys.go_to(device.get_by_role("button", name="Start the course"))
    keys.press("Enter")
    lesson = COURSE.lessons[0]
    expect(device.get_by_role("heading", level=1)).to_have_text(lesson.title)
    device.wait_for_load_state()

    # Wrong, then right; each time the verdict takes the focus, and one goes on from there.
    questions = [(name, block) for name, block in lesson.named() if block.kind == "question"]
    name, block = questions[0]
    right, wrong = options(lesson, name, block)
    form = block_on(device, lesson, name)
    keys.answer(form, wrong[:1])
    verdict = form.locator("[data-state]")
    expect(verdict).to_be_focused()
    expect(verdict).to_contain_text("Not quite")
    keys.where()
    keys.go_to(form.locator("input[name=choice]:checked").first, key="Shift+Tab")
    keys.press("Shift+Tab")
    keys.answer(form, right)
    expect(verdict).to_be_focused()
    expect(verdict).to_contain_text("That is right.")

    for name, block in questions[1:]:
        keys.answer(block_on(device, lesson, name), options(lesson, name, block)[0])
        expect(block_on(device, lesson, name).locator("[data-state]")).to_contain_text("That is right.")
        expect(block_on(device, lesson, name).locator("[data-state]")).to_be_focused()

    # Ticks: each with the space bar, and the focus stays on the box.
    ticked = next(name for name, block in lesson.named() if block.kind == "checklist")
    boxes = block_on(device, lesson, ticked).locator("input[name=item]")
    for number in range(boxes.count()):
        keys.go_to(boxes.nth(number))
        keys.press("Space")
        said = f"{number + 1} of {boxes.count()} ticked."
        expect(block_on(device, lesson, ticked).locator("[data-state]")).to_contain_text(said)
        expect(boxes.nth(number)).to_be_checked()
        expect(boxes.nth(number)).to_be_focused()

    expect(device.get_by_text("This lesson is done.")).to_be_visible()
    keys.go_to(device.get_by_role("link", name=f"Next: {COURSE.lessons[1].title}"))
    keys.press("Enter")
    expect(device.get_by_role("heading", level=1)).to_have_text(COURSE.lessons[1].title)
    device.wait_for_load_state()

    # A text, saved with its button.
    lesson = COURSE.lessons[7]
    device.goto(address(lesson))
    form = block_on(device, lesson, "statement")
    keys.go_to(form.locator("textarea"))
    device.keyboard.insert_text(STATEMENT)
    keys.go_to(form.get_by_role("button", name="Save"))
    keys.press("Enter")
    expect(form.locator("[data-state]")).to_have_text(re.compile(r"Saved\.\s+This counts\."))


def test_menu_with_the_keyboard(open_device: Callable[..., Page], cast: Cast) -> None:
    page = open_device(viewport=PHONE)
    sign_in(page, cast.person("newcomer"))
    keys, menu = Keys(page), page.locator("summary.menu__button")
    keys.go_to(menu)
    keys.press("Enter")
    panel = page.locator(".menu__panel")
    expect(panel).to_be_visible()
    keys.go_to(panel.get_by_role("link", name="My portfolio"))
    keys.press("Escape")
    expect(panel).to_be_hidden()
    expect(menu).to_be_focused()
    keys.press("Space")
    expect(panel).to_be_visible()
    keys.go_to(panel.get_by_role("button", name="Sign out"))
    keys.press("Tab")  # on to the page: the menu does not stay in the way
    expect(panel).to_be_hidden()
    assert keys.where() is not None
    keys.go_to(menu, key="Shift+Tab")
    keys.press("Enter")
    keys.go_to(panel.get_by_role("link", name="My profile"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")


def test_certificate_with_the_keyboard(device: Page, cast: Cast) -> None:
    sign_in(device, cast.person("graduate"))
    device.goto("/my/certificates/")
    keys = Keys(device)
    keys.go_to(device.get_by_role("link", name="Download the certificate (PDF)"))
    with device.expect_download() as coming:
        keys.press("Enter")
    assert coming.value.suggested_filename == f"Certificate {cast.valid} standing-for-council.pdf"
    keys.go_to(device.get_by_role("link", name=f"Its public page ({cast.valid})"))
    keys.press("Enter")
    expect(device.get_by_role("heading", level=1)).to_have_text("This certificate is valid")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_every_stop_shows_and_no_page_holds_one_back(
    open_device: Callable[..., Page], cast: Cast, viewport: dict[str, int]
) -> None:
    page = open_device(viewport=viewport)
    keys = Keys(page)
    paths = ["/", "/account/login/", "/help/", f"/certificates/{cast.valid}/"]
    for path in paths:
        page.goto(path)
        measure(page, "missed")  # tells the page how to measure rings
        assert len(go_through(keys)) >= 8, path
    sign_in(page, cast.person("midway"))
    video = next(one for one in COURSE.lessons if any(block.kind == "video" for block in one.body))
    paths = ["/my/", f"/courses/{COURSE.slug}/", "/my/portfolio/", address(video), address(COURSE.lessons[7])]
    for path in paths:
        page.goto(path)
        measure(page, "missed")
        assert len(go_through(keys)) >= 10, path
