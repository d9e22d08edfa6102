"""A changed lesson is told to those who know it: once for each publish, folded, and to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from courses.content.models import CourseEdition, LessonPage
from courses.content.services import write_edition
from courses.learning import news
from courses.learning.services import enrol_learner, finish_lesson, open_lesson, see_changes, withdraw_learner
from courses.learning.tasks import tell_of_changes_job
from lms.accounts.models import Standing, User
from lms.messaging.kinds import Rhythm
from lms.messaging.models import Notice
from lms.messaging.notices import choose_rhythms, mark_read
from lms.queue.models import Job
from tests.factories.accounts import sign_in
from tests.factories.content import course_of, edition_of, lesson_page, publish, published_course, text_block
from tests.factories.learning import learner, texts_of
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
TOLD = "Nominations now close at four in the afternoon."
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def live():
    return published_course("Standing for council", body=[text_block("As it was.")])


def lesson_of(live) -> LessonPage:
    return LessonPage.objects.descendant_of(live).first()


def knows(live, name: str = "Nadia Ahmed") -> User:
    """Somebody who finished the first lesson."""
    person, course = learner(name), course_of(live)
    enrol_learner(learner=person, course=course)
    text = texts_of(edition_of(live))[0]
    open_lesson(learner=person, lesson_edition=text, course=course)
    finish_lesson(learner=person, lesson=text.lesson)
    return person


def change(live, clock, words: str = TOLD, text: str = "As it is.", **facts) -> None:
    """An hour later the editor publishes other words, and the queue runs."""
    clock.shift(3600)
    publish(lesson_of(live), body=[text_block(text)], news=words, **facts)
    run_queue()


def told(person: User) -> list[Notice]:
    return list(Notice.objects.filter(recipient=person, kind="courses.changed"))


def test_whoever_knows_the_lesson_is_told_weekly_and_reads_what_it_is_on_their_page(clock, live):
    person = knows(live)
    change(live, clock)

    (notice,) = told(person)
    assert (notice.subject, notice.link, notice.rhythm) == ("A course of yours has changed", "/my/", "weekly")
    assert notice.context == {"course": "Standing for council"}
    assert [letter for letter in mail.outbox if "changed" in letter.subject] == []
    client = sign_in(Client(), person)
    assert TOLD in client.get("/my/").content.decode()
    shown = client.get(f"/account/notices/{notice.uid}/").content.decode()
    assert "a lesson in “Standing for council” that you have begun or finished was changed" in shown
    assert TOLD not in shown

    see_changes(learner=person, lesson_edition=texts_of(edition_of(live))[0])
    assert TOLD not in client.get("/my/").content.decode()


def test_publishing_again_tells_nobody_again_and_another_sentence_does(clock, live):
    person = knows(live)
    change(live, clock)
    mark_read(person=person)
    change(live, clock, text="As it is, without a slip.")
    assert len(told(person)) == 1

    change(live, clock, "Now they close at noon.", text="Noon.")
    assert len(told(person)) == 2


def test_several_publishes_are_one_notice_until_it_was_read_or_mailed(clock, live):
    person = knows(live)
    for number in range(3):
        change(live, clock, f"Sentence {number}.", text=f"Text {number}.")
    assert len(told(person)) == 1

    Notice.objects.update(mailed_at=timezone.now())
    change(live, clock, "One more.", text="One more.")
    assert len(told(person)) == 2


@pytest.mark.parametrize("who", ["other lesson", "new", "left", "seen", "died", "frozen", "late"])
def test_nobody_else_is_told(clock, live, who):
    person = knows(live)
    if who == "other lesson":
        other = lesson_page(lesson_of(live).get_parent().specific, "Another", body=[text_block()])
        clock.shift(3600)
        publish(other, news=TOLD, body=[text_block("New words.")])
        run_queue()
        assert told(person) == []
        return
    if who == "new":
        person.lesson_progress.all().delete()
    elif who == "left":
        withdraw_learner(learner=person, course=course_of(live))
    elif who in ("died", "frozen"):
        standing = Standing.DIED if who == "died" else Standing.FROZEN
        User.objects.filter(pk=person.pk).update(standing=standing)
    elif who == "late":
        person.lesson_progress.update(started_at=timezone.now() + dt.timedelta(days=1))
    if who == "seen":
        clock.shift(3600)
        publish(lesson_of(live), body=[text_block("As it is.")], news=TOLD)
        see_changes(learner=person, lesson_edition=texts_of(edition_of(live))[0])
        run_queue()
    else:
        change(live, clock)

    assert told(person) == []


def test_no_sentence_no_notice(clock, live):
    person = knows(live)
    change(live, clock, "")

    assert told(person) == []
    assert not Job.objects.filter(task__endswith="tell_of_changes_job").exists()


def test_what_is_new_has_not_changed(clock, live):
    """A copied page, or one in another language, brings the sentence of its model along."""
    lesson = lesson_page(lesson_of(live).get_parent().specific, "Copied", news=TOLD, body=[text_block()])

    entry = edition_of(live).lessons[-1]
    assert (entry["title"], entry["news"]) == (lesson.title, {"text": TOLD, "at": ""})
    assert not Job.objects.filter(task__endswith="tell_of_changes_job").exists()


def test_edition_written_again_is_the_same_edition(clock, live):
    change(live, clock)
    before, count = edition_of(live), CourseEdition.objects.count()
    clock.shift(3600)

    assert write_edition(live) == before
    assert CourseEdition.objects.count() == count


def test_off_is_on_the_site_only_and_at_once_is_a_letter(clock, live):
    off, at_once = knows(live), knows(live, "Gareth Pugh")
    choose_rhythms(person=off, rhythms={"courses.changed": "off"})
    choose_rhythms(person=at_once, rhythms={"courses.changed": "at_once"})
    change(live, clock)

    assert told(off)[0].rhythm == Rhythm.OFF
    letters = [letter for letter in mail.outbox if letter.subject == "A course of yours has changed"]
    assert [letter.to for letter in letters] == [[at_once.email]]
    assert TOLD not in letters[0].body


@pytest.mark.parametrize("again", [1, 2])
def test_steps_tell_everybody_once_also_when_a_step_runs_twice(clock, live, monkeypatch, again):
    monkeypatch.setattr(news, "AT_ONCE", 2)
    people = [knows(live, f"Learner {number}") for number in range(5)]
    change(live, clock)
    job = Job.objects.filter(task__endswith="tell_of_changes_job").order_by("pk").first()
    for _time in range(again):
        tell_of_changes_job(*job.args)
        run_queue()

    assert [len(told(person)) for person in people] == [1] * 5
    assert Job.objects.filter(task__endswith="tell_of_changes_job").count() >= 3


def test_sentence_is_short_when_it_is_published(live):
    lesson = lesson_of(live)
    lesson.news = "x" * 201
    assert any("200" in fault for fault in lesson.missing_for_publishing())
