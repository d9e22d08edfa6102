"""Reading what is published: queries counted, languages chosen."""

from __future__ import annotations

import pytest
from django.utils import translation
from wagtail.models import Locale

from courses.content.errors import BlockGoneError
from courses.content.models import Course, CourseEdition, LessonEdition, LessonPage
from courses.content.selectors import (
    asking_block,
    best_edition,
    body_blocks,
    catalogue,
    current_edition,
    edition_of,
    editions_of,
    lesson_edition,
    published_lesson,
)
from tests.factories.content import (
    block,
    checklist_block,
    course_of,
    course_page,
    home_page,
    index_page,
    lesson_page,
    module_page,
    publish,
    published_course,
    question_block,
    text_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]


@pytest.fixture
def both_languages():
    """A course in English and Welsh: the same row, one edition each."""
    course = published_course("Standing", slug="standing", lessons=1)
    welsh = Locale.objects.get(language_code="cy")
    home_page().copy_for_translation(welsh)
    index_page().copy_for_translation(welsh)
    pages = [course, course.get_children().first().specific, LessonPage.objects.get()]
    translated = [page.copy_for_translation(welsh) for page in pages]
    publish(translated[0], title="Sefyll", slug="standing")
    publish(translated[1])
    publish(translated[2], title="Gwers")
    return course


@pytest.mark.parametrize("lessons", [1, 30])
def test_current_edition_is_one_query_however_long_the_course(django_assert_num_queries, lessons):
    published_course("Standing", slug="standing", lessons=lessons)

    for queries in (2, 1):  # the first time, and from then on
        with django_assert_num_queries(queries):
            edition = current_edition("standing")
            assert edition.course.title == "Standing"
            assert len(edition.lessons) == lessons


def test_an_unknown_or_unpublished_course_does_not_exist():
    published_course("Standing", slug="standing").unpublish()

    for slug in ("standing", "nowhere"):
        with pytest.raises(CourseEdition.DoesNotExist):
            current_edition(slug)


def test_edition_in_the_visitor_s_language_else_the_site_s_else_any(both_languages):
    assert current_edition("standing").title == "Standing"
    with translation.override("cy"):
        assert current_edition("standing").title == "Sefyll"
    assert current_edition("standing", "cy").title == "Sefyll"
    assert current_edition("standing", "fr").title == "Standing"
    both_languages.unpublish()
    assert current_edition("standing").title == "Sefyll"
    assert edition_of(Course.objects.get()).title == "Sefyll"


def test_whoever_reads_in_neither_language_gets_the_site_s():
    welsh, english = CourseEdition(pk=1, language="cy"), CourseEdition(pk=2, language="en-gb")

    assert best_edition([welsh, english], "pl") is english
    assert best_edition([welsh, english], "cy") is welsh
    assert best_edition([welsh], "pl") is welsh
    assert best_edition([], "pl") is None


def test_editions_of_many_courses_are_one_query(django_assert_num_queries):
    courses = [course_of(published_course(lessons=1)) for _ in range(3)]
    gone = course_of(published_course(lessons=1))
    gone.editions.update(is_current=False)

    for queries in (2, 1):  # the first time, and from then on
        with django_assert_num_queries(queries):
            found = editions_of([course.pk for course in courses] + [gone.pk])
        assert sorted(found) == sorted(course.pk for course in courses)


@pytest.mark.parametrize("courses", [1, 30])
def test_catalogue_follows_the_page_tree_in_two_queries(django_assert_num_queries, courses):
    for number in range(courses):
        module = module_page(course_page(f"Course {number:02}"), "Module")
        lesson_page(module)
    last = index_page().get_children().last()
    if courses > 1:
        last.move(index_page(), pos="first-child")

    for queries in (3, 2):  # the first time, and from then on
        with django_assert_num_queries(queries):
            found = [edition.course.title for edition in catalogue()]

    expected = [f"Course {number:02}" for number in range(courses)]
    assert found == [expected[-1], *expected[:-1]]


def test_catalogue_leaves_out_closed_and_empty_courses(both_languages):
    course_page("Empty")
    closed = published_course("Closed", lessons=1)
    publish(closed, open_to_all=False)

    assert [edition.title for edition in catalogue()] == ["Standing"]
    assert [edition.title for edition in catalogue("cy")] == ["Sefyll"]


def test_lesson_is_found_by_its_two_slugs(django_assert_num_queries):
    published_course("Standing", slug="standing", modules=2, lessons=2)
    edition = current_edition("standing")

    with django_assert_num_queries(1):
        entry, text = lesson_edition(edition, "module-2", "lesson-2-1")
        assert (entry["title"], entry["module_title"]) == ("Lesson 2.1", "Module 2")
        assert text.lesson.title == "Lesson 2.1"
    for module, lesson in [("module-1", "lesson-2-1"), ("module-2", "nothing")]:
        with pytest.raises(LessonEdition.DoesNotExist):
            lesson_edition(edition, module, lesson)


def test_published_lesson_is_found_wherever_it_stands():
    published_course("Standing", slug="standing", lessons=2)
    page = LessonPage.objects.order_by("path").first()
    lesson = LessonEdition.objects.filter(title="Lesson 1.1").get().lesson

    edition, entry = published_lesson(lesson)
    assert (edition.slug, entry["slug"]) == ("standing", "lesson-1-1")
    page.unpublish()
    lesson.refresh_from_db()
    assert published_lesson(lesson) is None


@pytest.mark.parametrize("pictures", [1, 10])
def test_body_is_built_once_and_fetches_pictures_together(django_assert_num_queries, pictures):
    from tests.factories.pages import picture

    body = [
        block(
            "picture",
            {"image": {"image": picture().pk, "alt_text": "A hall", "decorative": False}, "caption": ""},
            id=f"p{number}",
        )
        for number in range(pictures)
    ]
    published_course(lessons=1, body=[text_block(id="t"), *body])
    text = LessonEdition.objects.get()

    with django_assert_num_queries(1):
        blocks = body_blocks(text)
        assert [child.id for child in blocks] == ["t", *(f"p{number}" for number in range(pictures))]
        assert {child.value["image"].contextual_alt_text for child in blocks[1:]} == {"A hall"}
        assert body_blocks(text) is blocks


def test_asking_block_is_found_by_id_and_kind(django_assert_num_queries):
    published_course(lessons=1, body=[question_block("Who?", id="q"), checklist_block(id="c")])
    text = LessonEdition.objects.get()

    with django_assert_num_queries(0):
        assert asking_block(text, "q", "question")["question"] == "Who?"
    for block_id, kind in [("q", "checklist"), ("gone", "question"), ("", "writing")]:
        with pytest.raises(BlockGoneError, match="This part is no longer in the lesson"):
            asking_block(text, block_id, kind)
