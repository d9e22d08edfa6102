"""Setting an evaluation up, asking the cohort, and keeping what people say without them."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.evaluation.errors import EvaluationClosedError
from cohorts.evaluation.models import (
    Evaluated,
    Evaluation,
    EvaluationAnswer,
    Question,
    QuestionKind,
)
from cohorts.evaluation.selectors import places_to_ask
from cohorts.programmes.models import Cohort, CohortState, Place
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import speaking
from lms.messaging.notices import notify
from lms.pages.templatetags.components import on_date
from lms.queue.services import enqueue

OPEN_FOR = timedelta(days=14)
LAST_CALL = timedelta(days=3)  # before the last day those who did not answer are reminded, once
AT_A_TIME = 50  # people told by one job, which has a minute
ASK = "evaluation.asked"
ASK_JOB = "cohorts.evaluation.tasks.ask_cohort_job"
FIRST, AGAIN = "first", "again"


@transaction.atomic
def set_up_evaluation(*, cohort: Cohort, actor: User) -> Evaluation:
    """``cohort`` has an evaluation with the usual questions, open for two weeks from its last day on.

    Idempotent: one that is there stays as it is. Recorded.
    """
    evaluation, is_new = Evaluation.objects.get_or_create(
        cohort=cohort, defaults={"opens_on": cohort.ends_on, "closes_on": cohort.ends_on + OPEN_FOR}
    )
    if is_new:
        Question.objects.bulk_create(
            Question(evaluation=evaluation, order=order, **facts)
            for order, facts in enumerate(usual_questions(), start=1)
        )
        record(actor_uid=actor.uid, action="cohorts.evaluation_set_up", subject=f"cohort:{cohort.uid}")
    return evaluation


def usual_questions() -> list[dict[str, str]]:
    """What funders and organisers ask of every cohort; the first two make a comparison."""
    scale = {"kind": QuestionKind.SCALE, "lowest": _("not at all"), "highest": _("completely")}
    return [
        {**scale, "text": _("Thinking back: how ready were you to go for selection before the programme?")},
        {**scale, "text": _("How ready are you now?")},
        {**scale, "text": _("Would you tell a friend in your position to apply?")},
        {
            "kind": QuestionKind.CHOICE,
            "text": _("What do you want to do next?"),
            "options": "\n".join(
                (
                    _("Stand at the next election where I live"),
                    _("Stand, but later"),
                    _("Help somebody else to be elected"),
                    _("I do not know yet"),
                )
            ),
        },
        {"kind": QuestionKind.TEXT, "text": _("What helped you most?")},
        {"kind": QuestionKind.TEXT, "text": _("What should be different for the next cohort?")},
    ]


@transaction.atomic
def answer_evaluation(*, place: Place, answers: dict[int, int | str]) -> bool:
    """What the trainee says is kept without them; False if they answered before: that stays.

    ``answers`` are by the key of the question: a number, or words. Questions of other cohorts and
    empty answers are left out. Locks the place. That they answered, and nothing else, is kept of them.

    Raises ``EvaluationClosedError``.
    """
    place = Place.objects.select_for_update().select_related("cohort").get(pk=place.pk)
    evaluation = Evaluation.objects.filter(cohort=place.cohort_id).first()
    if evaluation is None or not evaluation.is_open:
        raise EvaluationClosedError
    _row, is_new = Evaluated.objects.get_or_create(place=place)
    if not is_new:
        return False
    said = [
        EvaluationAnswer(question=question, number=given)
        if isinstance(given := answers[question.pk], int)
        else EvaluationAnswer(question=question, text=given)
        for question in evaluation.questions.all()
        if answers.get(question.pk) not in (None, "")
    ]
    # By key, so that the rows of one person do not lie beside each other in the table either.
    EvaluationAnswer.objects.bulk_create(sorted(said, key=lambda one: one.id))
    return True


def ask_due() -> int:
    """Every cohort whose evaluation opened is asked, and near its end those who are silent again; how many.

    Repeatable: each is asked for once. A cancelled cohort is not asked.
    """
    today = timezone.localdate()
    is_open = Evaluation.objects.filter(
        cohort__state=CohortState.ANNOUNCED, opens_on__lte=today, closes_on__gte=today
    )
    due = [(one.pk, FIRST) for one in is_open.filter(asked_at=None)]
    long_ago = timezone.now() - LAST_CALL
    late = is_open.filter(asked_at__lt=long_ago, reminded_at=None, closes_on__lte=today + LAST_CALL)
    due += [(one.pk, AGAIN) for one in late]
    for pk, what in due:
        _ask(pk, what)
    return len(due)


@transaction.atomic
def _ask(evaluation_id: int, what: str) -> None:
    """Marked and asked for in one transaction: no crash leaves one without the other."""
    field = "asked_at" if what == FIRST else "reminded_at"
    unasked = Evaluation.objects.filter(pk=evaluation_id, **{field: None})
    if unasked.update(**{field: timezone.now()}):
        enqueue(ASK_JOB, evaluation_id, what, 0)


def ask_cohort(*, evaluation: Evaluation, what: str, after: int) -> None:
    """The next fifty who did not answer are asked by a notice each; asks for the rest. Repeatable."""
    if not evaluation.is_open:
        return
    places = list(places_to_ask(evaluation).filter(pk__gt=after)[:AT_A_TIME])
    for place in places:
        with transaction.atomic(), speaking(place.trainee.language):
            notify(
                recipient=place.trainee,
                kind=ASK,
                key=f"{evaluation.pk} {place.pk} {what}",
                link=reverse("my_cohorts:evaluation", args=[place.uid]),
                context={"until": on_date(evaluation.closes_on)},
            )
    if len(places) == AT_A_TIME:
        enqueue(ASK_JOB, evaluation.pk, what, places[-1].pk)
