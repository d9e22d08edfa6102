"""The screen-reader scripts in docs/accessibility say what is heard today."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import Cast, Person, Site, demo_sign_in, sign_in
from tests.browser.course import STATEMENT, address, answer, block_on, options
from tests.browser.heard import FOLDER, hear, stops, write
from tests.browser.scripts import WRITE
from tests.browser.test_editor import QUESTION, add_block, new_lesson, press
from tests.browser.test_reading import open_settings
from tests.browser.waiting import follow

Stops = Iterator[tuple[str, Locator]]


@dataclass
class Journey:
    """What a journey has at hand."""

    site: Site
    page: Page
    cast: Cast
    person: Callable[..., Person]

    def main(self) -> Locator:
        return self.page.get_by_role("main")


def sign_in_journey(way: Journey) -> Stops:
    page, learner = way.page, way.person("Gwen Parry")
    page.goto("/")
    yield "The top of every page, signed out", page.get_by_role("banner")
    yield "The end of every page", page.get_by_role("contentinfo")
    page.goto("/account/login/")
    form = page.locator("form").filter(has=page.get_by_label("Password", exact=True))
    yield "The form", form
    page.get_by_label("E-mail address or sign-in name").fill(learner.email)
    page.get_by_label("Password", exact=True).fill("something else")
    follow(page.get_by_role("button", name="Sign in", exact=True))
    yield "A wrong password", page.get_by_role("alert").first
    sign_in(page, learner)
    yield "The top of every page, signed in", page.get_by_role("banner")
    page.wait_for_load_state()
    yield "The first page", way.main()


def my_week_journey(way: Journey) -> Stops:
    sign_in(way.page, way.cast.person("midway"))
    yield "My week", way.main()


def lesson_journey(way: Journey) -> Stops:
    page, lesson = way.page, COURSE.lessons[0]
    sign_in(page, way.person("Gwen Parry"))
    page.goto(f"/courses/{COURSE.slug}/")
    yield "The course", way.main()
    follow(page.get_by_role("button", name="Start the course"))
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    yield "The beginning of a lesson", page.locator(".lesson__head")
    yield "The lessons beside it", page.locator(".lesson__outline")
    name, block = next((n, b) for n, b in lesson.named() if b.kind == "question")
    form, (right, wrong) = block_on(page, lesson, name), options(lesson, name, block)
    yield "A question", form
    answer(page, lesson, name, wrong[:1])
    expect(form.locator("[data-state]")).to_be_focused()
    yield "Answered wrong", form
    answer(page, lesson, name, right)
    expect(form.locator("[data-state]")).to_contain_text("That is right.")
    yield "Answered right", form
    name = next(n for n, b in lesson.named() if b.kind == "checklist")
    form = block_on(page, lesson, name)
    form.locator("input[name=item]").first.check()
    expect(form.locator("[data-state]")).to_contain_text("1 of")
    yield "The first tick of a checklist", form
    yield "The end of the lesson", page.locator(".lesson__foot")
    lesson = COURSE.lessons[7]
    page.goto(address(lesson))
    form = block_on(page, lesson, "statement")
    yield "A text to write", form
    form.locator("textarea").fill(STATEMENT)
    form.get_by_role("button", name="Save").click()
    expect(form.locator("[data-state]")).to_have_text(re.compile(r"Saved\.\s+This counts\."))
    yield "The text is kept", form.locator("[data-state]")


def reading_settings_journey(way: Journey) -> Stops:
    page = way.page
    page.goto("/help/")
    dialog = open_settings(page)
    expect(dialog).to_be_visible()
    yield "The settings, opened", dialog
    dialog.get_by_role("radio", name="Largest").check()
    expect(dialog.get_by_role("status")).to_have_text("Saved.")
    yield "A choice is kept", dialog.get_by_role("status")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    yield "Closed again", page.get_by_role("link", name="Reading settings")


def certificate_journey(way: Journey) -> Stops:
    page = way.page
    sign_in(page, way.cast.person("graduate"))
    page.goto("/my/certificates/")
    yield "My certificates", way.main()
    page.context.clear_cookies()
    page.goto("/certificates/?number=12345")
    yield "A number that is none", way.main()
    page.goto(f"/certificates/{way.cast.valid}/")
    yield "A valid certificate", way.main()
    page.goto(f"/certificates/{way.cast.revoked}/")
    yield "A revoked certificate", way.main()


def editor_journey(way: Journey) -> Stops:
    page = way.page
    demo_sign_in(page, "editor@example.org")
    page.goto(new_lesson(way.site, "For the script"))
    add_block(page, "Question")
    page.locator(QUESTION).fill("Who sets the council tax?")
    press(page, "action-publish")
    refusal = page.locator(".messages")
    expect(refusal).to_contain_text("Mark the right answer")
    yield "Publishing is refused", refusal
    page.goto("/admin/reports/needs-checking/")
    yield "Points of law to be checked", page.locator("main").get_by_text("Points of law").first


# Which voices a browser has depends on the machine; a reader's device has one of their language.
ONE_VOICE = """if (globalThis.speechSynthesis)
  speechSynthesis.getVoices = () => [{ name: "Gwen", lang: "en-GB", localService: true, default: true }]"""


JOURNEYS: dict[str, Callable[[Journey], Stops]] = {
    "sign-in": sign_in_journey,
    "my-week": my_week_journey,
    "lesson": lesson_journey,
    "reading-settings": reading_settings_journey,
    "certificate": certificate_journey,
    "editor": editor_journey,
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_script_says_what_is_heard(
    name: str, site: Site, device: Page, cast: Cast, person: Callable[..., Person]
) -> None:
    device.add_init_script(ONE_VOICE)
    script = FOLDER / f"{name}.md"
    told = stops(script) if script.exists() else {}
    heard = {}
    for stop, part in JOURNEYS[name](Journey(site, device, cast, person)):
        heard[stop] = hear(part, told.get(stop, ("", ""))[1])
    if os.environ.get(WRITE):
        write(script, heard)
        told = stops(script)
    assert list(told) == list(heard)
    for stop, (words, tree) in told.items():
        assert tree == heard[stop], f"{stop}: look at it, then python -m tests.browser.scripts {name}"
        assert len(words) > 40, f"{stop}: say what it is like"
