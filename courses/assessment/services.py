"""Marking answers. The right ones are known here and nowhere in a page before the answer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from courses.assessment.errors import EmptyChoiceError, TooManyChoicesError, UnknownOptionError
from courses.assessment.models import Attempt
from courses.assessment.selectors import Question, read_question
from courses.content.models import Lesson
from courses.content.selectors import asking_block
from courses.learning.services import hold_place, meet_requirement
from lms.accounts.models import User


@transaction.atomic
def answer_question(
    *, learner: User, lesson: Lesson, block: str, chosen: list[str], submission: UUID
) -> Attempt:
    """``learner`` has answered ``block`` of ``lesson`` as it reads now, and the answer is marked.

    Idempotent by ``submission``: the same answer sent twice is one attempt. Locks
    the learner's place. A right answer meets the requirement, and goes on
    counting whatever is answered later.

    Raises ``EmptyChoiceError``, ``TooManyChoicesError``, ``UnknownOptionError``; for a
    lesson that is not published or not the learner's, the errors of ``hold_place``.
    """
    _enrolment, text = hold_place(learner=learner, lesson=lesson)
    if sent := Attempt.objects.filter(learner=learner, submission=submission).first():
        return sent
    question = read_question(asking_block(text, block, "question"))
    picked = set(chosen)
    check_choice(question, picked)
    raw, maximum = mark(question, picked)
    attempt = Attempt.objects.create(
        learner=learner,
        lesson=lesson,
        lesson_edition=text,
        block=block,
        submission=submission,
        chosen=[option.id for option in question.options if option.id in picked],
        raw=raw,
        maximum=maximum,
        correct=raw == maximum,
    )
    if attempt.correct:
        meet_requirement(learner=learner, lesson=lesson, block=block)
    return attempt


def check_choice(question: Question, picked: set[str]) -> None:
    """``picked`` can be marked.

    Raises ``EmptyChoiceError``, ``UnknownOptionError``, ``TooManyChoicesError``.
    """
    if not picked:
        raise EmptyChoiceError
    if not picked <= {option.id for option in question.options}:
        raise UnknownOptionError
    if len(picked) > 1 and not question.takes_several:
        raise TooManyChoicesError


def mark(question: Question, picked: set[str]) -> tuple[int, int]:
    """The mark and its maximum: one for a single choice; else one for every option judged rightly."""
    if question.takes_several:
        judged = [option.correct == (option.id in picked) for option in question.options]
        return sum(judged), len(judged)
    return int(any(option.correct and option.id in picked for option in question.options)), 1
