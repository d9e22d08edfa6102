"""Going through the demo course as a learner does, with the keys of its own material."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lms.demo.material import Lesson
from lms.demo.standing_for_council import COURSE
from tests.browser.waiting import follow

STATEMENT = (
    "I have lived on the Canal Side estate for eleven years and I work nights at the hospital pharmacy. "
    "When the lift in our block was out for nine weeks I knocked on every door, collected signatures, and "
    "went with three neighbours to the area meeting, where we asked for one date and got it. Since then I "
    "have helped to run the Friday lunch in the church hall, which feeds forty people and has taught me how "
    "much a bus timetable matters. As a councillor I would ask for a repair date for every tenant, answer "
    "letters within a week, and hold a surgery where the lunch is. I can give twenty hours a week."
)


def address(lesson: Lesson) -> str:
    module = next(module for module in COURSE.modules if lesson in module.lessons)
    return f"/courses/{COURSE.slug}/{module.slug}/{lesson.slug}/"


def start_course(page: Page) -> None:
    """Joined, and in the first lesson."""
    page.goto(f"/courses/{COURSE.slug}/")
    follow(page.get_by_role("button", name="Start the course"))


def options(lesson: Lesson, name: str, block) -> tuple[list[str], list[str]]:
    """The ids of the right and of the wrong options."""
    right, wrong = [], []
    for number, option in enumerate(block.value["options"], start=1):
        (right if option["correct"] else wrong).append(lesson.block_id(f"{name}/options/{number}"))
    return right, wrong


def block_on(page: Page, lesson: Lesson, name: str):
    return page.locator(f'form.ask[data-block="{lesson.block_id(name)}"]')


def answer(page: Page, lesson: Lesson, name: str, chosen: list[str]) -> None:
    """Choose exactly these options of one question and press the button."""
    page.wait_for_load_state()  # before that, the script of the lesson does not listen yet
    form = block_on(page, lesson, name)
    for box in form.locator("input[name=choice]").all():
        if box.get_attribute("value") in chosen:
            box.check()
        elif box.get_attribute("type") == "checkbox":
            box.uncheck()
    form.locator("button[type=submit]").click()


def do_everything(page: Page, lesson: Lesson) -> None:
    """Everything that the lesson asks for, right at once, and wait until it counts."""
    for name, block in lesson.named():
        if not block.value.get("required", False):
            continue
        if block.kind == "question":
            answer(page, lesson, name, options(lesson, name, block)[0])
            expect(block_on(page, lesson, name).get_by_text("That is right.")).to_be_visible()
        elif block.kind == "checklist":
            boxes = block_on(page, lesson, name).locator("input[name=item]")
            for position in range(boxes.count()):
                boxes.nth(position).check()
        elif block.kind == "writing":
            block_on(page, lesson, name).locator("textarea").fill(STATEMENT)
            expect(block_on(page, lesson, name).get_by_text("This counts.")).to_be_visible()
    finish = page.get_by_role("button", name="I have read this lesson")
    if finish.count():
        finish.click()
    expect(page.get_by_text("This lesson is done.")).to_be_visible()
