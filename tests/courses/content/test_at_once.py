"""Two editors publish in one course at the same moment; only PostgreSQL can show it."""

from __future__ import annotations

import pytest
from django.db import transaction
from wagtail.models import Locale

from courses.content.models import CourseEdition, LessonPage
from tests.courses.learning.test_at_once import at_once
from tests.factories.content import course_page, edition_of, lesson_page, module_page

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

EDITORS = 4


@pytest.fixture(autouse=True)
def _language() -> None:
    """A flushed database has none."""
    Locale.objects.get_or_create(language_code="en-gb")


def publish_alone(pk: int) -> None:
    LessonPage.objects.get(pk=pk).get_latest_revision().publish()


def publish_in_a_transaction(pk: int) -> None:
    with transaction.atomic():
        publish_alone(pk)


@pytest.mark.parametrize("publish", [publish_alone, publish_in_a_transaction])
def test_lessons_published_together_are_all_in_the_current_edition(publish):
    course = course_page("Standing")
    module = module_page(course, "M")
    pages = [lesson_page(module, f"Lesson {number}", live=False) for number in range(EDITORS)]

    at_once(*[lambda pk=page.pk: publish(pk) for page in pages])

    edition = edition_of(course)
    assert [entry["title"] for entry in edition.lessons] == [page.title for page in pages]
    numbers = CourseEdition.objects.filter(course=edition.course).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert edition.number == len(numbers)


def test_one_course_published_by_two_at_its_very_first_moment_has_one_edition():
    course = course_page("Standing", live=False)
    revision = course.get_latest_revision()

    at_once(*[revision.publish] * 3)

    assert list(CourseEdition.objects.values_list("number", "is_current")) == [(1, True)]
