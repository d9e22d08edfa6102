"""Whatever happens in whatever order: no place twice, and none left free while somebody waits."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cohorts.admissions.decisions.errors import OfferEndedError, OfferLateError
from cohorts.admissions.decisions.leaving import leave_admissions
from cohorts.admissions.decisions.models import Offer, OfferState, WaitingEntry, WaitingState
from cohorts.admissions.decisions.offers import (
    accept_offer,
    decline_offer,
    end_waiting_lists,
    expire_offers,
    fill_places,
    free_places,
    leave_waiting_list,
    list_ends_at,
)
from cohorts.programmes.models import Place, PlaceState
from tests.cohorts.admissions.decisions import made
from tests.queue import run_queue

PLACES = 2
WHICH = st.integers(0, 9)


class Steps(RuleBasedStateMachine):
    """Applicants are decided, answer, forget to, withdraw and leave, while days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.now = timezone.now()
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()
        self.cohort = made.cohort(places=PLACES)
        self.actors = (made.organiser(), made.organiser())

    def teardown(self) -> None:
        self.clock.stop()

    def _decide(self, outcome: str) -> None:
        made.checked(made.applied(self.cohort), outcome)
        made.publish(self.cohort)
        run_queue()

    @precondition(lambda self: free_places(self.cohort) > 0)
    @rule()
    def offer(self) -> None:
        self._decide("offer")

    @rule()
    def put_on_the_list(self) -> None:
        self._decide("waiting")

    def _one(self, rows, which):
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    @rule(which=WHICH)
    def accept(self, which) -> None:
        offer = self._one(Offer.objects.select_related("application__applicant"), which)
        if offer is None:
            return
        was, late = offer.state, timezone.now() >= offer.expires_at
        try:
            accept_offer(offer=offer, actor=offer.application.applicant)
            assert was == OfferState.ACCEPTED or (was == OfferState.OPEN and not late)
        except (OfferLateError, OfferEndedError):
            assert was != OfferState.ACCEPTED
            assert late or was != OfferState.OPEN

    @rule(which=WHICH)
    def decline(self, which) -> None:
        offer = self._one(Offer.objects.filter(state=OfferState.OPEN), which)
        if offer is not None:
            decline_offer(offer=offer, actor=offer.application.applicant)
            run_queue()

    @rule(which=WHICH)
    def withdraw(self, which) -> None:
        offer = self._one(Offer.objects.filter(state=OfferState.OPEN), which)
        if offer is not None:
            offer.application.state = "withdrawn"
            offer.application.save()
            leave_admissions(application=offer.application)
            run_queue()

    @rule(which=WHICH)
    def leave_the_list(self, which) -> None:
        entry = self._one(WaitingEntry.objects.filter(state=WaitingState.WAITING), which)
        if entry is not None:
            leave_waiting_list(entry=entry, actor=entry.application.applicant)

    @rule(which=WHICH)
    def leave_the_cohort(self, which) -> None:
        place = self._one(Place.objects.filter(cohort=self.cohort).taking_up_room(), which)
        if place is not None:
            Place.objects.filter(pk=place.pk).update(state=PlaceState.LEFT)
            fill_places(cohort=self.cohort)
            fill_places(cohort=self.cohort)
            run_queue()

    @rule(hours=st.sampled_from([1, 23, 60, 24 * 7]))
    def time_goes_by(self, hours) -> None:
        self.now += dt.timedelta(hours=hours)
        self.traveller.move_to(self.now, tick=False)
        expire_offers()
        end_waiting_lists()
        run_queue()

    @invariant()
    def no_place_twice(self) -> None:
        held = Place.objects.filter(cohort=self.cohort).taking_up_room().count()
        open_offers = Offer.objects.filter(cohort=self.cohort, state=OfferState.OPEN).count()
        assert held + open_offers <= PLACES

    @invariant()
    def none_left_free(self) -> None:
        waiting = WaitingEntry.objects.filter(cohort=self.cohort, state=WaitingState.WAITING)
        lasts = timezone.now() < list_ends_at(self.cohort)
        assert not waiting.exists() or (lasts and free_places(self.cohort) <= 0)

    @invariant()
    def nobody_overtakes(self) -> None:
        entries = WaitingEntry.objects.filter(cohort=self.cohort)
        offered = entries.filter(state=WaitingState.OFFERED).order_by("-position").first()
        waiting = entries.filter(state=WaitingState.WAITING).order_by("position").first()
        assert not (offered and waiting) or offered.position < waiting.position


class TestSteps(TestCase, Steps.TestCase):
    """One database transaction for each sequence of steps."""

    settings = settings(
        max_examples=8,
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


pytestmark = pytest.mark.django_db
