"""The diversity questions: asked on a page apart, kept without a way back, shown as totals only.

Each answer is a row of its own with a random key and no moment. Totals appear once applications have
closed, so that nobody can watch one more person answer; numbers under five are held back, and
so is whatever would let them be worked out.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application, DiversityAnswer, DiversityKept
from cohorts.programmes.models import Cohort

LEAST = 5  # a number below this is not shown
UNSAID = ("unsaid", _("I would rather not say"))
_YES_NO = (("yes", _("Yes")), ("no", _("No")), UNSAID)


@dataclass(frozen=True)
class DiversityQuestion:
    code: str
    text: Any
    options: tuple[tuple[str, Any], ...]


QUESTIONS = (
    DiversityQuestion(
        "age",
        _("How old are you?"),
        (
            ("18-24", _("18 to 24")),
            ("25-34", _("25 to 34")),
            ("35-49", _("35 to 49")),
            ("50-64", _("50 to 64")),
            ("65", _("65 or over")),
            UNSAID,
        ),
    ),
    DiversityQuestion(
        "gender",
        _("What is your gender?"),
        (
            ("woman", _("Woman")),
            ("man", _("Man")),
            ("other", _("Non-binary, or in another way")),
            UNSAID,
        ),
    ),
    DiversityQuestion(
        "ethnicity",
        _("Which ethnic group are you part of?"),
        (
            ("asian", _("Asian or Asian British")),
            ("black", _("Black, Black British, Caribbean or African")),
            ("mixed", _("Mixed or multiple ethnic groups")),
            ("white", _("White")),
            ("other", _("Another ethnic group")),
            UNSAID,
        ),
    ),
    DiversityQuestion("disabled", _("Are you disabled, or ill in a way that lasts?"), _YES_NO),
    DiversityQuestion("lgbt", _("Are you lesbian, gay, bisexual, trans, or queer?"), _YES_NO),
    DiversityQuestion("cares", _("Do you look after children or another person?"), _YES_NO),
    DiversityQuestion(
        "class",
        _("What did the person with the highest income at home do when you were 14?"),
        (
            ("manual", _("Manual, technical or service work")),
            ("office", _("Office, professional or managerial work")),
            ("own", _("Ran a small business")),
            ("none", _("Had no paid work")),
            UNSAID,
        ),
    ),
)


def note_asked(*, application: Application) -> bool:
    """The page is done with, answered or passed over; False where it was before. Its own transaction.

    Not in that of the answers: rows that were written together could be found together.
    """
    asked = Application.objects.filter(pk=application.pk, was_asked_diversity=False)
    return bool(asked.update(was_asked_diversity=True))


@transaction.atomic
def keep_diversity(*, cohort: Cohort, answers: Mapping[str, str]) -> int:
    """Each answer that is one of the options is a row that leads to nobody; how many were kept."""
    rows = [
        DiversityAnswer(cohort=cohort, question=question.code, answer=answers[question.code])
        for question in QUESTIONS
        if answers.get(question.code) in dict(question.options)
    ]
    random.SystemRandom().shuffle(rows)
    for row in rows:
        row.save()
    return len(rows)


@dataclass(frozen=True)
class Total:
    """One option; ``count`` is None where it is held back."""

    words: Any
    count: int | None


@dataclass(frozen=True)
class Totals:
    """One question; ``answered`` is None where even that is too few."""

    text: Any
    answered: int | None
    options: tuple[Total, ...]


def held_back(counts: Mapping[str, int], also: Collection[str] = ()) -> set[str]:
    """Which numbers are not shown, although their sum is: those under five and ``also``, and as many of
    the next smallest as it takes that neither a number nor a sum under five can be worked out."""
    hidden = {code for code, count in counts.items() if count < LEAST or code in also}
    if not hidden:
        return hidden
    for code in sorted((one for one in counts if one not in hidden), key=lambda one: counts[one]):
        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= LEAST:
            break
        hidden.add(code)
    return hidden


def diversity_totals(cohort: Cohort) -> list[Totals]:
    """Every question with its totals, once applications have closed; before that nothing.

    One query; two where there are no answers, or no more.
    """
    if cohort.closes_at is None or timezone.now() < cohort.closes_at:
        return []
    counted = _counted(cohort)
    if not counted:
        kept = DiversityKept.objects.filter(cohort=cohort).first()
        if kept is not None:
            return [_as_kept(question, kept.totals.get(question.code)) for question in QUESTIONS]
    return [_totals(question, counted.get(question.code, {})) for question in QUESTIONS]


@transaction.atomic
def keep_totals_alone(*, cohort: Cohort) -> int:
    """The answers are gone, and the totals stay as they were shown; how many went. Repeatable."""
    answers = DiversityAnswer.objects.filter(cohort=cohort)
    counted = _counted(cohort)
    if not counted:
        return 0
    shown = {question.code: _shown(question, counted.get(question.code, {})) for question in QUESTIONS}
    totals = {code: counts for code, counts in shown.items() if counts is not None}
    DiversityKept.objects.get_or_create(cohort=cohort, defaults={"totals": totals})
    return answers.delete()[0]


def _counted(cohort: Cohort) -> dict[str, dict[str, int]]:
    rows = DiversityAnswer.objects.filter(cohort=cohort).order_by()
    found: dict[str, dict[str, int]] = {}
    for question, answer, number in rows.values_list("question", "answer").annotate(n=Count("pk")):
        found.setdefault(question, {})[answer] = number
    return found


def _shown(question: DiversityQuestion, counted: Mapping[str, int]) -> dict[str, int | None] | None:
    """Each option with its number or None; None where fewer than five answered."""
    counts = {code: counted.get(code, 0) for code, _words in question.options}
    if sum(counts.values()) < LEAST:
        return None
    hidden = held_back(counts)
    return {code: None if code in hidden else count for code, count in counts.items()}


def _totals(question: DiversityQuestion, counted: Mapping[str, int]) -> Totals:
    shown = _shown(question, counted)
    return _as_totals(question, shown, sum(counted.get(code, 0) for code, _words in question.options))


def _as_kept(question: DiversityQuestion, kept: Mapping[str, Any] | None) -> Totals:
    """How many answered is known where nothing was held back."""
    numbers = [number for number in (kept or {}).values() if number is not None]
    return _as_totals(question, kept, sum(numbers) if kept and len(numbers) == len(kept) else None)


def _as_totals(
    question: DiversityQuestion, shown: Mapping[str, int | None] | None, answered: int | None
) -> Totals:
    if shown is None:
        return Totals(question.text, None, ())
    options = tuple(Total(words, shown.get(code)) for code, words in question.options)
    return Totals(question.text, answered, options)
