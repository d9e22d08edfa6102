"""A piece of work goes to a reviewer and back, twice: drafts stay private, answers stay."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    PHONE,
    Person,
    Site,
    assert_accessible,
    demo_sign_in,
    no_sideways_scroll,
    sign_in,
)
from tests.browser.waiting import follow

LESSON = "/courses/standing-for-council/preparing-to-stand/the-speech/"
ENROL = """
from courses.learning.services import enrol_learner
from courses.models import Course
from lms.accounts.models import User
learner = User.objects.get(email={email!r})
enrol_learner(learner=learner, course=Course.objects.filter(editions__slug="standing-for-council").first())
"""


def answer(desk: Page, words: str, outcome: str) -> None:
    """By the keyboard alone, from the list: read, choose a level, write, return."""
    desk.goto("/my/reviews/")
    follow(desk.get_by_role("listitem").filter(has_text="Anwen Price").get_by_role("link"))
    level = desk.get_by_role("radio", name="names a place")
    level.focus()
    desk.keyboard.press("Space")
    expect(level).to_be_checked()
    desk.get_by_label("What you think").focus()
    desk.keyboard.type(words)
    chosen = desk.get_by_role("radio", name=outcome, exact=True)
    chosen.focus()
    desk.keyboard.press("Space")
    button = desk.get_by_role("button", name="Return it")
    button.focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")


def test_work_is_sent_answered_sent_again_and_accepted(
    site: Site, open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    learner = person("Anwen Price")
    site.python(ENROL.format(email=learner.email))
    phone, desk = open_device(viewport=PHONE), open_device()
    sign_in(phone, learner)
    demo_sign_in(desk, "organiser@example.org")

    phone.goto(LESSON)
    form = phone.locator("form[action$='/work/']")
    area = form.get_by_label("Your three minutes")
    assert no_sideways_scroll(phone)
    area.fill("At the corner of Mill Lane there is no lamp.")
    expect(form.locator("[data-state]")).to_contain_text("Saved")
    phone.reload()
    expect(area).to_have_value("At the corner of Mill Lane there is no lamp.")
    desk.goto("/my/reviews/")
    expect(desk.get_by_role("main")).not_to_contain_text("Anwen Price")

    follow(form.get_by_role("button", name="Send to my reviewer"))
    expect(form).to_contain_text("Take it back")
    assert_accessible(phone)
    assert no_sideways_scroll(phone)

    answer(desk, "I can see the corner. Now ask for our vote.", "Another go")
    expect(desk.get_by_role("main")).to_contain_text("They have your answer.")

    phone.goto("/my/")
    expect(phone.get_by_role("main")).to_contain_text("came back with an answer")
    follow(phone.get_by_role("link", name="Read the answer").first)
    expect(form).to_contain_text("Now ask for our vote.")
    area.fill("At the corner of Mill Lane there is no lamp. I would like your vote.")
    follow(form.get_by_role("button", name="Send to my reviewer"))
    expect(form).to_contain_text("Take it back")

    answer(desk, "Nothing to add.", "Accepted")
    phone.goto("/my/portfolio/")
    main = phone.get_by_role("main")
    for words in ("Nothing to add.", "Now ask for our vote.", "Begins in a place: names a place"):
        expect(main).to_contain_text(words)
    assert_accessible(phone)
    assert no_sideways_scroll(phone)
    phone.goto(LESSON)
    expect(form).to_contain_text("Accepted")
    expect(form.get_by_role("textbox")).to_have_count(0)
