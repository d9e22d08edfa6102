"""A decision is prepared by one person and checked by another. ``publishing`` makes it known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.errors import (
    ApologyMissingError,
    BeingPublishedError,
    ChangedMeanwhileError,
    FinalError,
    HasPlaceError,
    NotSubmittedError,
    OpenQuestionError,
    SecondPersonError,
    WordsMissingError,
)
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Finding,
    Offer,
    OfferState,
    Outcome,
)
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.audit.services import record


def locked(cohort_id: int) -> Cohort:
    """The cohort, held until the transaction ends: everything about places and decisions goes one by one."""
    return Cohort.objects.select_for_update().get(pk=cohort_id)


@transaction.atomic
def prepare_decision(
    *, application: Application, outcome: str, reason: str, actor: User, apology: str = ""
) -> Decision:
    """``application`` has this decision prepared, in place of one that was prepared or checked before.

    Where one was published already, this one corrects it and needs an ``apology``. Idempotent.
    Raises ``NotSubmittedError``, ``WordsMissingError``, ``ApologyMissingError``, ``FinalError``,
    ``HasPlaceError``, ``OpenQuestionError`` and ``BeingPublishedError``.
    """
    locked(application.cohort_id)
    application.refresh_from_db()
    standing = Decision.objects.filter(application=application, state=DecisionState.PUBLISHED).first()
    _refuse(application, standing, reason, apology)
    decision = Decision.objects.pending().filter(application=application).first()
    if decision is not None and decision.batch_id:
        raise BeingPublishedError
    decision = decision or Decision(application=application)
    wanted = (Outcome(outcome), reason.strip(), apology.strip() if standing else "", standing)
    if (decision.outcome, decision.reason, decision.apology, decision.replaces) == wanted:
        return decision
    decision.outcome, decision.reason, decision.apology, decision.replaces = wanted
    decision.state, decision.sent_back_because = DecisionState.PREPARED, ""
    decision.prepared_by, decision.prepared_at = actor, timezone.now()
    decision.checked_by = decision.checked_at = None
    decision.save()
    record_decision(decision, actor, "prepared")
    return decision


def _refuse(application: Application, standing: Decision | None, reason: str, apology: str) -> None:
    if application.state != ApplicationState.SUBMITTED:
        raise NotSubmittedError
    if not reason.strip():
        raise WordsMissingError
    if standing is not None:
        if standing.is_final:
            raise FinalError
        if Offer.objects.filter(application=application, state=OfferState.ACCEPTED).exists():
            raise HasPlaceError
        if not apology.strip():
            raise ApologyMissingError
    if Finding.objects.filter(application=application, verdict="").exists():
        raise OpenQuestionError


@transaction.atomic
def prepare_decisions(
    *, applications: Iterable[Application], outcome: str, reason: str, actor: User
) -> list[Decision]:
    """The same for each of them, all or none. As ``prepare_decision``."""
    return [
        prepare_decision(application=one, outcome=outcome, reason=reason, actor=actor) for one in applications
    ]


@transaction.atomic
def check_decision(*, decision: Decision, actor: User, as_of: dt.datetime) -> Decision:
    """A second person found the decision right as it was prepared at ``as_of``. Idempotent; recorded.

    Raises ``SecondPersonError`` for whoever prepared it, and ``ChangedMeanwhileError``.
    """
    locked(decision.application.cohort_id)
    decision = Decision.objects.select_related("application").get(pk=decision.pk)
    if decision.prepared_at != as_of or decision.state not in (DecisionState.PREPARED, DecisionState.CHECKED):
        raise ChangedMeanwhileError
    if decision.prepared_by_id == actor.pk:
        raise SecondPersonError
    if decision.state == DecisionState.CHECKED:
        return decision
    decision.state, decision.sent_back_because = DecisionState.CHECKED, ""
    decision.checked_by, decision.checked_at = actor, timezone.now()
    decision.save(update_fields=["state", "sent_back_because", "checked_by", "checked_at"])
    record_decision(decision, actor, "checked")
    return decision


@transaction.atomic
def send_back(*, decision: Decision, because: str, actor: User) -> Decision:
    """Whoever prepared the decision reads ``because`` and writes it anew. Idempotent; recorded.

    Raises ``WordsMissingError``, ``ChangedMeanwhileError`` and ``BeingPublishedError``.
    """
    locked(decision.application.cohort_id)
    decision = Decision.objects.select_related("application").get(pk=decision.pk)
    if not because.strip():
        raise WordsMissingError
    if decision.batch_id:
        raise BeingPublishedError
    if decision.state not in (DecisionState.PREPARED, DecisionState.CHECKED):
        raise ChangedMeanwhileError
    decision.state, decision.sent_back_because = DecisionState.PREPARED, because.strip()
    decision.checked_by = decision.checked_at = None
    decision.save(update_fields=["state", "sent_back_because", "checked_by", "checked_at"])
    record_decision(decision, actor, "sent_back")
    return decision


def record_decision(decision: Decision, actor: User | None, deed: str, **facts: str | int) -> None:
    """The deed, without outcome or words: those stand in the decision, whose readers are fewer."""
    applicant = decision.application.applicant
    record(
        actor_uid=actor.uid if actor else None,
        action=f"admissions.decision_{deed}",
        subject=f"decision:{decision.uid}",
        about_uid=applicant.uid if applicant else None,
        **facts,
    )
