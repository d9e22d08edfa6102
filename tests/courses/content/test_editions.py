"""Publishing writes editions; nothing an editor does takes a lesson's row away."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page

from courses.content import services
from courses.content.errors import AddressTakenError
from courses.content.models import Course, CourseEdition, CoursePage, Lesson, LessonEdition, LessonPage
from courses.content.services import publish_scheduled, write_edition, write_missing_editions
from courses.content.tasks import publish_scheduled_job, write_missing_editions_job
from lms.queue.models import Job
from tests.factories.content import (
    checklist_block,
    course_of,
    course_page,
    edition_of,
    home_page,
    index_page,
    lesson_page,
    module_page,
    publish,
    published_course,
    question_block,
    text_block,
    writing_block,
)
from tests.factories.pages import picture

pytestmark = pytest.mark.django_db


def titles(edition: CourseEdition) -> list[list[str]]:
    return [[lesson["title"] for lesson in module["lessons"]] for module in edition.outline["modules"]]


def test_first_publish_writes_course_lessons_and_edition(settled):
    course = course_page("Standing for council", summary="How to stand.", description="<p>All of it.</p>")
    module = module_page(course, "The role", summary="What it is.")
    lesson = lesson_page(
        module,
        "What a councillor does",
        minutes=25,
        introduction="Why it matters.",
        body=[
            text_block(id="t1"),
            question_block("Who elects?", id="q1"),
            question_block("Not counted", required=False, id="q2"),
            checklist_block("To do", id="c1"),
            writing_block("Statement", id="w1"),
        ],
    )

    row = Course.objects.get()
    assert (row.key, row.title, row.open_to_all, row.retired_at) == (
        course.translation_key,
        "Standing for council",
        True,
        None,
    )
    lesson_row = Lesson.objects.get()
    assert (lesson_row.key, lesson_row.course, lesson_row.title) == (
        lesson.translation_key,
        row,
        "What a councillor does",
    )
    text = LessonEdition.objects.get()
    assert (text.lesson, text.language, text.title, text.introduction, text.minutes) == (
        lesson_row,
        "en-gb",
        "What a councillor does",
        "Why it matters.",
        25,
    )
    assert [block["id"] for block in text.body] == ["t1", "q1", "q2", "c1", "w1"]
    assert text.requirements == [
        {"id": "q1", "kind": "question", "label": "Who elects?"},
        {"id": "c1", "kind": "checklist", "label": "To do"},
        {"id": "w1", "kind": "writing", "label": "Statement"},
    ]
    edition = edition_of(course)
    assert edition.outline == {
        "modules": [
            {
                "key": str(module.translation_key),
                "title": "The role",
                "slug": "the-role",
                "summary": "What it is.",
                "lessons": [
                    {
                        "key": str(lesson.translation_key),
                        "id": lesson_row.pk,
                        "edition": text.pk,
                        "title": "What a councillor does",
                        "slug": "what-a-councillor-does",
                        "minutes": 25,
                        "requires": 3,
                    }
                ],
            }
        ]
    }
    assert edition.revisions == {
        str(course.translation_key): course.live_revision_id,
        str(module.translation_key): module.live_revision_id,
        str(lesson.translation_key): lesson.live_revision_id,
    }
    assert (edition.number, edition.slug, edition.minutes, edition.summary) == (
        2,
        "standing-for-council",
        25,
        "How to stand.",
    )
    assert settled == [row.pk, row.pk]  # the empty course, then the one with its lesson


def test_a_new_edition_queues_the_settling_of_the_course():
    course = published_course(lessons=1)

    jobs = Job.objects.filter(task="courses.learning.tasks.settle_course_job")
    assert {tuple(job.args) for job in jobs} == {(course_of(course).pk,)}


def test_publishing_again_without_change_writes_nothing(settled):
    course = published_course(lessons=1)
    settled.clear()
    before = edition_of(course)

    publish(LessonPage.objects.get())
    publish(course)

    assert edition_of(course) == before
    assert CourseEdition.objects.count() == before.number
    assert LessonEdition.objects.count() == 1
    assert settled == []


def test_changed_text_makes_a_new_edition_and_keeps_the_old_one(settled):
    course = published_course(lessons=1)
    old = edition_of(course)
    old_text = LessonEdition.objects.get()

    publish(LessonPage.objects.get(), body=[text_block("Changed.")])

    new = edition_of(course)
    assert new.number == old.number + 1
    assert new.lessons[0]["edition"] != old_text.pk
    old.refresh_from_db()
    assert old.is_current is False
    assert old.lessons[0]["edition"] == old_text.pk
    old_text.refresh_from_db()
    assert old_text.body[0]["value"]["text"] == "<p>A councillor speaks for a ward.</p>"


def test_going_back_to_an_older_text_shares_its_row(settled):
    first = [text_block("First.", id="a")]
    course = published_course(lessons=1, body=first)
    lesson = LessonPage.objects.get()
    publish(lesson, body=[text_block("Second.", id="a")])
    number = edition_of(course).number

    publish(lesson, body=first)

    assert edition_of(course).number == number + 1
    assert LessonEdition.objects.count() == 2


def test_what_changed_while_waiting_for_the_lock_is_written(settled, monkeypatch):
    course = published_course("Standing")
    look = services._live_page

    def look_and_wait(pk: int) -> CoursePage | None:
        page = look(pk)
        monkeypatch.setattr(services, "_live_page", look)
        CoursePage.objects.filter(pk=pk).update(title="Renamed meanwhile")
        return page

    monkeypatch.setattr(services, "_live_page", look_and_wait)

    assert write_edition(course).title == "Renamed meanwhile"


def test_draft_changes_nothing_for_learners(settled):
    course = published_course(lessons=1)
    before = edition_of(course)
    lesson = LessonPage.objects.get()
    lesson.title = "A draft title"
    lesson.save_revision()
    lesson_page(Page.objects.get(pk=lesson.pk).get_parent(), "Not yet", live=False)

    assert write_edition(course) == before
    assert titles(before) == [["Lesson 1.1"]]


def test_added_lesson_stands_where_the_tree_has_it(settled):
    course = published_course(modules=2, lessons=1)
    second = course.get_children().last()
    added = lesson_page(second, "Added")
    added.move(second, pos="first-child")

    assert titles(edition_of(course)) == [["Lesson 1.1"], ["Added", "Lesson 2.1"]]


def test_reordering_lessons_writes_an_edition(settled):
    course = published_course(lessons=3)
    first, *_, last = LessonPage.objects.order_by("path")

    Page.objects.get(pk=last.pk).move(Page.objects.get(pk=first.pk), pos="left")

    assert titles(edition_of(course)) == [["Lesson 1.3", "Lesson 1.1", "Lesson 1.2"]]


def test_module_without_a_live_lesson_is_left_out(settled):
    course = published_course(lessons=1)
    empty = module_page(course, "Empty")

    assert titles(edition_of(course)) == [["Lesson 1.1"]]
    lesson_page(empty, "Now it has one")
    assert titles(edition_of(course)) == [["Lesson 1.1"], ["Now it has one"]]


def test_lessons_of_a_module_that_is_not_live_are_left_out(settled):
    course = published_course(modules=2, lessons=1)
    course.get_children().first().unpublish()

    assert titles(edition_of(course)) == [["Lesson 2.1"]]


def test_unpublished_lesson_is_retired_and_comes_back_itself(settled):
    course = published_course(lessons=2)
    lesson = LessonPage.objects.order_by("path").first()
    row = Lesson.objects.get(key=lesson.translation_key)

    lesson.unpublish()

    row.refresh_from_db()
    assert row.retired_at is not None
    assert titles(edition_of(course)) == [["Lesson 1.2"]]
    publish(lesson)
    row.refresh_from_db()
    assert row.retired_at is None
    assert Lesson.objects.count() == 2
    assert titles(edition_of(course)) == [["Lesson 1.1", "Lesson 1.2"]]


def test_unpublished_course_has_no_edition_and_comes_back_with_the_same_one(settled):
    course = published_course(lessons=1)
    before = edition_of(course)

    course.unpublish()

    row = Course.objects.get()
    assert not CourseEdition.objects.current().exists()
    assert row.retired_at is not None
    assert Lesson.objects.get().retired_at is not None
    settled.clear()
    publish(course)
    assert edition_of(course) == before
    row.refresh_from_db()
    assert row.retired_at is None
    assert Lesson.objects.get().retired_at is None
    assert settled == [row.pk]


def test_lesson_moved_to_another_module_keeps_its_row(settled):
    course = published_course(modules=2, lessons=1)
    lesson = LessonPage.objects.order_by("path").first()
    row = Lesson.objects.get(key=lesson.translation_key)

    lesson.move(course.get_children().last(), pos="last-child")

    assert titles(edition_of(course)) == [["Lesson 2.1", "Lesson 1.1"]]
    row.refresh_from_db()
    assert (row.course, row.retired_at) == (course_of(course), None)


@pytest.mark.parametrize("is_older", [False, True], ids=["to a newer course", "to an older course"])
def test_lesson_moved_to_another_course_belongs_to_that_course(settled, is_older):
    """Which of the two is written first follows from their age; it must not matter."""
    new = course_page("New") if is_older else None
    old = published_course("Old", lessons=2)
    new = new or course_page("New")
    lesson_page(module_page(new, "Basics"), "Stays")
    new.refresh_from_db()
    lesson = LessonPage.objects.descendant_of(old).order_by("path").first()
    row = Lesson.objects.get(key=lesson.translation_key)

    lesson.move(new.get_children().first(), pos="first-child")

    row.refresh_from_db()
    assert (row.course, row.retired_at) == (course_of(new), None)
    assert titles(edition_of(old)) == [["Lesson 1.2"]]
    assert titles(edition_of(new)) == [["Lesson 1.1", "Stays"]]


def test_publishing_one_course_leaves_the_lessons_of_others_alone(settled):
    published_course("One", lessons=2)
    two = published_course("Two", lessons=1)

    publish(two, title="Two, renamed")

    assert not Lesson.objects.filter(retired_at__isnull=False).exists()


def test_question_from_before_there_was_a_choice_counts(settled):
    course = published_course(lessons=1)
    page = LessonPage.objects.get()
    old = question_block("Who elects?", id="q1")
    del old["value"]["required"]
    page.body = page._meta.get_field("body").to_python(json.dumps([old]))
    Page.save(page, clean=False)

    write_edition(course)

    assert [one["id"] for one in LessonEdition.objects.latest("pk").requirements] == ["q1"]


def test_new_address_of_a_page_saved_by_a_script_leads_to_the_course(
    settled, django_capture_on_commit_callbacks
):
    course = published_course("Standing", slug="standing", lessons=1)
    course.slug = "standing-for-council"

    with django_capture_on_commit_callbacks(execute=True):
        course.save()

    assert edition_of(course).slug == "standing-for-council"


def test_module_moved_to_another_course_takes_its_lessons(settled):
    old, new = published_course("Old", lessons=2), course_page("New")
    lesson_page(module_page(new, "Basics"), "Stays")
    new.refresh_from_db()
    old.get_children().first().specific.move(new, pos="first-child")

    assert titles(edition_of(old)) == []
    assert titles(edition_of(new)) == [["Lesson 1.1", "Lesson 1.2"], ["Stays"]]
    assert set(Lesson.objects.values_list("course_id", "retired_at")) == {(course_of(new).pk, None)}


def test_deleted_lesson_is_retired_and_its_texts_stay(settled, django_capture_on_commit_callbacks):
    course = published_course(lessons=2)
    lesson = LessonPage.objects.order_by("path").first()
    with django_capture_on_commit_callbacks(execute=True):
        lesson.delete()

    assert titles(edition_of(course)) == [["Lesson 1.2"]]
    row = Lesson.objects.get(key=lesson.translation_key)
    assert row.retired_at is not None
    assert row.editions.count() == 1


def test_deleted_course_is_retired_and_everything_stays(settled, django_capture_on_commit_callbacks):
    course = published_course(modules=2, lessons=2)
    editions = CourseEdition.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        course.delete()

    assert not CoursePage.objects.exists()
    assert not CourseEdition.objects.current().exists()
    assert CourseEdition.objects.count() == editions
    assert Course.objects.get().retired_at is not None
    assert Lesson.objects.filter(retired_at__isnull=False).count() == 4


def test_course_that_was_never_published_has_nothing_to_retire():
    services.retire_edition(key=uuid4(), language="en-gb")

    assert not Course.objects.exists()


def test_copy_gets_rows_of_its_own(settled):
    course = published_course("Standing", lessons=1)
    copy = course.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)

    assert copy.translation_key != course.translation_key
    assert {lesson.course.title for lesson in Lesson.objects.all()} == {"Standing", "Copy"}
    assert titles(edition_of(copy)) == [["Lesson 1.1"]]
    assert titles(edition_of(course)) == [["Lesson 1.1"]]


def test_translation_keeps_the_rows_and_has_editions_of_its_own(settled):
    course = published_course("Standing", lessons=1)
    welsh = Locale.objects.get(language_code="cy")
    index = index_page()
    home_page().copy_for_translation(welsh)
    index.copy_for_translation(welsh)
    translation = course.copy_for_translation(welsh)
    module = course.get_children().first().specific.copy_for_translation(welsh)
    lesson = LessonPage.objects.get().copy_for_translation(welsh)

    publish(translation, title="Sefyll", slug="sefyll", open_to_all=False)
    publish(module)
    publish(lesson, title="Gwers")

    row = Course.objects.get()
    assert (row.title, row.open_to_all) == ("Standing", True)
    assert Lesson.objects.get().title == "Lesson 1.1"
    assert titles(edition_of(translation)) == [["Gwers"]]
    assert titles(edition_of(course)) == [["Lesson 1.1"]]
    numbers = list(row.editions.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))

    course.unpublish()
    row.refresh_from_db()
    assert row.retired_at is None
    assert Lesson.objects.get().retired_at is None


def test_translation_in_the_very_words_of_the_original_has_a_text_of_its_own(settled):
    course = published_course("Standing", lessons=1)
    welsh = Locale.objects.get(language_code="cy")
    index = index_page()
    home_page().copy_for_translation(welsh)
    index.copy_for_translation(welsh)
    translation = course.copy_for_translation(welsh)
    module = course.get_children().first().specific.copy_for_translation(welsh)
    lesson = LessonPage.objects.get().copy_for_translation(welsh)

    for page in (translation, module, lesson):
        publish(page)

    texts = [edition_of(page).lessons[0]["edition"] for page in (course, translation)]
    assert [LessonEdition.objects.get(pk=text).language for text in texts] == ["en-gb", "cy"]


def test_renamed_course_keeps_its_row_and_takes_the_new_title(settled):
    course = published_course("Standing", lessons=1)

    publish(course, title="Standing for council", slug="standing-for-council", open_to_all=False)

    row = Course.objects.get()
    assert (row.title, row.open_to_all) == ("Standing for council", False)
    assert edition_of(course).slug == "standing-for-council"


def test_closing_a_course_alone_makes_no_new_edition(settled):
    course = published_course("Standing", lessons=1)
    before = edition_of(course)

    publish(course, open_to_all=False)

    assert Course.objects.get().open_to_all is False
    assert edition_of(course) == before


def test_two_courses_swap_their_addresses(settled, monkeypatch):
    one, two = published_course("One", slug="one", lessons=1), published_course("Two", slug="two", lessons=1)
    with monkeypatch.context() as crash:  # the editions of the three publishes are never written
        crash.setattr(services, "write_edition", lambda page: None)
        publish(one, slug="aside")
        publish(two, slug="one")
        publish(one, slug="two")
    assert (edition_of(one).slug, edition_of(two).slug) == ("one", "two")

    write_edition(one)

    assert (edition_of(one).slug, edition_of(two).slug) == ("two", "one")


def test_a_second_course_cannot_take_a_live_address(settled):
    one, two = published_course("One", slug="one", lessons=1), published_course("Two", slug="two", lessons=1)
    CoursePage.objects.filter(pk=two.pk).update(slug="one")  # what Wagtail's form would refuse

    with pytest.raises(AddressTakenError, match="Another course has this address"):
        write_edition(two)

    assert (edition_of(one).slug, edition_of(two).slug) == ("one", "two")


def test_address_of_a_vanished_page_is_free(settled, monkeypatch):
    one = published_course("One", slug="one", lessons=1)
    with monkeypatch.context() as crash:
        crash.setattr(services, "write_edition", lambda page: None)
        one.unpublish()
    two = published_course("Two", slug="two", lessons=1)
    CoursePage.objects.filter(pk=one.pk).update(slug="gone")

    publish(two, slug="one")

    assert edition_of(two).slug == "one"
    assert not CourseEdition.objects.current().filter(course=course_of(one)).exists()


def test_a_fault_while_writing_leaves_the_page_published_and_is_mended_later(settled, monkeypatch):
    course = published_course(lessons=1)
    before = edition_of(course)
    lesson = LessonPage.objects.get()
    with monkeypatch.context() as fault:
        fault.setattr(services, "_note_course", lambda *args: 1 / 0)
        publish(lesson, title="After the fault")

    assert LessonPage.objects.get().title == "After the fault"
    assert edition_of(course) == before

    write_missing_editions_job()

    assert titles(edition_of(course)) == [["After the fault"]]


def test_mending_finds_lost_publishes_and_lost_deletions(settled, monkeypatch, capsys):
    lost, gone = published_course("Lost", lessons=1), published_course("Gone", lessons=1)
    CoursePage.objects.filter(pk=lost.pk).update(title="Found")
    CoursePage.objects.filter(pk=gone.pk).update(live=False)

    assert write_missing_editions() == 2
    assert edition_of(lost).title == "Found"
    assert course_of(gone).retired_at is not None
    call_command("write_editions")
    assert capsys.readouterr().out == "0 edition(s) mended.\n"


def test_one_course_that_cannot_be_mended_does_not_stop_the_others(settled):
    published_course("One", slug="one", lessons=1)
    two, three = published_course("Two", slug="two", lessons=1), published_course("Three", lessons=1)
    CoursePage.objects.filter(pk=two.pk).update(slug="one")
    CoursePage.objects.filter(pk=three.pk).update(title="Third")

    assert write_missing_editions() == 1
    assert edition_of(three).title == "Third"


def test_fault_in_mending_one_course_is_logged_and_stops_no_other(settled, monkeypatch, caplog):
    broken, other = published_course("Broken", lessons=1), published_course("Other", lessons=1)
    CoursePage.objects.filter(pk=other.pk).update(title="Renamed")
    write = services.write_edition

    def fail_once(page: CoursePage) -> CourseEdition | None:
        if page.pk == broken.pk:
            raise RuntimeError("The disk is full.")
        return write(page)

    monkeypatch.setattr(services, "write_edition", fail_once)

    assert write_missing_editions() == 1
    assert edition_of(other).title == "Renamed"
    assert "The disk is full." in caplog.text


def scheduled(module: Page, title: str) -> LessonPage:
    page = lesson_page(module, title, live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    return page


def let_an_hour_pass(page: LessonPage) -> None:
    past = timezone.now() - timedelta(minutes=1)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_scheduled_lesson_appears_when_its_time_has_come(settled):
    course = published_course(lessons=1)
    module = course.get_children().first()
    later = scheduled(module, "Later")
    assert titles(edition_of(course)) == [["Lesson 1.1"]]

    publish_scheduled()
    assert titles(edition_of(course)) == [["Lesson 1.1"]]

    let_an_hour_pass(later)
    publish_scheduled_job()
    assert titles(edition_of(course)) == [["Lesson 1.1", "Later"]]


def test_expired_lesson_goes(settled):
    course = published_course(lessons=2)
    LessonPage.objects.filter(slug="lesson-1-1").update(expire_at=timezone.now() - timedelta(minutes=1))

    publish_scheduled_job()

    assert titles(edition_of(course)) == [["Lesson 1.2"]]


def test_scheduled_page_that_fails_keeps_no_other_waiting(settled, monkeypatch):
    course = published_course(lessons=1)
    module = course.get_children().first()
    for title in ("Broken", "Good"):
        let_an_hour_pass(scheduled(module, title))
    save = LessonPage.save
    monkeypatch.setattr(
        LessonPage, "save", lambda self, *a, **k: 1 / 0 if self.title == "Broken" else save(self, *a, **k)
    )

    publish_scheduled()

    assert titles(edition_of(course)) == [["Lesson 1.1", "Good"]]


def test_scheduled_page_that_lacks_descriptions_stays_a_draft_and_says_why(settled, caplog):
    course = published_course(lessons=1)
    module = course.get_children().first()
    shown = {"image": picture().pk, "alt_text": "", "decorative": False}
    value = {"image": shown, "caption": "", "language": ""}
    unready = lesson_page(
        module, "Unready", live=False, body=[{"type": "picture", "value": value, "id": "p"}]
    )
    unready.go_live_at = timezone.now() + timedelta(hours=1)
    unready.save_revision().publish()  # by a script, or under rules that were laxer
    for page in (unready, scheduled(module, "Good")):
        let_an_hour_pass(page)

    publish_scheduled()

    assert titles(edition_of(course)) == [["Lesson 1.1", "Good"]]
    assert not LessonPage.objects.get(pk=unready.pk).live
    assert "1. Picture → Picture → Alt text" in caplog.text


def test_the_clock_is_set_after_migrating():
    from django_q.models import Schedule

    found = {
        schedule.name: (schedule.func, schedule.args, schedule.minutes) for schedule in Schedule.objects.all()
    }
    assert found["publish scheduled pages"] == ("courses.content.tasks.publish_scheduled_job", "", 1)
    assert found["mend course editions"] == (
        "lms.queue.services.start_job",
        "('courses.content.tasks.write_missing_editions_job',)",
        5,
    )


@pytest.mark.parametrize("lessons", [1, 30])
def test_writing_an_unchanged_course_takes_eleven_queries(settled, django_assert_num_queries, lessons):
    course = published_course(lessons=lessons)

    with django_assert_num_queries(11):
        write_edition(course)
