"""Published together, after a quarter of an hour; stopped, corrected, and told to each."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.admissions.decisions import errors, publishing
from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.leaving import close_admissions, leave_admissions
from cohorts.admissions.decisions.models import (
    Batch,
    Decision,
    DecisionState,
    Offer,
    OfferState,
    Outcome,
    WaitingEntry,
)
from cohorts.admissions.decisions.offers import accept_offer, free_places
from cohorts.admissions.decisions.publishing import (
    ask_for_letters,
    publish_batch,
    publish_decisions,
    publish_due_batches,
    stop_batch,
)
from cohorts.programmes.models import Cohort, Place
from lms.messaging.models import Notice
from lms.queue.models import Job
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
QUARTER = dt.timedelta(minutes=15)


@pytest.fixture
def cohort():
    return made.cohort(places=2)


def three(cohort):
    """One of each outcome, checked."""
    return {
        outcome.value: made.checked(made.applied(cohort), outcome.value, reason=f"Because {outcome.value}.")
        for outcome in Outcome
    }


def test_nothing_is_known_for_a_quarter_of_an_hour(time_machine):
    cohort, now = made.cohort(places=1), timezone.now()
    time_machine.move_to(now, tick=False)
    decisions = three(cohort)
    batch = publish_decisions(cohort=cohort, actor=made.organiser())

    time_machine.move_to(now + QUARTER - dt.timedelta(seconds=1), tick=False)
    assert publish_due_batches() == 0
    assert publish_batch(batch=batch) is False  # whoever asks, also by mistake
    run_queue()
    assert not Notice.objects.filter(kind__startswith="admissions.").exists()
    assert not Offer.objects.exists()

    time_machine.move_to(now + QUARTER, tick=False)
    assert publish_due_batches() == 1
    assert publish_due_batches() == 0
    assert publish_batch(batch=batch) is False
    run_queue()

    assert set(Decision.objects.values_list("state", flat=True)) == {"published"}
    assert Offer.objects.get().application == decisions["offer"].application
    for one in decisions.values():
        notice = Notice.objects.get(recipient=one.application.applicant, kind="admissions.decided")
        assert notice.subject == "About your application"
        assert one.reason not in str(notice.context)
        assert notice.link == f"/my/decision/{one.application.uid}/"


def test_two_who_publish_at_once_publish_one_batch(cohort):
    three(cohort)

    first = publish_decisions(cohort=cohort, actor=made.organiser())
    second = publish_decisions(cohort=cohort, actor=made.organiser())

    assert first == second
    assert Decision.objects.filter(batch=first).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(cohort=cohort, made_by=made.organiser(), due_at=timezone.now())


def test_stopped_decisions_are_checked_as_before_and_may_be_published_again(cohort):
    three(cohort)
    batch = publish_decisions(cohort=cohort, actor=made.organiser())

    stop_batch(batch=batch, actor=made.organiser())
    stop_batch(batch=batch, actor=made.organiser())
    Batch.objects.update(due_at=timezone.now())

    assert publish_due_batches() == 0
    assert publish_batch(batch=batch) is False
    assert set(Decision.objects.values_list("state", "batch")) == {("checked", None)}
    assert publish_decisions(cohort=cohort, actor=made.organiser()) != batch


def test_what_is_published_cannot_be_stopped(cohort):
    three(cohort)
    batch = made.publish(cohort)

    with pytest.raises(errors.AlreadyPublishedError):
        stop_batch(batch=batch, actor=made.organiser())


def test_prepared_decisions_and_those_of_others_stay_behind(cohort):
    three(cohort)
    kept = prepare_decision(
        application=made.applied(cohort), outcome="offer", reason="Welcome.", actor=made.organiser()
    )
    elsewhere = made.checked(made.applied(made.cohort()), "offer")

    made.publish(cohort)

    kept.refresh_from_db(), elsewhere.refresh_from_db()
    assert (kept.state, elsewhere.state) == (DecisionState.PREPARED, DecisionState.CHECKED)


def test_nothing_to_publish_and_more_offers_than_places_are_refused(cohort):
    with pytest.raises(errors.NothingToPublishError):
        publish_decisions(cohort=cohort, actor=made.organiser())
    for _ in range(3):
        made.checked(made.applied(cohort), "offer")

    with pytest.raises(errors.NotEnoughPlacesError, match="3, and 2 places are free"):
        publish_decisions(cohort=cohort, actor=made.organiser())

    assert not Batch.objects.exists()


def test_a_batch_whose_room_has_gone_is_stopped_and_organisers_hear(cohort):
    actor = made.organiser()
    made.checked(made.applied(cohort), "offer")
    made.checked(made.applied(cohort), "offer")
    batch = publish_decisions(cohort=cohort, actor=actor)
    Place.objects.create(cohort=cohort, trainee=UserFactory())
    Batch.objects.update(due_at=timezone.now())

    publish_due_batches()
    run_queue()

    batch.refresh_from_db()
    assert (batch.stopped_by, bool(batch.stopped_at), batch.published_at) == (None, True, None)
    assert not Offer.objects.exists()
    assert Notice.objects.filter(recipient=actor, kind="admissions.no_room").count() == 1


def test_withdrawn_meanwhile_is_dropped_and_nobody_else_waits_for_it(cohort):
    decisions = three(cohort)
    batch = publish_decisions(cohort=cohort, actor=made.organiser())
    gone = decisions["offer"].application
    gone.state = "withdrawn"
    gone.save()
    Batch.objects.update(due_at=timezone.now())

    publish_batch(batch=batch)
    run_queue()

    decisions["offer"].refresh_from_db()
    assert decisions["offer"].state == DecisionState.DROPPED
    assert not Notice.objects.filter(recipient=gone.applicant).exists()
    # Two places are free, so the one who waits is offered one by itself.
    assert Offer.objects.get().application == decisions["waiting"].application


def test_the_waiting_list_is_in_the_order_of_the_ranking():
    cohort = made.cohort(places=1)
    made.criteria(cohort, "Roots")
    made.checked(made.applied(cohort), "offer")
    entries = {}
    for mark in (2, 5, 3):
        application = made.applied(cohort)
        made.judged(application, mark)
        made.checked(application, "waiting")
        entries[application.pk] = mark
    unread = made.applied(cohort)
    made.checked(unread, "waiting")

    made.publish(cohort)

    order = [one.application_id for one in WaitingEntry.objects.order_by("position")]
    assert [entries.get(one) for one in order] == [5, 3, 2, None]


def test_letters_go_on_where_a_dead_worker_stopped(cohort):
    for _ in range(9):
        made.checked(made.applied(cohort), "not_now")
    real, calls = publishing.enqueue, []

    def dies(task, *args, **kwargs):
        if task.endswith("tell_decision_job"):
            calls.append(args)
            if len(calls) == 5:
                raise SystemExit("killed")
        return real(task, *args, **kwargs)

    batch = made.publish(cohort)
    with patch.object(publishing, "LETTERS_AT_ONCE", 2), patch.object(publishing, "enqueue", dies):
        with pytest.raises(SystemExit):
            ask_for_letters(batch=batch)
        assert Decision.objects.filter(letter_at__isnull=False).count() == 4
        assert ask_for_letters(batch=batch) == 5
    assert ask_for_letters(batch=batch) == 0
    run_queue()

    told = Job.objects.filter(task__endswith="tell_decision_job").values_list("args", flat=True)
    assert sorted(one[0] for one in told) == sorted(Decision.objects.values_list("pk", flat=True))
    assert Notice.objects.filter(kind="admissions.decided").count() == 9


def test_a_letter_that_is_asked_for_twice_is_one(cohort):
    decision = made.decided(made.applied(cohort), "not_now")
    from cohorts.admissions.decisions.tasks import tell_decision_job

    tell_decision_job(decision.pk)
    tell_decision_job(decision.pk)
    run_queue()

    assert Notice.objects.filter(kind="admissions.decided").count() == 1


def test_a_wrong_decision_is_corrected_with_history_and_an_apology(cohort):
    application = made.applied(cohort)
    wrong = made.decided(application, "not_now", reason="No.")
    with pytest.raises(errors.ApologyMissingError):
        prepare_decision(application=application, outcome="offer", reason="Yes.", actor=made.organiser())
    right = made.checked(application, "offer", reason="Yes.", apology="We mixed two up.")
    wrong.refresh_from_db()
    assert wrong.state == DecisionState.PUBLISHED  # until the correction is published too

    made.publish(cohort)
    run_queue()

    wrong.refresh_from_db(), right.refresh_from_db()
    assert (wrong.state, right.state, right.replaces) == ("corrected", "published", wrong)
    assert Offer.objects.get().application == application
    assert Notice.objects.filter(recipient=application.applicant).order_by("pk").last().kind == (
        "admissions.corrected"
    )


def test_a_corrected_offer_gives_its_place_back():
    cohort = made.cohort(places=1)
    mistaken, meant = made.applied(cohort), made.applied(cohort)
    made.decided(mistaken, "offer")
    made.checked(mistaken, "not_now", apology="Sorry.")
    made.checked(meant, "offer")

    made.publish(cohort)

    assert Offer.objects.get(application=mistaken).state == OfferState.WITHDRAWN
    assert Offer.objects.get(application=meant).state == OfferState.OPEN
    assert free_places(cohort) == 0


def test_an_accepted_offer_is_beyond_correcting(cohort):
    application = made.applied(cohort)
    made.decided(application, "offer")
    pending = made.checked(application, "not_now", apology="Sorry.")
    accept_offer(offer=Offer.objects.get(), actor=application.applicant)

    made.publish(cohort)

    pending.refresh_from_db()
    assert pending.state == DecisionState.DROPPED
    with pytest.raises(errors.HasPlaceError):
        prepare_decision(
            application=application, outcome="not_now", reason="No.", apology="Sorry.", actor=made.organiser()
        )


def test_a_withdrawn_application_leaves_offers_waits_and_pending_decisions():
    cohort = made.cohort(places=1)
    offered, waits = made.applied(cohort), made.applied(cohort)
    made.checked(offered, "offer")
    made.checked(waits, "waiting")
    made.publish(cohort)
    run_queue()
    offered.state = "withdrawn"
    offered.save()

    assert leave_admissions(application=offered) is True
    assert leave_admissions(application=offered) is False
    assert leave_admissions(application=waits) is False
    run_queue()

    assert Offer.objects.get(application=offered).state == OfferState.WITHDRAWN
    assert Offer.objects.get(application=waits).state == OfferState.OPEN


def test_a_cancelled_cohort_publishes_and_offers_nothing(cohort):
    decisions = three(cohort)
    batch = publish_decisions(cohort=cohort, actor=made.organiser())
    Cohort.objects.update(state="cancelled", cancelled_at=timezone.now())
    Batch.objects.update(due_at=timezone.now())

    publish_due_batches()
    close_admissions(cohort=cohort)
    close_admissions(cohort=cohort)

    batch.refresh_from_db()
    assert batch.stopped_at
    assert set(Decision.objects.values_list("state", flat=True)) == {"dropped"}
    assert decisions
    assert not Offer.objects.exists()


def test_one_batch_that_fails_does_not_hold_up_others(cohort):
    three(cohort)
    publish_decisions(cohort=cohort, actor=made.organiser())
    other = made.cohort()
    made.checked(made.applied(other), "not_now")
    publish_decisions(cohort=other, actor=made.organiser())
    Batch.objects.update(due_at=timezone.now())
    real = publishing.publish_batch

    def fails(*, batch):
        if batch.cohort_id == cohort.pk:
            raise ValueError("broken")
        return real(batch=batch)

    with patch.object(publishing, "publish_batch", fails), pytest.raises(ValueError, match="broken"):
        publish_due_batches()

    assert Batch.objects.get(cohort=other).published_at
    assert Batch.objects.get(cohort=cohort).published_at is None
