"""Reads of forms and applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    ApplicationState,
    Criterion,
)
from cohorts.programmes.models import Cohort


@dataclass(frozen=True)
class Question:
    """One question of an edition of a form, as it was asked."""

    block: str
    kind: str  # short, long, choice, file, recording
    text: str
    help: str = ""
    required: bool = True
    most_words: int = 0
    most_minutes: int = 0
    options: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Answered:
    """A question with what somebody answered; ``is_given`` if they answered at all."""

    question: Question
    text: str = ""
    choices: tuple[str, ...] = ()
    file: Answer | None = None
    answer: Answer | None = None

    @property
    def is_given(self) -> bool:
        return bool(self.text.strip() or self.choices or self.file)

    @property
    def words(self) -> int:
        return len(self.text.split())


def questions_in(stream: list[dict[str, Any]]) -> list[Question]:
    """The questions of a raw stream, in order; those without words are left out."""
    found = []
    for one in stream:
        value = one.get("value") or {}
        if not str(value.get("question") or "").strip():
            continue
        options = [item["value"] if isinstance(item, dict) else item for item in value.get("options") or []]
        found.append(
            Question(
                block=str(one["id"]),
                kind=str(one["type"]),
                text=str(value["question"]),
                help=str(value.get("help") or ""),
                required=bool(value.get("required", True)),
                most_words=int(value.get("most_words") or 0),
                most_minutes=int(value.get("most_minutes") or 0),
                options=tuple(str(option) for option in options),
                several=bool(value.get("several")),
            )
        )
    return found


def form_of(cohort: Cohort) -> ApplicationForm | None:
    """The form of ``cohort``, if its organisers have begun one. One query."""
    return ApplicationForm.objects.filter(cohort=cohort).first()


def questions_of(application: Application) -> list[Question]:
    """What ``application`` is asked: its edition of the form. One query at most."""
    return questions_in(application.edition.questions) if application.edition else []


def answers_of(application: Application, *, is_blind: bool = False) -> list[Answered]:
    """Every question of ``application`` with its answer, in the order of the form. Two queries at most.

    Blind leaves out files and recordings: they show or sound like somebody.
    """
    given = {answer.block: answer for answer in Answer.objects.filter(application=application)}
    found = []
    for question in questions_of(application):
        answer = given.get(question.block)
        if is_blind and question.kind in ("file", "recording"):
            continue
        if answer is None:
            found.append(Answered(question))
            continue
        answer.application = application
        file = answer if answer.file else None
        found.append(Answered(question, answer.text, tuple(answer.choices), file, answer))
    return found


def criteria_of(cohort: Cohort) -> QuerySet[Criterion]:
    """By what applications are read, in order. One query."""
    return Criterion.objects.filter(cohort=cohort)


def submitted_applications(cohort: Cohort) -> QuerySet[Application]:
    """Those that were sent and stand, the first sent first. One query."""
    return Application.objects.submitted().filter(cohort=cohort).order_by("submitted_at", "pk")


def numbers_of(cohort: Cohort) -> dict[str, int]:
    """How many applications are in each state, and how many came late or would like to talk. One query."""
    sent = Q(state=ApplicationState.SUBMITTED)
    states = {str(state): Count("pk", filter=Q(state=state)) for state in ApplicationState}
    found: dict[str, int] = Application.objects.filter(cohort=cohort).aggregate(
        **states,
        late=Count("pk", filter=sent & Q(is_late=True)),
        talk=Count("pk", filter=sent & Q(standing="talk")),
    )
    return found
