"""Another look, by another pair of eyes; what comes of it is final."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.days import end_of_day_after
from cohorts.admissions.decisions.deciding import locked, record_decision
from cohorts.admissions.decisions.errors import (
    AnotherPairOfEyesError,
    HasPlaceError,
    NotAppealableError,
    SettledError,
    WordsMissingError,
)
from cohorts.admissions.decisions.models import (
    Appeal,
    AppealState,
    Decision,
    DecisionState,
    Finding,
    Offer,
    OfferState,
    Outcome,
    Review,
)
from cohorts.admissions.decisions.offers import (
    free_places,
    join_waiting_list,
    leave_everything,
    make_offers,
)
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

_TASKS = "cohorts.admissions.decisions.tasks."
HELD = (OfferState.OPEN, OfferState.ACCEPTED)


def appeal_until(decision: Decision, cohort: Cohort) -> dt.datetime | None:
    """Until, and not at, when its applicant may ask for another look; None where there is nothing to ask."""
    if (
        decision.state != DecisionState.PUBLISHED
        or decision.published_at is None
        or decision.is_final
        or decision.outcome == Outcome.OFFER
        or not cohort.appeal_days
    ):
        return None
    return end_of_day_after(decision.published_at, cohort.appeal_days)


@transaction.atomic
def ask_for_another_look(*, application: Application, words: str) -> Appeal:
    """The applicant's appeal waits for somebody who had no part in the decision, and organisers hear.

    Idempotent: one for each application, with its first words. Raises ``NotAppealableError`` and
    ``WordsMissingError``.
    """
    cohort = locked(application.cohort_id)
    if (asked := Appeal.objects.filter(application=application).first()) is not None:
        return asked
    decision = Decision.objects.filter(application=application, state=DecisionState.PUBLISHED).first()
    until = appeal_until(decision, cohort) if decision else None
    if decision is None or until is None or timezone.now() >= until:
        raise NotAppealableError
    if not words.strip():
        raise WordsMissingError
    appeal = Appeal.objects.create(application=application, decision=decision, words=words.strip())
    enqueue(_TASKS + "tell_appeal_job", appeal.pk, "asked")
    return appeal


def had_a_part(user: User, appeal: Appeal) -> bool:
    """Prepared or checked a decision about the application, read it, or put a question to the applicant."""
    application = appeal.application_id
    decisions = Decision.objects.filter(application=application)
    return (
        appeal.application.applicant_id == user.pk
        or decisions.filter(prepared_by=user).exists()
        or decisions.filter(checked_by=user).exists()
        or Review.objects.filter(application=application, person=user).exists()
        or Finding.objects.filter(application=application, asked_by=user).exists()
    )


@transaction.atomic
def answer_appeal(*, appeal: Appeal, is_changed: bool, answer: str, actor: User) -> Appeal:
    """The decision stands, or the applicant is offered a place; first on the waiting list where none is free.

    Final, and told. The same again changes nothing; recorded. Raises ``AnotherPairOfEyesError``,
    ``SettledError``, ``WordsMissingError``, and ``HasPlaceError`` for whoever was offered one since.
    """
    cohort = locked(appeal.application.cohort_id)
    appeal = Appeal.objects.select_related("application__applicant", "decision").get(pk=appeal.pk)
    wanted = AppealState.CHANGED if is_changed else AppealState.STANDS
    if appeal.state != AppealState.OPEN:
        if appeal.state == wanted:
            return appeal
        raise SettledError
    if had_a_part(actor, appeal):
        raise AnotherPairOfEyesError
    if is_changed and Offer.objects.filter(application=appeal.application, state__in=HELD).exists():
        raise HasPlaceError
    if not answer.strip():
        raise WordsMissingError
    now = timezone.now()
    appeal.state, appeal.answer = wanted, answer.strip()
    appeal.answered_by, appeal.answered_at = actor, now
    appeal.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if is_changed:
        _decide_anew(cohort, appeal, actor, now)
    else:
        standing = Decision.objects.filter(application=appeal.application, state=DecisionState.PUBLISHED)
        standing.update(is_final=True)
    record(
        actor_uid=actor.uid,
        action="admissions.appeal_answered",
        subject=f"appeal:{appeal.uid}",
        about_uid=appeal.application.applicant.uid if appeal.application.applicant else None,
    )
    enqueue(_TASKS + "tell_appeal_job", appeal.pk, "answered")
    return appeal


def _decide_anew(cohort: Cohort, appeal: Appeal, actor: User, now: dt.datetime) -> None:
    """The old decision is corrected by a final one, and whatever was being prepared is dropped."""
    Decision.objects.pending().filter(application=appeal.application).update(
        state=DecisionState.DROPPED, batch=None
    )
    standing = Decision.objects.filter(application=appeal.application, state=DecisionState.PUBLISHED).first()
    if standing is not None:
        standing.state = DecisionState.CORRECTED
        standing.save(update_fields=["state"])
    leave_everything(applications=[appeal.application_id])
    is_free = free_places(cohort) > 0
    decision = Decision.objects.create(
        application=appeal.application,
        outcome=Outcome.OFFER if is_free else Outcome.WAITING,
        reason=appeal.answer,
        state=DecisionState.PUBLISHED,
        prepared_by=actor,
        prepared_at=now,
        published_at=now,
        letter_at=now,
        replaces=standing,
        is_final=True,
    )
    if is_free:
        make_offers(cohort=cohort, decisions=[decision])
    else:
        join_waiting_list(cohort=cohort, decisions=[decision], in_front=True)
    record_decision(decision, actor, "published")
