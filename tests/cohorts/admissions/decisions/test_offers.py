"""Offers and the waiting list: by the server's clock, one place for one person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.admissions.decisions import errors, telling
from cohorts.admissions.decisions.days import end_of_day, end_of_day_after, last_day
from cohorts.admissions.decisions.models import Offer, OfferState, WaitingEntry, WaitingState
from cohorts.admissions.decisions.offers import (
    accept_offer,
    decline_offer,
    end_waiting_lists,
    expire_offer,
    expire_offers,
    fill_places,
    free_places,
    leave_waiting_list,
)
from cohorts.programmes.models import Place
from lms.messaging.models import Notice
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def cohort():
    return made.cohort(places=1)


def offered(cohort):
    made.decided(made.applied(cohort), "offer")
    return Offer.objects.select_related("application__applicant").latest("pk")


def waits(cohort, number=1):
    """On the list of a full cohort, in this order."""
    entries = []
    for _ in range(number):
        made.decided(made.applied(cohort), "waiting")
        entries.append(WaitingEntry.objects.latest("pk"))
    return entries


@pytest.mark.parametrize(
    ("moment", "days", "deadline"),
    [
        ("2027-03-22T12:00+00:00", 5, "2027-03-28T00:00+00:00"),  # up to the night of the change
        ("2027-03-22T12:00+00:00", 7, "2027-03-29T23:00+00:00"),  # past it: midnight is British
        ("2027-06-01T23:30+00:00", 1, "2027-06-03T23:00+00:00"),  # already the second of June there
        ("2027-10-31T00:30+00:00", 0, "2027-11-01T00:00+00:00"),  # a day of 25 hours
    ],
)
def test_a_deadline_is_the_end_of_a_british_day(moment, days, deadline):
    found = end_of_day_after(dt.datetime.fromisoformat(moment), days)

    assert found == dt.datetime.fromisoformat(deadline)
    assert end_of_day(last_day(found)) == found


def test_accepting_gives_one_place_however_often(cohort):
    offer = offered(cohort)
    person = offer.application.applicant

    first = accept_offer(offer=offer, actor=person)
    again = accept_offer(offer=offer, actor=person)

    assert first == again == Place.objects.get()
    offer.refresh_from_db()
    assert (offer.state, first.trainee, free_places(cohort)) == (OfferState.ACCEPTED, person, 0)
    with pytest.raises(errors.OfferEndedError):
        decline_offer(offer=offer, actor=person)


def test_nobody_accepts_for_somebody_else(cohort):
    offer = offered(cohort)

    with pytest.raises(errors.OfferEndedError):
        accept_offer(offer=offer, actor=UserFactory())

    offer.refresh_from_db()
    assert (offer.state, Place.objects.count()) == (OfferState.OPEN, 0)


def test_the_last_second_is_in_time(cohort, time_machine):
    offer = offered(cohort)

    time_machine.move_to(offer.expires_at - SECOND, tick=False)

    assert expire_offers() == 0
    assert accept_offer(offer=offer, actor=offer.application.applicant)


def test_midnight_is_late_whether_or_not_the_job_came_first(cohort, time_machine):
    offer = offered(cohort)
    time_machine.move_to(offer.expires_at, tick=False)

    with pytest.raises(errors.OfferLateError):
        accept_offer(offer=offer, actor=offer.application.applicant)
    assert expire_offers() == 1
    assert expire_offers() == 0
    with pytest.raises(errors.OfferLateError):
        accept_offer(offer=offer, actor=offer.application.applicant)
    decline_offer(offer=offer, actor=offer.application.applicant)

    offer.refresh_from_db()
    assert offer.state == OfferState.EXPIRED
    assert not Place.objects.exists()


def test_accepted_too_late_is_refused_by_the_database(cohort):
    offer = offered(cohort)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(state="accepted", ended_at=offer.expires_at)


def test_an_expired_offer_is_told_and_goes_to_the_next(cohort, time_machine):
    offer = offered(cohort)
    (entry,) = waits(cohort)
    time_machine.move_to(offer.expires_at, tick=False)

    expire_offers()
    run_queue()

    kinds = Notice.objects.filter(recipient=offer.application.applicant).values_list("kind", flat=True)
    assert set(kinds) == {"admissions.decided", "admissions.offer_ended"}
    entry.refresh_from_db()
    assert entry.state == WaitingState.OFFERED
    assert Offer.objects.get(state="open").application == entry.application
    notice = Notice.objects.get(recipient=entry.application.applicant, kind="admissions.place_free")
    assert notice.subject == "About your application"


def test_a_declined_place_goes_to_the_next_and_only_to_the_next(cohort):
    offer = offered(cohort)
    first, second = waits(cohort, 2)

    decline_offer(offer=offer, actor=offer.application.applicant)
    decline_offer(offer=offer, actor=offer.application.applicant)
    run_queue()
    fill_places(cohort=cohort)

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert Offer.objects.filter(state="open").count() == 1


def test_declining_itself_asks_for_the_next(cohort):
    """Not some other job that happens to wait: a place that is free stays so for nobody."""
    offer = offered(cohort)
    (entry,) = waits(cohort)
    run_queue()

    decline_offer(offer=offer, actor=offer.application.applicant)
    run_queue()

    entry.refresh_from_db()
    assert entry.state == WaitingState.OFFERED


def test_expiring_itself_asks_for_the_next(cohort, time_machine):
    offer = offered(cohort)
    (entry,) = waits(cohort)
    run_queue()
    time_machine.move_to(offer.expires_at, tick=False)

    expire_offer(offer=offer)
    run_queue()

    entry.refresh_from_db()
    assert entry.state == WaitingState.OFFERED


def test_nothing_is_offered_from_a_list_whose_day_is_over_even_before_the_job_ends_it(time_machine):
    day = timezone.localdate() + dt.timedelta(days=9)
    cohort = made.cohort(places=1, list_ends_on=day, offers_last=30)
    offer = offered(cohort)
    (entry,) = waits(cohort)

    time_machine.move_to(end_of_day(day), tick=False)
    decline_offer(offer=offer, actor=offer.application.applicant)

    assert fill_places(cohort=cohort) == 0
    entry.refresh_from_db()
    assert entry.state == WaitingState.WAITING  # until the job tells them


def test_whoever_leaves_the_list_is_passed_over(cohort):
    offer = offered(cohort)
    first, second = waits(cohort, 2)

    leave_waiting_list(entry=first, actor=first.application.applicant)
    leave_waiting_list(entry=first, actor=first.application.applicant)
    decline_offer(offer=offer, actor=offer.application.applicant)
    run_queue()

    assert Offer.objects.get(state="open").application == second.application


def test_withdrawn_applicants_are_passed_over(cohort):
    offer = offered(cohort)
    first, second = waits(cohort, 2)
    first.application.state = "withdrawn"
    first.application.save()

    decline_offer(offer=offer, actor=offer.application.applicant)
    run_queue()

    assert Offer.objects.get(state="open").application == second.application


def test_the_list_ends_after_its_day_and_everybody_on_it_hears(time_machine):
    day = timezone.localdate() + dt.timedelta(days=9)
    cohort = made.cohort(places=1, list_ends_on=day)
    offer = offered(cohort)
    entries = waits(cohort, 2)

    time_machine.move_to(end_of_day(day) - SECOND, tick=False)
    assert end_waiting_lists() == 0
    time_machine.move_to(end_of_day(day), tick=False)
    assert end_waiting_lists() == 2
    assert end_waiting_lists() == 0
    Offer.objects.filter(pk=offer.pk).update(state="declined", ended_at=timezone.now())
    assert fill_places(cohort=cohort) == 0
    run_queue()

    for one in entries:
        one.refresh_from_db()
        assert one.state == WaitingState.ENDED
        told = Notice.objects.filter(recipient=one.application.applicant, kind="admissions.list_ended")
        assert told.count() == 1


def test_without_a_day_the_list_ends_with_the_first_day_of_the_cohort(cohort, time_machine):
    offered(cohort)
    waits(cohort)

    time_machine.move_to(end_of_day(cohort.starts_on), tick=False)

    assert end_waiting_lists() == 1


def test_a_full_cohort_keeps_the_offer_open(cohort):
    offer = offered(cohort)
    Place.objects.create(cohort=cohort, trainee=UserFactory())

    with pytest.raises(errors.NoRoomError):
        accept_offer(offer=offer, actor=offer.application.applicant)

    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_one_offer_at_a_time_by_the_database(cohort):
    offer = offered(cohort)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(
            cohort=cohort,
            application=offer.application,
            decision=offer.decision,
            expires_at=offer.expires_at,
        )


def test_a_day_before_the_end_the_applicant_is_reminded_once(cohort, time_machine):
    offer = offered(cohort)
    person = offer.application.applicant
    reminded = Notice.objects.filter(recipient=person, kind="admissions.answer_soon")

    time_machine.move_to(offer.expires_at - dt.timedelta(hours=25), tick=False)
    telling.remind_of_offers()
    assert not reminded.exists()
    time_machine.move_to(offer.expires_at - dt.timedelta(hours=24), tick=False)
    telling.remind_of_offers()
    telling.remind_of_offers()

    assert reminded.count() == 1
    assert expire_offer(offer=offer) is False


def test_whoever_has_answered_is_not_asked_again_by_a_late_job(cohort):
    offer = offered(cohort)
    person = offer.application.applicant
    decline_offer(offer=offer, actor=person)
    offer.refresh_from_db()

    for what in ("made", "soon"):
        telling.tell_offer(offer=offer, what=what)

    asked = Notice.objects.filter(
        recipient=person, kind__in=["admissions.place_free", "admissions.answer_soon"]
    )
    assert not asked.exists()
