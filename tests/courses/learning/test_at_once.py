"""Two connections at the same moment; only PostgreSQL can show it."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.assessment.models import Attempt
from courses.assessment.services import answer_question
from courses.content.models import LessonEdition
from courses.learning.models import Enrolment, LessonProgress, Tick, Writing
from courses.learning.places import Spot, current_editions, write_place
from courses.learning.services import (
    enrol_learner,
    finish_lesson,
    save_writing,
    settle_course,
    tick_item,
    withdraw_learner,
)
from lms.queue.models import Job
from tests.factories.content import text_block, writing_block
from tests.factories.learning import checklist, enrolled, learner, lessons_of, question, taught, texts_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], object]) -> None:
    """Run all deeds in threads that start together; the first error is raised here."""
    gate = threading.Barrier(len(deeds))
    errors: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            deed()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def certificates_asked_for() -> int:
    return Job.objects.filter(task="courses.certificates.tasks.issue_certificate_job").count()


def test_two_clicks_on_the_last_thing_ask_for_one_certificate():
    edition = taught([text_block()])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    at_once(
        *[lambda: finish_lesson(learner=enrolment.learner, lesson=lesson)] * 4,
        *[lambda: settle_course(course=edition.course)] * 2,
    )

    assert Enrolment.objects.get().completed_at is not None
    assert certificates_asked_for() == 1


def test_the_last_two_things_at_once_complete_the_course_once():
    edition = taught([question(id="q1"), question(id="q2")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def answer(block: str) -> Callable[[], object]:
        return lambda: answer_question(
            learner=enrolment.learner, lesson=lesson, block=block, chosen=["a"], submission=uuid.uuid4()
        )

    at_once(answer("q1"), answer("q2"), answer("q1"), answer("q2"))

    assert LessonProgress.objects.get().done_at is not None
    assert certificates_asked_for() == 1


def test_the_same_answer_from_two_tabs_is_one_attempt():
    edition = taught([question(id="q")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    submission = uuid.uuid4()

    at_once(
        *[
            lambda: answer_question(
                learner=enrolment.learner, lesson=lesson, block="q", chosen=["b"], submission=submission
            )
        ]
        * 4
    )

    assert Attempt.objects.count() == 1


def test_joining_twice_at_once_is_one_place():
    edition, person = taught(), learner()

    at_once(*[lambda: enrol_learner(learner=person, course=edition.course)] * 4)

    assert Enrolment.objects.count() == 1


def test_first_texts_and_ticks_of_two_devices_at_once_are_all_kept():
    edition = taught([writing_block(id="w"), checklist(id="c")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]

    def save(text: str) -> Callable[[], object]:
        return lambda: save_writing(
            learner=enrolment.learner,
            lesson=lesson,
            block="w",
            text=text,
            base_number=0,
            submission=uuid.uuid4(),
        )

    def tick(item: str) -> Callable[[], object]:
        return lambda: tick_item(learner=enrolment.learner, lesson=lesson, block="c", item=item, ticked=True)

    at_once(save("one"), save("two"), tick("i1"), tick("i2"), tick("i1"))

    versions = Writing.objects.get().versions
    assert sorted(versions.values_list("text", flat=True)) == ["one", "two"]
    assert sorted(versions.values_list("aside", flat=True)) == [False, True]
    assert Tick.objects.filter(ticked=True).count() == 2
    assert LessonProgress.objects.get().done_at is not None


def test_two_first_places_at_once_are_one_row_and_the_later_wins():
    edition = taught([text_block()], [text_block()])
    enrolment = enrolled(edition)
    first, second = texts_of(edition)
    now = timezone.now()

    def write(text: LessonEdition, block: str, seconds_ago: int) -> None:
        spot = Spot(text.lesson_id, edition.course_id, text.pk, current_editions(edition.course_id))
        at = now - dt.timedelta(seconds=seconds_ago)
        assert write_place(learner_id=enrolment.learner_id, spot=spot, block=block, label="", at=at)

    at_once(
        *[lambda: write(first, "late", 10)] * 3,
        *[lambda: write(first, "early", 20)] * 3,
        *[lambda: write(second, "last", 5)] * 2,
    )

    assert LessonProgress.objects.get(lesson=first.lesson).resume_block == "late"
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_id == second.lesson_id


def test_a_place_waits_for_somebody_who_leaves():
    edition = taught([text_block()])
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    spot = Spot(text.lesson_id, edition.course_id, text.pk, current_editions(edition.course_id))
    outcome: list[bool] = []

    def write() -> None:
        with_place = {"learner_id": enrolment.learner_id, "spot": spot, "block": "b", "label": ""}
        outcome.append(write_place(**with_place, at=timezone.now()))

    with transaction.atomic():
        withdraw_learner(learner=enrolment.learner, course=edition.course)
        writing = threading.Thread(target=lambda: (write(), connection.close()))
        writing.start()
        writing.join(0.5)
        assert writing.is_alive()
    writing.join(10)

    assert outcome == [False]
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_place_waits_for_the_disk_only_with_what_else_is_written(is_alone):
    edition = taught([text_block()])
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    spot = Spot(text.lesson_id, edition.course_id, text.pk, current_editions(edition.course_id))

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = 'on'")
        with nullcontext() if is_alone else transaction.atomic(), CaptureQueriesContext(connection) as found:
            at = timezone.now()
            assert write_place(learner_id=enrolment.learner_id, spot=spot, block="b", label="", at=at)
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)

    assert ["set_config" in query["sql"] for query in found].count(True) == (1 if is_alone else 0)
