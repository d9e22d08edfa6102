"""Decisions become known together: they wait a quarter of an hour, and can be stopped until then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import ApplicationState
from cohorts.admissions.decisions.deciding import locked, record_decision
from cohorts.admissions.decisions.errors import (
    AlreadyPublishedError,
    NotEnoughPlacesError,
    NothingToPublishError,
)
from cohorts.admissions.decisions.figures import in_order, readings
from cohorts.admissions.decisions.models import (
    Batch,
    Decision,
    DecisionState,
    Offer,
    OfferState,
    Outcome,
)
from cohorts.admissions.decisions.offers import (
    free_places,
    join_waiting_list,
    leave_everything,
    make_offers,
)
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

WAITS = dt.timedelta(minutes=15)
LETTERS_AT_ONCE = 100
_TASKS = "cohorts.admissions.decisions.tasks."


def open_batch(cohort: Cohort) -> Batch | None:
    """The one that waits, if there is one."""
    return Batch.objects.filter(cohort=cohort, stopped_at=None, published_at=None).first()


@transaction.atomic
def publish_decisions(*, cohort: Cohort, actor: User) -> Batch:
    """Every checked decision of ``cohort`` becomes known in fifteen minutes, unless it is stopped.

    Two who publish at once get the same batch. Locks the cohort; recorded.
    Raises ``NothingToPublishError`` and ``NotEnoughPlacesError``.
    """
    cohort = locked(cohort.pk)
    if (waiting := open_batch(cohort)) is not None:
        return waiting
    checked = list(
        Decision.objects.filter(
            application__cohort=cohort,
            application__state=ApplicationState.SUBMITTED,
            state=DecisionState.CHECKED,
        )
    )
    if not checked:
        raise NothingToPublishError
    _need_room(cohort, checked)
    now = timezone.now()
    batch = Batch.objects.create(cohort=cohort, made_by=actor, made_at=now, due_at=now + WAITS)
    Decision.objects.filter(pk__in=[one.pk for one in checked]).update(batch=batch)
    _record(batch, actor, "publishing", decisions=len(checked))
    return batch


def _need_room(cohort: Cohort, decisions: Sequence[Decision]) -> None:
    """Raises ``NotEnoughPlacesError``. A corrected offer that nobody has answered gives its place back."""
    offers = sum(one.outcome == Outcome.OFFER for one in decisions)
    corrected = [one.replaces_id for one in decisions if one.replaces_id]
    given_back = Offer.objects.filter(decision__in=corrected, state=OfferState.OPEN).count()
    free = free_places(cohort) + given_back
    if offers > max(free, 0):
        raise NotEnoughPlacesError(offers, max(free, 0))


@transaction.atomic
def stop_batch(*, batch: Batch, actor: User | None) -> Batch:
    """Nothing of ``batch`` becomes known; its decisions are checked, as before. Idempotent; recorded.

    Raises ``AlreadyPublishedError``.
    """
    locked(batch.cohort_id)
    batch.refresh_from_db()
    if batch.published_at:
        raise AlreadyPublishedError
    if batch.stopped_at:
        return batch
    batch.stopped_at, batch.stopped_by = timezone.now(), actor
    batch.save(update_fields=["stopped_at", "stopped_by"])
    batch.decisions.update(batch=None)
    _record(batch, actor, "stopped")
    return batch


@transaction.atomic
def publish_batch(*, batch: Batch) -> bool:
    """What is due is known: places are kept, the waiting list stands, letters are asked for.

    Whether it did anything. Idempotent, in one transaction with the cohort locked. Decisions whose
    application was withdrawn, or whose offer was accepted meanwhile, are dropped. Where the room has
    gone in between, the batch is stopped and organisers hear of it.
    """
    cohort = locked(batch.cohort_id)
    batch.refresh_from_db()
    if batch.stopped_at or batch.published_at or timezone.now() < batch.due_at:
        return False
    if cohort.state == CohortState.CANCELLED:
        stop_batch(batch=batch, actor=None)
        return True
    decisions = _still_wanted(batch)
    try:
        _need_room(cohort, decisions)
    except NotEnoughPlacesError:
        stop_batch(batch=batch, actor=None)
        enqueue(_TASKS + "tell_stopped_job", batch.pk)
        return True
    _make_known(cohort, batch, decisions)
    return True


def _still_wanted(batch: Batch) -> list[Decision]:
    """The decisions of ``batch``; those that have become pointless are dropped and left out."""
    decisions = list(batch.decisions.select_related("application__applicant", "replaces").order_by("pk"))
    accepted = set(
        Offer.objects.filter(
            application__in=[one.application_id for one in decisions], state=OfferState.ACCEPTED
        ).values_list("application", flat=True)
    )
    wanted = []
    for one in decisions:
        if one.application.state == ApplicationState.SUBMITTED and one.application_id not in accepted:
            wanted.append(one)
        else:
            Decision.objects.filter(pk=one.pk).update(state=DecisionState.DROPPED)
            record_decision(one, None, "dropped")
    return wanted


def _make_known(cohort: Cohort, batch: Batch, decisions: list[Decision]) -> None:
    now, ids = timezone.now(), [one.pk for one in decisions]
    corrected = [one.replaces_id for one in decisions if one.replaces_id]
    if corrected:
        Decision.objects.filter(pk__in=corrected).update(state=DecisionState.CORRECTED)
        leave_everything(applications=[one.application_id for one in decisions if one.replaces_id])
    Decision.objects.filter(pk__in=ids).update(state=DecisionState.PUBLISHED, published_at=now)
    make_offers(cohort=cohort, decisions=[one for one in decisions if one.outcome == Outcome.OFFER])
    waiting = {one.application_id: one for one in decisions if one.outcome == Outcome.WAITING}
    if waiting:
        order = in_order(readings(list(waiting)), waiting)
        join_waiting_list(cohort=cohort, decisions=[waiting[one] for one in order])
    batch.published_at = now
    batch.save(update_fields=["published_at"])
    _record(batch, None, "published", decisions=len(decisions))
    enqueue(_TASKS + "ask_for_letters_job", batch.pk)
    enqueue(_TASKS + "fill_places_job", cohort.pk)


def ask_for_letters(*, batch: Batch) -> int:
    """Each published decision of ``batch`` has a job that tells its applicant; how many are new.

    In short transactions, a hundred at a time: whoever dies in the middle is followed by somebody
    who goes on there. Repeatable.
    """
    asked = 0
    while piece := _ask_for_piece(batch):
        asked += piece
    return asked


@transaction.atomic
def _ask_for_piece(batch: Batch) -> int:
    locked(batch.cohort_id)
    waiting = Decision.objects.filter(batch=batch, state=DecisionState.PUBLISHED, letter_at=None)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:LETTERS_AT_ONCE])
    for one in ids:
        enqueue(_TASKS + "tell_decision_job", one)
    Decision.objects.filter(pk__in=ids).update(letter_at=timezone.now())
    return len(ids)


def publish_due_batches() -> int:
    """Whatever is due is published; how many batches that were. One that fails does not hold up others."""
    published, failed = 0, None
    for batch in Batch.objects.filter(stopped_at=None, published_at=None, due_at__lte=timezone.now()):
        try:
            published += publish_batch(batch=batch)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return published


def _record(batch: Batch, actor: User | None, deed: str, **facts: Any) -> None:
    record(
        actor_uid=actor.uid if actor else None,
        action=f"admissions.batch_{deed}",
        subject=f"batch:{batch.uid}",
        **facts,
    )
