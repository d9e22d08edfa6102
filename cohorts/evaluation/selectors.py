"""Whom an evaluation asks, and what came of it once nobody can answer any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.admissions.applications.diversity import LEAST, held_back
from cohorts.evaluation.models import Evaluated, Evaluation, EvaluationAnswer, Question, QuestionKind
from cohorts.programmes.models import Cohort, CohortState, Place
from lms.accounts.models import User


class Waiting(NamedTuple):
    """Questions that somebody may answer: under which place, of which cohort, and until when."""

    place: UUID
    cohort: str
    closes_on: date


def places_to_ask(evaluation: Evaluation) -> QuerySet[Place]:
    """Everybody who takes part and has not answered, in the order of their places."""
    places = Place.objects.taking_part().filter(cohort=evaluation.cohort_id, evaluated=None)
    return places.select_related("trainee").order_by("pk")


def own_place(person: User, uid: UUID) -> Place | None:
    """The open place of ``person`` under this uid, with its cohort; None where they hold no such place."""
    places = Place.objects.open().filter(trainee=person, uid=uid, cohort__state=CohortState.ANNOUNCED)
    return places.select_related("cohort").first()


def waiting_for(person: User) -> Waiting | None:
    """The first evaluation that waits for ``person``, whether they take part or pause. One query."""
    today = timezone.localdate()
    places = Place.objects.open().filter(
        trainee=person,
        evaluated=None,
        cohort__state=CohortState.ANNOUNCED,
        cohort__evaluation__opens_on__lte=today,
        cohort__evaluation__closes_on__gte=today,
    )
    row = places.order_by("pk").values_list("uid", "cohort__title", "cohort__evaluation__closes_on").first()
    return Waiting(*row) if row else None


def answered(cohort: Cohort) -> int:
    """How many of the cohort answered."""
    return Evaluated.objects.filter(place__cohort=cohort).count()


@dataclass(frozen=True)
class Option:
    """One answer of a choice; ``count`` is None where it is held back."""

    words: str
    count: int | None


@dataclass(frozen=True)
class Result:
    """What came of one question. ``count`` is None, and nothing else there, of fewer than five answers."""

    question: Question
    count: int | None
    average: float = 0
    options: tuple[Option, ...] = ()
    texts: tuple[str, ...] = ()


def results_of(evaluation: Evaluation) -> list[Result]:
    """Every question with what was said, once it is over; before that nothing. Two queries.

    Of fewer than five answers to a question nothing is shown, and numbers of a choice under five
    are held back together with as many others as it takes that none can be worked out.
    """
    if not evaluation.is_over:
        return []
    said: dict[int, list[EvaluationAnswer]] = {}
    for answer in EvaluationAnswer.objects.filter(question__evaluation=evaluation):
        said.setdefault(answer.question_id, []).append(answer)
    return [_result(question, said.get(question.pk, [])) for question in evaluation.questions.all()]


def _result(question: Question, answers: list[EvaluationAnswer]) -> Result:
    if len(answers) < LEAST:
        return Result(question, None)
    numbers = [answer.number for answer in answers if answer.number is not None]
    if question.kind == QuestionKind.SCALE:
        return Result(question, len(numbers), average=round(sum(numbers) / len(numbers), 1))
    if question.kind == QuestionKind.CHOICE:
        counts = {str(place): numbers.count(place) for place, _words in enumerate(question.choices, start=1)}
        hidden = held_back(counts)
        options = tuple(
            Option(words, None if str(place) in hidden else counts[str(place)])
            for place, words in enumerate(question.choices, start=1)
        )
        return Result(question, len(numbers), options=options)
    return Result(question, len(answers), texts=tuple(answer.text for answer in answers))
