"""Points of law that nobody has checked for half a year."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from courses.content.models import LessonEdition, LessonPage
from courses.content.selectors import checked_since, law_to_check
from lms.pages.models import StandardPage
from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory, sign_in
from tests.factories.content import (
    block,
    course_page,
    home_page,
    lesson_page,
    module_page,
    publish,
    published_course,
    text_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]

ADDRESS = "/admin/reports/needs-checking/"


def law(title: str, checked_on: date | None, **facts: str):
    value = {
        "kind": "law",
        "title": title,
        "text": "<p>By hand.</p>",
        "nation": "wales",
        "source": "The Act",
        "source_url": "https://www.legislation.gov.uk/",
        "checked_on": checked_on and checked_on.isoformat(),
        **facts,
    }
    return block("callout", value, id=title)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2027, 5, 6), date(2026, 11, 6)),
        (date(2027, 8, 31), date(2027, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2027, 1, 1), date(2026, 7, 1)),
        (date(2027, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2026, 6, 30)),
    ],
)
def test_half_a_year_ends_within_the_month(today, since):
    assert checked_since(today) == since


def test_report_has_what_is_old_and_published_oldest_first():
    today = timezone.localdate()
    since = checked_since(today)
    course = published_course(
        "Standing",
        lessons=1,
        body=[
            law("Old", since - timedelta(days=1)),
            law("Just in time", since),
            law("Older", since - timedelta(days=400)),
            block("callout", {"kind": "note", "title": "No law", "text": "<p>x</p>", "checked_on": None}),
            text_block(),
        ],
    )
    lesson_page(module_page(course, "Drafts"), "Unseen", live=False, body=[law("Draft", None)])

    found = law_to_check(today)

    assert [(point.title, point.course) for point in found] == [("Older", "Standing"), ("Old", "Standing")]
    page = LessonPage.objects.get(live=True)
    assert (found[0].page_id, found[0].page_title) == (page.pk, page.title)


def test_pages_of_the_open_site_are_read_and_their_drafts_are_not():
    for title, live in (("Public", True), ("Not yet", False)):
        page = StandardPage(title=title, live=live, body=[law(f"{title} law", date(2020, 1, 1))])
        home_page().add_child(instance=page)

    assert [point.title for point in law_to_check(timezone.localdate())] == ["Public law"]


def test_point_without_a_day_comes_first():
    """Publishing asks for the day, but what came by another way may lack it."""
    old = law("Old", date(2020, 1, 1))
    published_course("Standing", lessons=1, body=[old, law("Fresh", timezone.localdate())])
    text = LessonEdition.objects.get()
    text.body[1]["value"]["checked_on"] = None
    text.save()

    assert [point.title for point in law_to_check(timezone.localdate())] == ["Fresh", "Old"]


def test_report_names_the_lesson_its_source_and_leads_to_the_block(client):
    sign_in(client, EditorFactory())
    published_course("Standing", lessons=1, body=[law("Papers", date(2025, 3, 9))])
    page = LessonPage.objects.get()

    shown = " ".join(client.get(ADDRESS).content.decode().split())

    assert f'href="/admin/pages/{page.pk}/edit/#:w:contentpath=body.Papers"' in shown
    for words in ("Standing", "Papers", "Wales", "9 March 2025"):
        assert words in shown
    assert '<a href="https://www.legislation.gov.uk/" rel="external noopener">The Act</a>' in shown
    assert "Needs checking" in client.get("/admin/").content.decode()


def test_report_says_when_everything_is_fresh(client):
    sign_in(client, OrganiserFactory())
    published_course("Standing", lessons=1, body=[law("Papers", timezone.localdate())])

    shown = client.get(ADDRESS).content.decode()

    assert "Every point of law was checked within the last six months." in shown
    results = client.get(f"{ADDRESS}results/").content.decode()
    assert "Every point of law was checked within the last six months." in results
    assert "<html" not in results


def test_report_as_a_spreadsheet(client):
    sign_in(client, AdministratorFactory())
    published_course("Standing", lessons=1, body=[law("Papers", date(2025, 3, 9))])
    page = LessonPage.objects.get()
    edit = f"http://testserver/admin/pages/{page.pk}/edit/#:w:contentpath=body.Papers"

    table = b"".join(client.get(f"{ADDRESS}?export=csv").streaming_content).decode().splitlines()
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(f"{ADDRESS}?export=xlsx").streaming_content))
    )

    assert table == [
        "Lesson or page,Course,Point of law,Where it applies,Source,Address of the source,Last checked,Edit",
        f"{page.title},Standing,Papers,Wales,The Act,https://www.legislation.gov.uk/,2025-03-09,{edit}",
    ]
    first = [cell.value for cell in book.active[2]]
    assert first[:3] == [page.title, "Standing", "Papers"]
    assert first[6] == date(2025, 3, 9)


@pytest.mark.parametrize("size", [1, 30])
def test_report_costs_the_same_however_much_there_is(client, django_assert_num_queries, size):
    sign_in(client, EditorFactory())
    course = course_page("Standing")
    module = module_page(course, "M")
    for number in range(size):
        page = lesson_page(module, f"Lesson {number}", live=False)
        publish(page, body=[law(f"Point {number}", date(2025, 3, 9))])
    client.get(ADDRESS)

    with django_assert_num_queries(13):
        shown = client.get(ADDRESS).content.decode()

    assert shown.count("9 March 2025") == size
