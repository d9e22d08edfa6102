"""What the evaluation holds on people: that they answered, and nothing that leads to the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cohorts.evaluation.models import Evaluated, EvaluationAnswer
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows
from lms.privacy.retention import Period

TEXTS_KEPT = timedelta(days=730)  # from the last day of an evaluation


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("Evaluations that you answered"),
        Evaluated.objects.visible_to(person).order_by("pk"),
        {"place__cohort__title": _("Cohort")},
    )


EVALUATED = PersonalData(
    code="evaluation",
    title=_("That you said what you think of a programme"),
    why=_(
        "So that you are asked once. What you said is kept without your name and without the hour, so it is "
        "neither in this copy nor erased with you (legitimate interest, Article 6(1)(f))."
    ),
    seen_by=_("You. Organisers see how many answered, and totals of at least five answers."),
    kept=_("As long as your place in the cohort is kept."),
    models=("cohorts.Evaluated",),
    export=_export,
    erase=(
        Part(
            Fate.REMOVED,
            _("That you answered an evaluation"),
            lambda person: Evaluated.objects.visible_to(person),
        ),
    ),
    order=37,
    step=27,
)


def _old(before: datetime) -> object:
    return EvaluationAnswer.objects.exclude(text="").filter(question__evaluation__closes_on__lt=before.date())


TEXTS = Period(
    "evaluation_texts",
    _("What people wrote about a programme, without their names"),
    after=_("from the last day of the questions"),
    why=_("To make the next cohorts better. Numbers stay; they lead to nobody."),
    keep=TEXTS_KEPT,
    old=lambda before: _old(before).count(),  # type: ignore[attr-defined]
    expire=lambda before: _old(before).delete()[0],  # type: ignore[attr-defined]
    order=46,
)
