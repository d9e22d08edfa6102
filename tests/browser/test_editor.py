"""The editor's way in a real browser: unfinished blocks, an expired session, publishing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, demo_sign_in, demo_sign_in_by_click

QUESTION = 'textarea[name$="-question"]'


def new_lesson(site: Site, title: str = "Written in a test") -> str:
    """The address of the editor's page of an unpublished lesson nobody else uses.

    It stands in a course of the editors' tests: a lesson published into the demo
    course would become one more thing to do for everybody who is taking it.
    """
    pk = site.python(
        "from courses.content.models import CourseIndexPage, CoursePage, LessonPage, ModulePage\n"
        "import uuid\n"
        "course = CoursePage.objects.filter(slug='of-the-editors').first()\n"
        "if course is None:\n"
        "    course = CourseIndexPage.objects.get().add_child(instance=CoursePage(\n"
        "        title='Of the editors', slug='of-the-editors', summary='For tests.'))\n"
        "    course.add_child(instance=ModulePage(title='One', slug='one'))\n"
        "module = ModulePage.objects.child_of(course).get()\n"
        "page = module.add_child(instance=LessonPage(\n"
        f"    title={title!r}, slug=uuid.uuid4().hex, live=False, locale=module.locale))\n"
        "page.save_revision()\n"
        "print(page.pk)"
    )
    return f"/admin/pages/{pk}/edit/"


def add_block(page: Page, name: str) -> None:
    page.get_by_title("Insert a block").first.click()
    page.locator("[role=option]").filter(has_text=name).first.click()


def press(page: Page, name: str) -> None:
    """One of the buttons of the save menu, wherever the menu stands."""
    with page.expect_navigation():
        page.evaluate("name => document.querySelector(`button[name=${name}]`).click()", name)


def test_what_is_typed_survives_an_expired_session_and_is_published(site: Site, device: Page) -> None:
    page = device
    demo_sign_in(page, "editor@example.org")
    page.goto(new_lesson(site))
    add_block(page, "Question")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "/edit/" in answer.url
    ) as saved:
        page.locator(QUESTION).fill("Half a que")
    assert saved.value.json()["success"] is True

    page.context.clear_cookies(name="sessionid")
    page.locator(QUESTION).fill("Who sets the council tax?")
    notice = page.locator(".kept-notice")
    expect(notice).to_contain_text("You are signed out. What you typed is still on this page")
    page.get_by_role("button", name=re.compile("Save draft", re.I)).first.click()
    expect(page.locator(QUESTION)).to_have_value("Who sets the council tax?")
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    demo_sign_in_by_click(opened.value, "editor@example.org")
    opened.value.close()
    expect(notice).to_contain_text("You are back.", timeout=40_000)

    press(page, "action-publish")
    refusal = page.locator(".messages")
    expect(refusal).to_contain_text("1. Question → Answers to choose from: Mark the right answer.")
    expect(refusal).to_contain_text(
        "1. Question → Answers to choose from → 1 → Answer: Write something here before you publish."
    )
    answers = page.locator('input[name*="-options-"][name$="-text"]')
    answers.nth(0).fill("The full council")
    answers.nth(1).fill("The leader alone")
    page.locator('input[name*="-options-"][name$="-correct"]').first.check()
    press(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text("has been published")
    assert (
        site.python(
            "from courses.content.models import LessonEdition\n"
            "print(LessonEdition.objects.get(title='Written in a test').requirements[0]['label'])"
        )
        == "Who sets the council tax?"
    )


def test_lost_network_is_told_and_the_text_stays(site: Site, device: Page) -> None:
    page = device
    demo_sign_in(page, "editor@example.org")
    page.goto(new_lesson(site))
    add_block(page, "Question")
    page.context.set_offline(True)
    page.locator(QUESTION).fill("Typed in a tunnel")
    expect(page.locator(".kept-notice")).to_contain_text("There is no connection.")
    page.get_by_role("button", name=re.compile("Save draft", re.I)).first.click()
    expect(page.locator(QUESTION)).to_have_value("Typed in a tunnel")

    page.context.set_offline(False)
    expect(page.locator(".kept-notice")).to_contain_text("You are back.", timeout=40_000)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Save draft", re.I)).first.click()
    expect(page.locator(QUESTION)).to_have_value("Typed in a tunnel")


def test_every_block_shows_what_it_looks_like(site: Site, device: Page) -> None:
    page = device
    demo_sign_in(page, "editor@example.org")
    page.goto(new_lesson(site))
    page.get_by_title("Insert a block").first.click()

    expect(page.locator("[role=option]")).to_have_text(
        [
            "Heading",
            "Text",
            "Key points",
            "Note, warning or law",
            "Quotation",
            "Picture",
            "Video",
            "Recording",
            "File to download",
            "Question",
            "Checklist",
            "Text to write",
            "Work for a reviewer",
        ]
    )
