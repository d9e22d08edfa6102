"""Two connections at the same moment; only PostgreSQL can show it."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cohorts.admissions.decisions.deciding import check_decision, locked, prepare_decision
from cohorts.admissions.decisions.errors import (
    AlreadyPublishedError,
    ChangedMeanwhileError,
    OfferEndedError,
    OfferLateError,
)
from cohorts.admissions.decisions.models import (
    Batch,
    Decision,
    Offer,
    OfferState,
    Review,
    WaitingEntry,
    WaitingState,
)
from cohorts.admissions.decisions.offers import (
    accept_offer,
    decline_offer,
    expire_offers,
    fill_places,
    free_places,
)
from cohorts.admissions.decisions.publishing import (
    ask_for_letters,
    publish_batch,
    publish_decisions,
    stop_batch,
)
from cohorts.admissions.decisions.reviewing import name_reviewer, share_reviews
from cohorts.programmes.models import Place
from lms.queue.models import Job
from tests.cohorts.admissions.decisions import made
from tests.courses.learning.test_at_once import at_once
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def offered(cohort):
    made.decided(made.applied(cohort), "offer")
    return Offer.objects.select_related("application__applicant").latest("pk")


def test_two_organisers_publish_one_batch():
    cohort, people = made.cohort(), [made.organiser() for _ in range(4)]
    for _ in range(5):
        made.checked(made.applied(cohort), "not_now")

    at_once(*[lambda one=one: publish_decisions(cohort=cohort, actor=one) for one in people])

    assert Batch.objects.count() == 1
    assert Decision.objects.filter(batch=Batch.objects.get()).count() == 5


def test_two_workers_publish_a_batch_once_and_ask_for_each_letter_once():
    cohort = made.cohort()
    for _ in range(7):
        made.checked(made.applied(cohort), "waiting")
    batch = publish_decisions(cohort=cohort, actor=made.organiser())
    Batch.objects.update(due_at=timezone.now())

    at_once(*[lambda: publish_batch(batch=Batch.objects.get())] * 3)
    at_once(*[lambda: ask_for_letters(batch=batch)] * 3)

    assert WaitingEntry.objects.count() == 7
    assert Job.objects.filter(task__endswith="tell_decision_job").count() == 7


def test_stopping_while_publishing_is_one_or_the_other():
    cohort, actor = made.cohort(), made.organiser()
    made.checked(made.applied(cohort), "offer")
    batch = publish_decisions(cohort=cohort, actor=actor)
    Batch.objects.update(due_at=timezone.now())

    def stop() -> None:
        with suppress(AlreadyPublishedError):
            stop_batch(batch=Batch.objects.get(), actor=actor)

    at_once(stop, lambda: publish_batch(batch=Batch.objects.get()))

    batch.refresh_from_db()
    assert bool(batch.stopped_at) != bool(batch.published_at)
    assert Offer.objects.exists() == bool(batch.published_at)


def test_an_offer_is_accepted_or_expires_but_not_both():
    cohort = made.cohort(places=1)
    offer = offered(cohort)
    made.decided(made.applied(cohort), "waiting")
    soon = timezone.now() + dt.timedelta(milliseconds=60)
    Offer.objects.update(expires_at=soon)

    def accept() -> None:
        while timezone.now() < soon - dt.timedelta(milliseconds=5):
            pass
        with suppress(OfferLateError):
            accept_offer(offer=offer, actor=offer.application.applicant)

    def expire() -> None:
        while not expire_offers() and timezone.now() < soon + dt.timedelta(milliseconds=50):
            pass

    at_once(accept, accept, expire, expire)
    at_once(*[lambda: fill_places(cohort=cohort)] * 2)

    offer.refresh_from_db()
    held = Place.objects.filter(cohort=cohort).count()
    assert offer.state in (OfferState.ACCEPTED, OfferState.EXPIRED)
    assert held == (1 if offer.state == OfferState.ACCEPTED else 0)
    assert held + Offer.objects.filter(state=OfferState.OPEN).count() == 1
    assert free_places(cohort) == 0


def test_an_answer_that_waited_for_the_end_of_its_offer_is_late():
    """Whoever accepts looks at the offer only with the cohort held, not before they wait for it."""
    cohort = made.cohort(places=1)
    offer = offered(cohort)
    late: list[bool] = []

    def accept() -> None:
        try:
            accept_offer(offer=offer, actor=offer.application.applicant)
        except OfferLateError:
            late.append(True)
        finally:
            connection.close()

    answering = threading.Thread(target=accept)
    with transaction.atomic():
        locked(cohort.pk)
        answering.start()
        answering.join(0.5)
        assert answering.is_alive()
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.EXPIRED, ended_at=timezone.now())
    answering.join(20)

    assert late == [True]
    assert not Place.objects.exists()


def test_a_declined_place_is_offered_to_one():
    cohort = made.cohort(places=1)
    offer = offered(cohort)
    for _ in range(3):
        made.decided(made.applied(cohort), "waiting")
    decline_offer(offer=offer, actor=offer.application.applicant)

    at_once(*[lambda: fill_places(cohort=cohort)] * 4)

    assert Offer.objects.filter(state=OfferState.OPEN).count() == 1
    assert WaitingEntry.objects.filter(state=WaitingState.WAITING).count() == 2


def test_accepting_and_declining_at_once_is_one_answer():
    cohort = made.cohort(places=1)
    offer = offered(cohort)
    person = offer.application.applicant

    def quietly(deed):
        def do() -> None:
            with suppress(OfferEndedError):
                deed(offer=offer, actor=person)

        return do

    at_once(quietly(accept_offer), quietly(decline_offer), quietly(accept_offer))

    offer.refresh_from_db()
    assert Place.objects.exists() == (offer.state == OfferState.ACCEPTED)


def test_sharing_out_twice_at_once_is_once():
    cohort = made.cohort()
    for _ in range(6):
        made.applied(cohort)
    for _ in range(3):
        name_reviewer(cohort=cohort, person=UserFactory(), actor=made.organiser())

    at_once(*[lambda: share_reviews(cohort=cohort, actor=None)] * 3)

    assert Review.objects.count() == 12


def test_preparing_anew_and_checking_at_once_never_checks_what_nobody_read():
    application = made.applied(made.cohort())
    first, second = made.organiser(), made.organiser()
    decision = prepare_decision(application=application, outcome="offer", reason="Old.", actor=first)
    seen = decision.prepared_at

    def check() -> None:
        with suppress(ChangedMeanwhileError):
            check_decision(decision=decision, actor=second, as_of=seen)

    at_once(
        check,
        lambda: prepare_decision(application=application, outcome="not_now", reason="New.", actor=first),
    )

    decision.refresh_from_db()
    assert (decision.reason, decision.state) == ("New.", "prepared")
