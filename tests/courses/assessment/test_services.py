from __future__ import annotations

import uuid

import pytest
from django.test import Client

from courses.assessment.asking import prepare_question
from courses.assessment.errors import EmptyChoiceError, TooManyChoicesError, UnknownOptionError
from courses.assessment.models import Attempt
from courses.assessment.selectors import last_attempts
from courses.assessment.services import answer_question
from courses.content.blocks import LessonBody
from courses.content.errors import BlockGoneError
from courses.learning.errors import LessonGoneError, NotEnrolledError, WithdrawnError
from courses.learning.models import LessonProgress, RequirementMet
from courses.learning.services import withdraw_learner
from tests.factories.accounts import sign_in
from tests.factories.content import text_block
from tests.factories.learning import (
    enrolled,
    learner,
    lesson_url,
    lessons_of,
    publish,
    question,
    taught,
    texts_of,
    write_text,
)

pytestmark = pytest.mark.django_db

SEVERAL = [("One", True, ""), ("Two", True, ""), ("Three", False, ""), ("Four", False, "")]


@pytest.fixture
def lesson():
    edition = taught([question(id="q"), question(id="m", kind="multiple", options=SEVERAL)])
    return lessons_of(edition)[0]


@pytest.fixture
def person(lesson):
    return enrolled(lesson.course.editions.get()).learner


def answer(person, lesson, block, *chosen, submission=None):
    return answer_question(
        learner=person, lesson=lesson, block=block, chosen=list(chosen), submission=submission or uuid.uuid4()
    )


@pytest.mark.parametrize(
    ("block", "chosen", "raw", "maximum", "correct"),
    [
        ("q", ["a"], 1, 1, True),
        ("q", ["b"], 0, 1, False),
        ("m", ["a", "b"], 4, 4, True),
        ("m", ["b", "a", "a"], 4, 4, True),
        ("m", ["a"], 3, 4, False),
        ("m", ["a", "b", "c"], 3, 4, False),
        ("m", ["c", "d"], 0, 4, False),
    ],
)
def test_an_answer_is_marked(person, lesson, block, chosen, raw, maximum, correct):
    attempt = answer(person, lesson, block, *chosen)

    assert (attempt.raw, attempt.maximum, attempt.correct) == (raw, maximum, correct)
    assert attempt.scaled == raw / maximum
    assert attempt.chosen == sorted(set(chosen))
    assert RequirementMet.objects.filter(block=block).count() == int(correct)


def test_the_same_submission_is_one_attempt(person, lesson):
    submission = uuid.uuid4()

    first = answer(person, lesson, "q", "b", submission=submission)
    second = answer(person, lesson, "q", "a", submission=submission)

    assert second.pk == first.pk
    assert Attempt.objects.count() == 1


def test_a_wrong_answer_after_a_right_one_takes_nothing_away(person, lesson):
    answer(person, lesson, "q", "a")
    answer(person, lesson, "m", "a", "b")
    answer(person, lesson, "q", "b")

    assert LessonProgress.objects.get().done_at is not None
    assert Attempt.objects.count() == 3


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        ([], EmptyChoiceError),
        (["z"], UnknownOptionError),
        (["a", "z"], UnknownOptionError),
        (["a", "b"], TooManyChoicesError),
    ],
)
def test_a_choice_that_cannot_be_marked_is_refused(person, lesson, chosen, error):
    with pytest.raises(error):
        answer(person, lesson, "q", *chosen)

    assert Attempt.objects.count() == 0


def test_the_last_answer_is_ones_own_whoever_answered_later(person, lesson):
    other = enrolled(lesson.course.editions.get()).learner
    answer(person, lesson, "q", "a")
    answer(other, lesson, "q", "b")

    assert last_attempts(person.pk, lesson.pk, ["q"])["q"].chosen == ["a"]
    assert last_attempts(other.pk, lesson.pk, ["q"])["q"].chosen == ["b"]


def test_what_pages_are_given_of_a_question_says_nothing_of_what_is_right():
    value = LessonBody().to_python([question(id="q", explanation="<p>Because.</p>")])[0].value

    given = prepare_question(value)

    shown = {name: part for name, part in given.items() if not name.startswith("_")}
    assert shown == {
        "kind": "single",
        "question": "Who decides?",
        "required": True,
        "options": {
            "bound_blocks": [
                {"id": "a", "value": {"text": "Electors"}},
                {"id": "b", "value": {"text": "Officers"}},
            ]
        },
    }


def test_an_answer_to_the_question_before_it_was_rewritten_is_not_called_wrong(person, lesson):
    answer(person, lesson, "q", "b")
    anew = question(id="q")
    for place, option in enumerate(anew["value"]["options"]):
        option["id"] = f"new-{place}"
    publish(lesson.course, [write_text(lesson, [anew])])

    shown = sign_in(Client(), person).get(lesson_url(lesson.course.editions.get(is_current=True)))

    assert "Not quite" not in shown.content.decode()
    assert "checked" not in shown.content.decode().partition('id="block-q"')[2].partition("</form>")[0]


def test_an_answer_to_a_lesson_not_yet_published_is_refused(person, lesson):
    unpublished = lessons_of(taught([question(id="q")]))[0]
    unpublished.course.editions.update(is_current=False)
    unpublished.course = lesson.course
    unpublished.save()

    with pytest.raises(LessonGoneError):
        answer(person, unpublished, "q", "a")


def test_an_answer_to_a_lesson_taken_out_is_refused(person, lesson):
    publish(lesson.course, [write_text(lessons_of(taught())[0], [text_block()])])

    with pytest.raises(LessonGoneError):
        answer(person, lesson, "q", "a")


@pytest.mark.parametrize("chosen", ["a", "b"])  # right or wrong
def test_an_answer_without_a_place_or_after_leaving_is_refused(person, lesson, chosen):
    with pytest.raises(NotEnrolledError):
        answer(learner(), lesson, "q", chosen)
    withdraw_learner(learner=person, course=lesson.course)
    with pytest.raises(WithdrawnError):
        answer(person, lesson, "q", chosen)
    assert not Attempt.objects.exists()


def test_an_answer_to_a_block_that_is_no_question_is_refused(person, lesson):
    with pytest.raises(BlockGoneError):
        answer(person, lesson, "nothing", "a")


def test_credit_stays_when_the_question_changes(person, lesson):
    answer(person, lesson, "q", "a")
    turned = question(id="q", options=[("Electors", False, ""), ("Officers", True, "")])
    text = write_text(lesson, [turned])
    publish(lesson.course, [text])

    attempt = answer(person, lesson, "q", "a")

    assert (attempt.correct, attempt.lesson_edition_id) == (False, text.pk)
    assert RequirementMet.objects.filter(block="q").count() == 1
    assert texts_of(lesson.course.editions.get(is_current=True)) == [text]
