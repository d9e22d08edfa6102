from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from courses.content.errors import BlockGoneError
from courses.content.models import Course
from courses.learning import services
from courses.learning.errors import (
    CourseClosedError,
    LessonGoneError,
    NotEnrolledError,
    StillAsksError,
    TextTooLongError,
    VersionGoneError,
    WithdrawnError,
)
from courses.learning.models import (
    MAX_WRITING,
    Enrolment,
    EnrolmentState,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
)
from courses.learning.services import (
    choose_version,
    enrol_learner,
    finish_lesson,
    meet_requirement,
    note_place,
    open_lesson,
    save_writing,
    see_changes,
    settle_course,
    tick_item,
    withdraw_learner,
)
from courses.learning.tasks import settle_course_job
from lms.queue.models import Job
from tests.factories.content import text_block, writing_block
from tests.factories.learning import (
    checklist,
    enrolled,
    learner,
    lessons_of,
    publish,
    question,
    taught,
    texts_of,
    write_text,
)

pytestmark = pytest.mark.django_db


def issue_jobs() -> list[list[int]]:
    jobs = Job.objects.filter(task="courses.certificates.tasks.issue_certificate_job")
    return [job.args for job in jobs]


def test_enrol_learner_twice_keeps_the_same_row():
    edition, person = taught(), learner()

    first = enrol_learner(learner=person, course=edition.course)
    second = enrol_learner(learner=person, course=edition.course)

    assert first.pk == second.pk
    assert second.state == EnrolmentState.ACTIVE
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("closing", [{"open_to_all": False}, {"retired_at": timezone.now()}])
def test_enrol_learner_is_refused_by_a_closed_course(closing):
    edition = taught()
    Course.objects.filter(pk=edition.course_id).update(**closing)

    with pytest.raises(CourseClosedError, match="not taking new learners"):
        enrol_learner(learner=learner(), course=Course.objects.get())

    assert Enrolment.objects.count() == 0


def test_enrol_learner_is_refused_by_an_unpublished_course():
    edition = taught()
    course = edition.course
    course.editions.update(is_current=False)

    with pytest.raises(CourseClosedError):
        enrol_learner(learner=learner(), course=course)


def test_rejoining_a_closed_course_gives_everything_back():
    edition = taught([question(id="q")], [text_block()])
    enrolment = enrolled(edition)
    lesson = lessons_of(edition)[0]
    meet_requirement(learner=enrolment.learner, lesson=lesson, block="q")
    left = withdraw_learner(learner=enrolment.learner, course=edition.course)
    assert (left.state, left.withdrawn_at is None) == ("withdrawn", False)
    Course.objects.update(open_to_all=False)

    back = enrol_learner(learner=enrolment.learner, course=Course.objects.get())

    assert (back.pk, back.state, back.withdrawn_at) == (enrolment.pk, "active", None)
    assert LessonProgress.objects.get(lesson=lesson).done_at is not None


def test_withdraw_learner_twice_keeps_the_first_moment():
    enrolment = enrolled(taught())
    first = withdraw_learner(learner=enrolment.learner, course=enrolment.course).withdrawn_at

    assert withdraw_learner(learner=enrolment.learner, course=enrolment.course).withdrawn_at == first


def test_withdraw_learner_without_a_place_is_refused():
    with pytest.raises(NotEnrolledError):
        withdraw_learner(learner=learner(), course=taught().course)


def test_a_lesson_is_done_when_everything_it_asks_is_met():
    edition = taught([question(id="q1"), question(id="q2"), question(id="extra", required=False)])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    meet_requirement(learner=enrolment.learner, lesson=lesson, block="q1")
    assert LessonProgress.objects.get().done_at is None
    meet_requirement(learner=enrolment.learner, lesson=lesson, block="q1")
    assert LessonProgress.objects.get().done_at is None
    meet_requirement(learner=enrolment.learner, lesson=lesson, block="q2")

    assert LessonProgress.objects.get().done_at is not None
    assert RequirementMet.objects.count() == 2


def test_the_last_lesson_completes_the_course_and_asks_for_one_certificate():
    edition = taught([question(id="q")], [text_block()])
    enrolment = enrolled(edition)
    first, second = lessons_of(edition)

    meet_requirement(learner=enrolment.learner, lesson=first, block="q")
    assert issue_jobs() == []
    finish_lesson(learner=enrolment.learner, lesson=second)
    finish_lesson(learner=enrolment.learner, lesson=second)
    meet_requirement(learner=enrolment.learner, lesson=first, block="q")
    settle_course(course=edition.course)

    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert enrolment.completed_edition_id == edition.pk
    assert issue_jobs() == [[enrolment.pk]]


def test_finish_lesson_is_refused_while_it_asks_for_something():
    edition = taught([question(id="q")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    with pytest.raises(StillAsksError):
        finish_lesson(learner=enrolment.learner, lesson=lesson)

    assert LessonProgress.objects.filter(done_at__isnull=False).count() == 0


def test_a_lesson_taken_out_of_the_course_refuses_and_keeps_the_record():
    edition = taught([question(id="q")], [text_block()])
    enrolment = enrolled(edition)
    gone, stays = lessons_of(edition)
    meet_requirement(learner=enrolment.learner, lesson=gone, block="q")
    publish(edition.course, texts_of(edition)[1:])

    with pytest.raises(LessonGoneError, match="kept in your portfolio"):
        meet_requirement(learner=enrolment.learner, lesson=gone, block="q")

    assert LessonProgress.objects.get(lesson=gone).done_at is not None
    finish_lesson(learner=enrolment.learner, lesson=stays)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None


def test_writes_after_withdrawal_or_without_a_place_are_refused():
    edition = taught([question(id="q")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    withdraw_learner(learner=enrolment.learner, course=edition.course)

    with pytest.raises(WithdrawnError, match="Join again"):
        meet_requirement(learner=enrolment.learner, lesson=lesson, block="q")
    with pytest.raises(NotEnrolledError):
        meet_requirement(learner=learner(), lesson=lesson, block="q")

    assert RequirementMet.objects.count() == 0


# ---------------------------------------------------------------- a new edition


def test_settle_course_completes_those_who_have_now_done_everything():
    edition = taught([question(id="q1"), question(id="q2")], [text_block()])
    first, second = lessons_of(edition)
    nearly, halfway = enrolled(edition), enrolled(edition)
    for enrolment in (nearly, halfway):
        meet_requirement(learner=enrolment.learner, lesson=first, block="q1")
    finish_lesson(learner=nearly.learner, lesson=second)
    text = write_text(first, [question(id="q1")])
    newer = publish(edition.course, [text, texts_of(edition)[1]])

    settle_course_job(edition.course_id)
    settle_course_job(edition.course_id)

    nearly.refresh_from_db()
    halfway.refresh_from_db()
    assert nearly.completed_edition_id == newer.pk
    assert halfway.completed_at is None
    assert LessonProgress.objects.filter(lesson=first, done_at__isnull=False).count() == 2
    assert issue_jobs() == [[nearly.pk]]


def test_a_new_lesson_takes_nothing_from_those_who_completed():
    edition = taught([text_block()])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    finish_lesson(learner=enrolment.learner, lesson=lesson)
    more = write_text(lesson, [question(id="new")])
    publish(edition.course, [more])

    assert settle_course(course=edition.course) == 0

    enrolment.refresh_from_db()
    assert enrolment.completed_edition_id == edition.pk
    assert LessonProgress.objects.get().done_at is not None


def test_settle_course_leaves_those_who_withdrew_until_they_rejoin():
    edition = taught([text_block()], [text_block("Two")])
    enrolment = enrolled(edition)
    finish_lesson(learner=enrolment.learner, lesson=lessons_of(edition)[0])
    withdraw_learner(learner=enrolment.learner, course=edition.course)
    publish(edition.course, texts_of(edition)[:1])

    assert settle_course(course=edition.course) == 0
    back = enrol_learner(learner=enrolment.learner, course=edition.course)

    assert back.completed_at is not None
    assert issue_jobs() == [[enrolment.pk]]


def test_settle_course_leaves_other_courses_to_themselves():
    edition, other = taught(), taught([text_block()], [text_block("Two")])
    enrolment = enrolled(other)
    finish_lesson(learner=enrolment.learner, lesson=lessons_of(other)[0])
    publish(other.course, texts_of(other)[:1])

    assert settle_course(course=edition.course) == 0

    enrolment.refresh_from_db()
    assert enrolment.completed_at is None


def test_who_left_while_the_course_was_settled_completes_nothing():
    """The place is looked at again under its lock."""
    edition = taught([text_block()], [text_block("Two")])
    enrolment = enrolled(edition)
    finish_lesson(learner=enrolment.learner, lesson=lessons_of(edition)[0])
    publish(edition.course, texts_of(edition)[:1])
    withdraw_learner(learner=enrolment.learner, course=edition.course)

    assert services._settle_enrolment(enrolment.pk, {}) is False

    assert issue_jobs() == []


def test_what_was_met_in_an_older_text_does_not_count_for_other_questions():
    edition = taught([question(id="q1"), question(id="q2")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    meet_requirement(learner=enrolment.learner, lesson=lesson, block="q1")
    publish(edition.course, [write_text(lesson, [question(id="new")])])

    assert settle_course(course=edition.course) == 0

    assert LessonProgress.objects.get().done_at is None


def test_a_course_without_lessons_is_completed_by_nobody():
    edition = taught()
    publish(edition.course, [])

    enrolment = enrol_learner(learner=learner(), course=edition.course)

    assert enrolment.completed_at is None
    assert issue_jobs() == []


def test_settle_course_job_of_a_vanished_course_does_nothing():
    settle_course_job(0)


# ---------------------------------------------------------------- the place


def test_the_later_place_wins_whichever_arrives_first():
    edition = taught()
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    noon = timezone.now() - dt.timedelta(hours=2)

    def note(block: str, minutes: int) -> None:
        note_place(
            learner=enrolment.learner,
            lesson_edition=text,
            course=edition.course,
            block=block,
            label=f"at {block}",
            at=noon + dt.timedelta(minutes=minutes),
        )

    note("late", 30)
    note("early", 10)
    progress = LessonProgress.objects.get()
    assert (progress.resume_block, progress.resume_label) == ("late", "at late")
    note("later", 40)
    progress.refresh_from_db()
    assert progress.resume_block == "later"


def test_a_place_from_a_clock_that_is_ahead_counts_as_now():
    edition = taught()
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    ahead = timezone.now() + dt.timedelta(days=1)

    note_place(
        learner=enrolment.learner, lesson_edition=text, course=edition.course, block="b", label="", at=ahead
    )

    progress = LessonProgress.objects.get()
    assert progress.resume_at is not None
    assert progress.resume_at < ahead


def test_note_place_leaves_what_is_done():
    edition = taught()
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    finish_lesson(learner=enrolment.learner, lesson=text.lesson)

    note_place(learner=enrolment.learner, lesson_edition=text, course=edition.course, block="b", label="x")

    enrolment.refresh_from_db()
    assert LessonProgress.objects.get().done_at is not None
    assert enrolment.last_lesson_id == text.lesson_id


def test_open_lesson_remembers_the_text_first_seen_until_the_changes_are_seen():
    edition = taught()
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    open_lesson(learner=enrolment.learner, lesson_edition=text, course=edition.course)
    newer = write_text(text.lesson, [text_block("New words")])

    progress = open_lesson(learner=enrolment.learner, lesson_edition=newer, course=edition.course)
    assert progress.seen_edition_id == text.pk
    assert see_changes(learner=enrolment.learner, lesson_edition=newer).seen_edition_id == newer.pk


# ---------------------------------------------------------------- checklists


def test_a_checklist_counts_when_all_is_ticked_and_goes_on_counting():
    edition = taught([checklist(id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def tick(item: str, ticked: bool) -> None:
        tick_item(learner=enrolment.learner, lesson=lesson, block="c", item=item, ticked=ticked)

    tick("i1", True)
    assert LessonProgress.objects.get().done_at is None
    tick("i2", True)
    tick("i1", False)

    assert LessonProgress.objects.get().done_at is not None
    assert list(Tick.objects.order_by("item").values_list("item", "ticked")) == [("i1", False), ("i2", True)]


def test_the_later_tick_wins_whichever_arrives_first():
    edition = taught([checklist(id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    now = timezone.now()

    tick_item(learner=enrolment.learner, lesson=lesson, block="c", item="i1", ticked=True, at=now)
    tick_item(
        learner=enrolment.learner,
        lesson=lesson,
        block="c",
        item="i1",
        ticked=False,
        at=now - dt.timedelta(hours=1),
    )

    assert Tick.objects.get().ticked is True


def test_what_was_unticked_or_is_gone_from_the_list_counts_for_nothing():
    edition = taught([checklist("Find it", "Read it", "Send it", id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def tick(item: str, ticked: bool = True) -> None:
        tick_item(learner=enrolment.learner, lesson=lesson, block="c", item=item, ticked=ticked)

    for item in ("i1", "i2", "i3"):
        tick(item, item != "i2")
    tick("i3", False)
    shorter = checklist("Find it", "Read it", id="c")
    shorter["value"]["items"][1]["id"] = "i4"
    publish(edition.course, [write_text(lesson, [shorter])])
    tick("i4", False)
    tick("i1")

    assert LessonProgress.objects.get().done_at is None
    tick("i4")
    assert LessonProgress.objects.get().done_at is not None


def test_ticks_at_items_that_are_gone_do_not_make_up_the_number():
    edition = taught([checklist(id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    tick = {"learner": enrolment.learner, "lesson": lesson, "block": "c", "ticked": True}
    tick_item(**tick, item="i1")
    other = checklist(id="c")
    other["value"]["items"][0]["id"] = "i3"
    publish(edition.course, [write_text(lesson, [other])])

    tick_item(**tick, item="i2")

    assert LessonProgress.objects.get().done_at is None


def test_an_item_or_block_that_is_gone_is_refused():
    edition = taught([checklist(id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    for block, item in [("c", "i9"), ("other", "i1")]:
        with pytest.raises(BlockGoneError):
            tick_item(learner=enrolment.learner, lesson=lesson, block=block, item=item, ticked=True)


# ---------------------------------------------------------------- texts


@pytest.fixture
def writer():
    edition = taught([writing_block(least=3, most=5, id="w")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def save(text: str, base: int, submission: uuid.UUID | None = None):
        return save_writing(
            learner=enrolment.learner,
            lesson=lesson,
            block="w",
            text=text,
            base_number=base,
            submission=submission or uuid.uuid4(),
        )

    save.learner, save.lesson = enrolment.learner, lesson
    return save


def kept() -> tuple[int, str]:
    return Writing.objects.values_list("number", "text").get()


def test_saving_writes_versions_and_the_title(writer):
    assert writer("one", 0).number == 1
    assert writer("one two", 1).number == 2

    assert kept() == (2, "one two")
    assert Writing.objects.get().title == "Your statement"


def test_the_same_submission_is_one_version(writer):
    submission = uuid.uuid4()
    writer("one", 0, submission)
    writer("one two", 1)

    again = writer("one", 0, submission)

    assert (again.number, again.aside) == (1, False)
    assert kept() == (2, "one two")


def test_a_text_counts_within_its_words_and_goes_on_counting(writer):
    writer("one two", 0)
    assert LessonProgress.objects.get().done_at is None
    writer("one two three four five six", 1)
    assert LessonProgress.objects.get().done_at is None
    writer("one two three", 2)
    assert LessonProgress.objects.get().done_at is not None
    writer("", 3)

    assert LessonProgress.objects.get().done_at is not None
    assert kept() == (4, "")


def test_an_empty_text_does_not_count_where_no_number_of_words_is_asked_for():
    edition = taught([writing_block(least=None, most=None, id="w")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def save(text: str, base: int) -> None:
        kept = {"learner": enrolment.learner, "lesson": lesson, "block": "w", "submission": uuid.uuid4()}
        save_writing(**kept, text=text, base_number=base)

    save(" \n", 0)
    assert LessonProgress.objects.get().done_at is None
    save("Yes", 1)
    assert LessonProgress.objects.get().done_at is not None


def test_another_devices_text_is_put_aside_and_nothing_is_lost(writer):
    writer("from the phone", 0)

    aside = writer("from the desk", 0)
    carried_on = writer("from the desk, longer", aside.number)

    assert (aside.number, aside.aside) == (2, True)
    assert (carried_on.number, carried_on.aside) == (3, True)
    assert kept() == (1, "from the phone")
    versions = Writing.objects.get().versions
    assert list(versions.values_list("number", "aside", "text")) == [
        (1, False, "from the phone"),
        (2, False, "from the desk"),
        (3, True, "from the desk, longer"),
    ]


def test_choosing_the_other_text_makes_it_stand_and_keeps_both(writer):
    writer("from the phone", 0)
    writer("from the desk", 0)
    submission = uuid.uuid4()
    choice = {"learner": writer.learner, "lesson": writer.lesson, "block": "w"}

    chosen = choose_version(**choice, number=2, submission=submission)
    again = choose_version(**choice, number=2, submission=submission)

    assert (chosen.number, again.number) == (3, 3)
    assert kept() == (3, "from the desk")
    assert Writing.objects.get().versions.filter(aside=True).count() == 0
    assert writer("from the phone, longer", 1).aside is True


def test_a_choice_sent_again_after_more_was_written_changes_nothing(writer):
    writer("from the phone", 0)
    writer("from the desk", 0)
    choice = {"learner": writer.learner, "lesson": writer.lesson, "block": "w", "submission": uuid.uuid4()}
    chosen = choose_version(**choice, number=2)
    writer("from the desk, longer", chosen.number)

    again = choose_version(**choice, number=2)

    assert again.number == 4
    assert kept() == (4, "from the desk, longer")


def test_a_text_put_aside_and_sent_twice_is_one_version(writer):
    submission = uuid.uuid4()
    writer("from the phone", 0)
    writer("from the desk", 0, submission)

    again = writer("from the desk", 0, submission)

    assert (again.number, again.aside) == (2, True)
    assert Writing.objects.get().versions.count() == 2


def test_choosing_the_standing_text_leaves_it(writer):
    writer("from the phone", 0)
    writer("from the desk", 0)

    choose_version(learner=writer.learner, lesson=writer.lesson, block="w", number=1, submission=uuid.uuid4())

    assert kept() == (1, "from the phone")
    assert Writing.objects.get().versions.filter(aside=True).count() == 0


@pytest.mark.parametrize("written", [False, True])
def test_choosing_a_version_that_is_not_there_is_refused(writer, written):
    if written:
        writer("one", 0)

    with pytest.raises(VersionGoneError):
        choose_version(
            learner=writer.learner, lesson=writer.lesson, block="w", number=7, submission=uuid.uuid4()
        )


def test_a_text_that_is_kept_already_is_not_put_aside(writer):
    writer("one", 0)
    writer("one two", 1)

    again = writer("one", 0)

    assert (again.number, again.aside) == (1, False)
    assert Writing.objects.get().versions.count() == 2


def test_a_text_that_is_too_long_is_refused_with_its_length(writer):
    with pytest.raises(TextTooLongError, match="20,001 characters; at most 20,000"):
        writer("x" * (MAX_WRITING + 1), 0)

    assert Writing.objects.count() == 0
    assert writer("x" * MAX_WRITING, 0).number == 1


def test_line_ends_and_nulls_are_made_plain(writer):
    writer("one\r\ntwo\x00", 0)

    assert kept() == (1, "one\ntwo")
