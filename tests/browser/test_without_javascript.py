"""The trainee's way, and the verifier's, in a browser that runs no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from courses.learning.models import MAX_WRITING
from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import PHONE, Cast, Person, Site, sign_in, sign_in_by_form
from tests.browser.course import STATEMENT, address, answer, block_on, options, start_course
from tests.browser.waiting import follow


@pytest.fixture
def plain(open_device: Callable[..., Page]) -> Page:
    return open_device(java_script_enabled=False)


def test_lesson_without_javascript(plain: Page, person: Callable[..., Person]) -> None:
    sign_in_by_form(plain, person("Nerys Lloyd"))
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Nerys")
    plain.get_by_role("main").get_by_role("link", name="See the courses").click()
    plain.get_by_role("main").get_by_role("link", name=COURSE.title).click()
    plain.get_by_role("button", name="Start the course").click()
    lesson = COURSE.lessons[0]
    expect(plain.get_by_role("heading", level=1)).to_have_text(lesson.title)
    expect(plain.get_by_text("Two things left before this lesson counts:")).to_be_visible()

    # No answer, a wrong one, the right one.
    name, block = next((n, b) for n, b in lesson.named() if b.kind == "question")
    right, wrong = options(lesson, name, block)
    form = block_on(plain, lesson, name)
    form.get_by_role("button", name="Check the answer").click()
    expect(form.get_by_text("Choose an answer first")).to_be_visible()
    answer(plain, lesson, name, wrong[:1])
    expect(form.get_by_text("Not quite. Read the note, choose again and check.")).to_be_visible()
    said = next(o["feedback"] for o in block.value["options"] if not o["correct"])
    expect(form.locator(".option__said")).to_contain_text(said)
    expect(plain).to_have_url(re.compile(f"#block-{lesson.block_id(name)}$"))
    answer(plain, lesson, name, right)
    expect(form.get_by_text("That is right.")).to_be_visible()
    expect(plain.get_by_text("One thing left before this lesson counts:")).to_be_visible()

    # Ticks are kept with a button, and may be taken back.
    ticked, checklist = next((n, b) for n, b in lesson.named() if b.kind == "checklist")
    form = block_on(plain, lesson, ticked)
    total = len(checklist.value["items"])
    expect(form.locator("input[name=item]")).to_have_count(total)
    for box in form.locator("input[name=item]").all():
        box.check()
    form.get_by_role("button", name="Keep the ticks").click()
    expect(form.locator("[data-state]")).to_contain_text(f"{total} of {total} ticked.")
    form.locator("input[name=item]").first.uncheck()
    form.get_by_role("button", name="Keep the ticks").click()
    expect(form.locator("[data-state]")).to_contain_text(f"{total - 1} of {total} ticked.")

    # The outline opens, and leads on.
    plain.goto(address(lesson))
    expect(plain.get_by_role("link", name=COURSE.lessons[7].title).first).to_be_attached()


def test_text_without_javascript(plain: Page, person: Callable[..., Person]) -> None:
    sign_in(plain, person())
    start_course(plain)
    lesson = COURSE.lessons[7]
    plain.goto(address(lesson))
    form = block_on(plain, lesson, "statement")

    far_too_long = "word " * (MAX_WRITING // 5 + 1)
    form.locator("textarea").fill(far_too_long)
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".ask__error")).to_have_text(
        f"This text has {len(far_too_long):,} characters; at most {MAX_WRITING:,} can be kept."
        " Shorten it and save again."
    )
    expect(form.locator("[data-state]")).to_have_text("Not saved.")
    expect(form.locator("textarea")).to_have_value(far_too_long)

    form.locator("textarea").fill("Too few words.")
    form.get_by_role("button", name="Save").click()
    expect(form.locator("[data-state]")).to_have_text("Saved.")
    expect(form.get_by_text("words so far; between 100 and 150 count.")).to_be_visible()
    expect(form.locator("[data-words]")).to_have_text("3")

    form.locator("textarea").fill(STATEMENT)
    form.get_by_role("button", name="Save").click()
    expect(form.locator("[data-state]")).to_have_text(re.compile(r"Saved\.\s+This counts\."))
    expect(form.locator("textarea")).to_have_value(STATEMENT)


def test_end_of_the_course_without_javascript(
    plain: Page, open_device: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    email = site.python(
        "from tests.browser.people import learn_until; print(learn_until('Aled ap Huw', 9).email)"
    )
    sign_in(plain, Person(email, "Aled ap Huw"))
    lesson = COURSE.lessons[9]
    plain.locator(".next-step").get_by_role("link").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(lesson.title)
    for name, block in lesson.named():
        if block.kind == "question":
            answer(plain, lesson, name, options(lesson, name, block)[0])
    expect(plain.get_by_text("This lesson is done.")).to_be_visible()
    expect(plain.get_by_text("So is the course.")).to_be_visible()
    follow(plain.get_by_role("link", name="See your certificate"))

    # One looks again until it is there.
    download = plain.get_by_role("link", name="Download the certificate (PDF)")
    for _look in range(80):
        if download.is_visible():
            break
        plain.wait_for_timeout(500)
        follow(plain.get_by_role("link", name="Look again"))
    with plain.expect_download() as coming:
        download.click()
    file = tmp_path / "certificate.pdf"
    coming.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-1.7")
    follow(plain.get_by_role("link", name=re.compile("^Its public page")))

    # A stranger without JavaScript uploads the file.
    stranger = open_device(java_script_enabled=False, viewport=PHONE)
    stranger.goto(plain.url)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    stranger.set_input_files("input[type=file]", file)
    stranger.get_by_role("button", name="Compare the file").click()
    expect(stranger.get_by_role("status").get_by_text("This is the issued file")).to_be_visible()
    other = tmp_path / "other.pdf"
    other.write_bytes(file.read_bytes() + b"\n")
    stranger.set_input_files("input[type=file]", other)
    stranger.get_by_role("button", name="Compare the file").click()
    expect(stranger.get_by_text("This is not, byte for byte, the issued file")).to_be_visible()
    stranger.get_by_role("button", name="Compare the file").click()
    expect(stranger.get_by_role("alert")).to_contain_text("One thing needs another look")


def test_certificate_being_made_without_javascript(plain: Page, cast: Cast) -> None:
    sign_in(plain, cast.person("waiting"))
    plain.goto(f"/courses/{COURSE.slug}/")
    expect(plain.get_by_text("Your certificate is being made.")).to_be_visible()
    plain.get_by_role("link", name="Look again").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("My certificates")
    expect(plain.get_by_text("Your certificate is being made.")).to_be_visible()


def test_door_and_menu_without_javascript(open_device: Callable[..., Page], cast: Cast) -> None:
    page = open_device(java_script_enabled=False, viewport=PHONE)
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.goto("/account/signup/")
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_role("alert")).to_contain_text("things need another look")
    expect(page.get_by_role("alert")).to_be_focused()

    sign_in(page, cast.person("newcomer"))
    page.locator("summary.menu__button").click()
    page.get_by_role("link", name="My portfolio").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My portfolio")
    page.locator("summary.menu__button").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_attached()
