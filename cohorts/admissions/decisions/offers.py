"""Offers and the waiting list: no place is kept twice, and none stays free while somebody waits for it.

Whatever takes or frees a place locks the cohort first, so the server's clock decides between an
answer and its deadline, and two answers to one place come one after the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from cohorts.admissions.applications.models import ApplicationState
from cohorts.admissions.decisions.days import end_of_day, end_of_day_after
from cohorts.admissions.decisions.deciding import locked
from cohorts.admissions.decisions.errors import NoRoomError, OfferEndedError, OfferLateError
from cohorts.admissions.decisions.models import (
    Decision,
    Offer,
    OfferState,
    WaitingEntry,
    WaitingState,
)
from cohorts.programmes.errors import CohortClosedError, CohortFullError
from cohorts.programmes.models import Cohort, CohortState, Place
from cohorts.programmes.services import give_place, places_left
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

_TASKS = "cohorts.admissions.decisions.tasks."


def free_places(cohort: Cohort) -> int:
    """How many places nobody has and nobody was offered; less than none where organisers gave more."""
    return places_left(cohort) - Offer.objects.filter(cohort=cohort, state=OfferState.OPEN).count()


def open_offers(cohorts: Iterable[int]) -> dict[int, int]:
    """How many offers are open in each of ``cohorts`` that has any. One query."""
    found = Offer.objects.filter(cohort__in=cohorts, state=OfferState.OPEN).order_by()
    return dict(found.values_list("cohort").annotate(number=Count("pk")))


def list_ends_at(cohort: Cohort) -> dt.datetime:
    """When the waiting list is over: after its last day, or after the cohort's first where none is stated."""
    return end_of_day(cohort.list_ends_on or cohort.starts_on)


def make_offers(*, cohort: Cohort, decisions: Sequence[Decision]) -> list[Offer]:
    """Each of these applicants has an open offer. For a caller who holds the cohort and counted."""
    now = timezone.now()
    until = end_of_day_after(now, cohort.offers_last)
    return Offer.objects.bulk_create(
        [
            Offer(
                cohort=cohort,
                application_id=one.application_id,
                decision=one,
                made_at=now,
                expires_at=until,
            )
            for one in decisions
        ]
    )


def join_waiting_list(*, cohort: Cohort, decisions: Sequence[Decision], in_front: bool = False) -> None:
    """These applicants wait, behind everybody who does already, or before them; in the order given."""
    edge = WaitingEntry.objects.filter(cohort=cohort).aggregate(Min("position"), Max("position"))
    begin = (edge["position__max"] or 0) + 1
    if in_front:
        begin = (edge["position__min"] or 1) - len(decisions)
    WaitingEntry.objects.bulk_create(
        [
            WaitingEntry(
                cohort=cohort, application_id=one.application_id, decision=one, position=begin + number
            )
            for number, one in enumerate(decisions)
        ]
    )


def leave_everything(*, applications: Collection[int]) -> int:
    """None of ``applications`` has an open offer or waits; how many did. For callers who hold the cohort."""
    now = timezone.now()
    offers = Offer.objects.filter(application__in=applications, state=OfferState.OPEN)
    entries = WaitingEntry.objects.filter(application__in=applications, state=WaitingState.WAITING)
    return offers.update(state=OfferState.WITHDRAWN, ended_at=now) + entries.update(
        state=WaitingState.LEFT, ended_at=now
    )


@transaction.atomic
def accept_offer(*, offer: Offer, actor: User) -> Place:
    """The applicant has a place. Idempotent: whoever accepted keeps the same one. Recorded.

    In time is before ``expires_at`` by the server's clock, read with the cohort locked. Raises
    ``OfferLateError``, ``OfferEndedError``, and ``NoRoomError`` where organisers gave the place away.
    """
    cohort = locked(offer.cohort_id)
    offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)
    if offer.state == OfferState.ACCEPTED:
        return Place.objects.get(cohort=cohort, trainee_id=offer.application.applicant_id)
    if offer.state == OfferState.EXPIRED:
        raise OfferLateError
    if offer.state != OfferState.OPEN or cohort.state == CohortState.CANCELLED:
        raise OfferEndedError
    now, trainee = timezone.now(), offer.application.applicant
    if now >= offer.expires_at:
        raise OfferLateError
    if trainee is None or trainee.pk != actor.pk:
        raise OfferEndedError
    try:
        place = give_place(trainee=trainee, cohort=cohort, actor=actor)
    except CohortFullError:
        raise NoRoomError from None
    except CohortClosedError:
        raise OfferEndedError from None
    _end(offer, OfferState.ACCEPTED, now, actor)
    return place


@transaction.atomic
def decline_offer(*, offer: Offer, actor: User) -> None:
    """The place is free for the next. Idempotent; recorded.

    Raises ``OfferEndedError`` where it was accepted or withdrawn; late is as good as in time.
    """
    cohort = locked(offer.cohort_id)
    offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)
    if offer.state in (OfferState.DECLINED, OfferState.EXPIRED):
        return
    if offer.state != OfferState.OPEN:
        raise OfferEndedError
    _end(offer, OfferState.DECLINED, timezone.now(), actor)
    enqueue(_TASKS + "fill_places_job", cohort.pk)


@transaction.atomic
def expire_offer(*, offer: Offer) -> bool:
    """An unanswered offer whose time is over is no longer open, and its applicant hears. Repeatable."""
    cohort = locked(offer.cohort_id)
    offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)
    now = timezone.now()
    if offer.state != OfferState.OPEN or now < offer.expires_at:
        return False
    _end(offer, OfferState.EXPIRED, now, None)
    enqueue(_TASKS + "tell_offer_job", offer.pk, "ended")
    enqueue(_TASKS + "fill_places_job", cohort.pk)
    return True


def expire_offers() -> int:
    """Every offer whose time is over has ended; how many did just now."""
    late = Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=timezone.now()).order_by("pk")
    return sum(expire_offer(offer=one) for one in late.iterator(chunk_size=200))


@transaction.atomic
def leave_waiting_list(*, entry: WaitingEntry, actor: User) -> None:
    """The applicant waits no longer. Idempotent."""
    locked(entry.cohort_id)
    waiting = WaitingEntry.objects.filter(pk=entry.pk, state=WaitingState.WAITING)
    if waiting.update(state=WaitingState.LEFT, ended_at=timezone.now()):
        record(
            actor_uid=actor.uid,
            action="admissions.left_waiting_list",
            subject=f"application:{entry.application.uid}",
            about_uid=actor.uid,
        )


@transaction.atomic
def fill_places(*, cohort: Cohort) -> int:
    """Every free place is offered to the next who waits, while the list lasts; how many were.

    Locks the cohort; repeatable, and right however often and by however many it is called.
    """
    cohort = locked(cohort.pk)
    if cohort.state == CohortState.CANCELLED or timezone.now() >= list_ends_at(cohort):
        return 0
    free = free_places(cohort)
    if free <= 0:
        return 0
    next_ones = list(
        WaitingEntry.objects.filter(
            cohort=cohort,
            state=WaitingState.WAITING,
            application__state=ApplicationState.SUBMITTED,
        )
        .select_related("decision")
        .order_by("position")[:free]
    )
    offers = make_offers(cohort=cohort, decisions=[entry.decision for entry in next_ones])
    taken = WaitingEntry.objects.filter(pk__in=[entry.pk for entry in next_ones])
    taken.update(state=WaitingState.OFFERED, ended_at=timezone.now())
    for offer in offers:
        enqueue(_TASKS + "tell_offer_job", offer.pk, "made")
    return len(offers)


@transaction.atomic
def end_waiting_list(*, cohort: Cohort) -> int:
    """Once its day is over, nobody waits any more, and everybody who did hears; how many. Repeatable."""
    cohort = locked(cohort.pk)
    if timezone.now() < list_ends_at(cohort):
        return 0
    waiting = WaitingEntry.objects.filter(cohort=cohort, state=WaitingState.WAITING)
    ids = list(waiting.values_list("pk", flat=True))
    waiting.update(state=WaitingState.ENDED, ended_at=timezone.now())
    for one in ids:
        enqueue(_TASKS + "tell_list_ended_job", one)
    return len(ids)


def end_waiting_lists() -> int:
    """Every list whose day is over has ended; how many people waited on them until now."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    waiting = WaitingEntry.objects.filter(state=WaitingState.WAITING).values("cohort")
    cohorts = Cohort.objects.filter(pk__in=waiting, starts_on__lt=today, list_ends_on=None)
    cohorts = cohorts | Cohort.objects.filter(pk__in=waiting, list_ends_on__lt=today)
    return sum(end_waiting_list(cohort=one) for one in cohorts)


def _end(offer: Offer, state: OfferState, now: dt.datetime, actor: User | None) -> None:
    offer.state, offer.ended_at = state, now
    offer.save(update_fields=["state", "ended_at"])
    applicant = offer.application.applicant
    record(
        actor_uid=actor.uid if actor else None,
        action=f"admissions.offer_{state.value}",
        subject=f"offer:{offer.uid}",
        about_uid=applicant.uid if applicant else None,
    )


@transaction.atomic
def note_no_room(*, offer: Offer) -> None:
    """The organisers hear that the cohort was full when ``offer`` was accepted. Repeatable."""
    enqueue(_TASKS + "tell_no_room_job", offer.pk)
