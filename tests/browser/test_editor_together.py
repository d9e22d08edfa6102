"""Editors with other people: a trainee who reads, a second editor at once, an organiser who asks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Site, assert_accessible, demo_sign_in, sign_in
from tests.browser.test_editor import QUESTION, add_block, new_lesson, press
from tests.browser.waiting import follow

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{color:red}</style></head><body>
<p class=MsoNormal style='margin-bottom:8pt'><b><span style='font-size:14pt;color:red'>Ward</span></b>
councillors <i>decide</i> nothing <u>alone</u>.<o:p></o:p></p><h1 style="color:navy">Big</h1>
<ul><li class=MsoNormal style="color:blue">A real point</li></ul>
<table class=MsoTableGrid><tr><td>Cell</td></tr></table>
<p><a href="https://www.legislation.gov.uk/">The Act</a> <a href="javascript:alert(1)">bad</a></p>
</body></html>"""
PASTE = """(target, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def wait_for_draft(page: Page, do: Callable[[], None]) -> None:
    """Do it, and wait until the draft has saved itself."""
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and re.search("/(edit|add)/", answer.url) is not None
    ) as saved:
        do()
    assert saved.value.json()["success"] is True


def new_page(page: Page, address: str, title: str) -> str:
    """Begin a page at ``address`` as an editor does; answers its key once the draft has saved itself."""
    page.goto(address)
    expect(page.locator("form[data-edit-form]")).to_be_visible()
    page.wait_for_timeout(1500)  # Wagtail notes what stands in the form before it watches it
    wait_for_draft(page, lambda: page.locator("#id_title").press_sequentially(title))
    page.wait_for_url("**/edit/")
    return re.search(r"/pages/(\d+)/", page.url)[1]  # type: ignore[index]


@pytest.fixture
def second(open_device: Callable[..., Page]) -> Page:
    return open_device()


def test_editor_publishes_a_course_and_a_trainee_takes_it(
    site: Site, device: Page, second: Page, person: Callable[..., Person]
) -> None:
    page = device
    demo_sign_in(page, "editor@example.org")
    found = page.request.get("/admin/api/main/pages/").json()["items"]
    index = next(one["id"] for one in found if one["meta"]["type"] == "courses.CourseIndexPage")
    course = new_page(page, f"/admin/pages/add/courses/coursepage/{index}/", "Winning a by-election")
    page.locator("#id_summary").fill("Eight weeks, one ward.")
    press(page, "action-publish")
    module = new_page(page, f"/admin/pages/add/courses/modulepage/{course}/", "The first fortnight")
    press(page, "action-publish")
    new_page(page, f"/admin/pages/add/courses/lessonpage/{module}/", "What a ward is")
    add_block(page, "Text")
    text = page.locator(".public-DraftEditor-content").first
    text.click()
    text.evaluate(PASTE, WORD)
    add_block(page, "Question")
    page.locator(QUESTION).fill("Who elects a councillor?")
    answers = page.locator('input[name*="-options-"][name$="-text"]')
    answers.nth(0).fill("The ward")
    answers.nth(1).fill("The officers")
    page.locator('input[name*="-options-"][name$="-correct"]').first.check()
    press(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text("has been published")

    trainee = second
    sign_in(trainee, person())
    trainee.goto("/courses/winning-a-by-election/")
    trainee.locator("form[action$='/join/'] button").first.click()
    trainee.wait_for_url("**/the-first-fortnight/what-a-ward-is/")
    prose = trainee.locator("main")
    expect(prose.locator("b", has_text="Ward")).to_be_visible()
    expect(prose.locator("li", has_text="A real point")).to_be_visible()
    expect(prose.get_by_role("link", name="The Act")).to_have_attribute(
        "href", "https://www.legislation.gov.uk/"
    )
    expect(trainee.locator("main [style], main u, main table, main a[href^=javascript]")).to_have_count(0)
    trainee.get_by_label("The ward").check()
    trainee.get_by_role("button", name="Check the answer").click()
    expect(trainee.get_by_text("That is right.")).to_be_visible()
    expect(trainee.get_by_text("This lesson is done.")).to_be_visible()


def test_second_editor_is_told_and_neither_loses_anything(site: Site, device: Page, second: Page) -> None:
    address = new_lesson(site)
    for page, email in ((device, "editor@example.org"), (second, "admin@example.org")):
        demo_sign_in(page, email)
        page.goto(address)
        page.wait_for_timeout(1500)

    wait_for_draft(device, lambda: device.locator("#id_introduction").fill("Of the first."))
    second.locator("#id_introduction").fill("Of the second.")
    expect(second.get_by_text("Saving will overwrite a newer version.").first).to_be_visible()
    second.get_by_role("button", name=re.compile("Save draft", re.I)).first.click()
    dialog = second.locator("[role=dialog]", has_text="saved a new version")
    expect(dialog).to_be_visible()
    with second.expect_navigation():
        dialog.get_by_role("button", name="Save draft").click()

    pk = re.search(r"/pages/(\d+)/", address)[1]  # type: ignore[index]
    kept = site.python(
        "from courses.content.models import LessonPage\n"
        f"page = LessonPage.objects.get(pk={pk})\n"
        "print([r.as_object().introduction for r in page.revisions.order_by('pk')][-2:])"
    )
    assert kept == "['Of the first.', 'Of the second.']"


def test_organiser_asks_and_an_editor_approves_what_is_ready(site: Site, device: Page, second: Page) -> None:
    organiser, editor = device, second
    address = new_lesson(site, "Read by two people")
    demo_sign_in(organiser, "organiser@example.org")
    organiser.goto(address)
    expect(organiser.locator("button[name=action-submit]")).to_be_attached()
    expect(organiser.locator("button[name=action-publish]")).to_have_count(0)
    press(organiser, "action-submit")
    expect(organiser.locator(".messages")).to_contain_text("has been submitted for moderation")

    pk = re.search(r"/pages/(\d+)/", address)[1]  # type: ignore[index]
    change = (
        "from courses.content.models import LessonPage\n"
        f"page = LessonPage.objects.get(pk={pk}).get_latest_revision_as_object()\n"
        "page.minutes = {minutes}\n"
        "page.save_revision(clean=False)"
    )
    site.python(change.format(minutes=999))
    demo_sign_in(editor, "editor@example.org")
    approve(editor)
    expect(editor.locator(".messages")).to_contain_text(
        "The page is not ready, so it was not approved. Nothing has changed. "
        "What it needs: Minutes: Give a number of minutes from 1 to 240."
    )

    site.python(change.format(minutes=9))
    approve(editor)
    editor.goto(address)
    expect(editor.locator("header", has_text="Live").first).to_be_visible()


def approve(page: Page) -> None:
    """From the list of what awaits one’s review on the admin’s first page."""
    page.goto("/admin/")
    row = page.locator("tr", has_text="Read by two people")
    row.locator("[data-w-dropdown-target=toggle]").first.click()
    follow(page.get_by_text("Approve", exact=True).locator("visible=true").first)


def test_law_that_needs_checking_is_one_click_from_its_block(site: Site, device: Page) -> None:
    block = site.python(
        "from courses.content.models import LessonPage\n"
        "page = next(p for p in LessonPage.objects.live() if any(b.block_type == 'callout' and "
        "b.value['kind'] == 'law' for b in p.body))\n"
        "raw = list(page.body.raw_data)\n"
        "law = next(b for b in raw if b['type'] == 'callout' and b['value']['kind'] == 'law')\n"
        "law['value']['checked_on'] = '2025-03-09'\n"
        "page.body = raw\n"
        "page.save_revision().publish()\n"
        "print(law['id'])"
    )
    page = device
    demo_sign_in(page, "organiser@example.org")
    page.goto("/admin/reports/needs-checking/")
    row = page.locator("tr", has_text="9 March 2025")
    expect(row).to_be_visible()
    assert_accessible(page)
    row.locator("td.title a").click()
    page.wait_for_url(f"**/edit/#:w:contentpath=body.{block}")
    expect(page.locator(f'[data-contentpath="{block}"] [name$="-checked_on"]')).to_have_value("2025-03-09")
