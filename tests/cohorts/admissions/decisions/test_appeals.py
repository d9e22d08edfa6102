"""Another look, by another pair of eyes."""

from __future__ import annotations

import datetime as dt

import pytest

from cohorts.admissions.decisions import errors
from cohorts.admissions.decisions.appeals import answer_appeal, appeal_until, ask_for_another_look
from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.findings import ask_applicant, settle_finding
from cohorts.admissions.decisions.models import Appeal, Decision, DecisionState, Offer, WaitingEntry
from cohorts.programmes.models import Place
from lms.messaging.models import Notice
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def refused(**facts):
    application = made.applied(made.cohort(**facts))
    made.decided(application, "not_now")
    return application


def test_asking_twice_is_asking_once_and_organisers_hear():
    actor = made.organiser()
    application = refused()

    first = ask_for_another_look(application=application, words="You missed my work.")
    again = ask_for_another_look(application=application, words="Other words.")
    run_queue()

    assert first == again
    assert Appeal.objects.get().words == "You missed my work."
    notice = Notice.objects.get(recipient=actor, kind="admissions.appeal_asked")
    assert "missed" not in str(notice.context)


def test_there_is_time_until_the_end_of_the_last_day(time_machine):
    application = refused(appeal_days=14)
    until = appeal_until(Decision.objects.get(), application.cohort)
    assert until is not None

    time_machine.move_to(until, tick=False)
    with pytest.raises(errors.NotAppealableError):
        ask_for_another_look(application=application, words="Please.")
    time_machine.move_to(until - dt.timedelta(seconds=1), tick=False)
    assert ask_for_another_look(application=application, words="Please.")


@pytest.mark.parametrize("outcome", ["offer", ""])
def test_nothing_to_appeal_against(outcome):
    application = made.applied(made.cohort())
    if outcome:
        made.decided(application, outcome)

    with pytest.raises(errors.NotAppealableError):
        ask_for_another_look(application=application, words="Please.")


def test_a_cohort_may_have_no_appeals_at_all():
    with pytest.raises(errors.NotAppealableError):
        ask_for_another_look(application=refused(appeal_days=0), words="Please.")


def parts():
    """Everybody who had a part in one refusal, and its appeal."""
    application = made.applied(made.cohort())
    people = {part: made.organiser() for part in ("preparer", "checker", "reader", "asker")}
    made.judged(application, 2, 2, person=people["reader"])
    finding = ask_applicant(application=application, question="Yours?", actor=people["asker"])
    settle_finding(finding=finding, verdict="dropped", because="No.", actor=made.organiser())
    made.decided(application, "not_now", actor=people["preparer"])
    Decision.objects.update(checked_by=people["checker"])
    return ask_for_another_look(application=application, words="Please."), people


def test_whoever_had_a_part_does_not_answer():
    appeal, people = parts()

    for one in (*people.values(), appeal.application.applicant):
        with pytest.raises(errors.AnotherPairOfEyesError):
            answer_appeal(appeal=appeal, is_changed=False, answer="No.", actor=one)

    answered = answer_appeal(appeal=appeal, is_changed=False, answer="It stands.", actor=made.organiser())
    assert answered.state == "stands"


def test_what_stands_after_an_appeal_is_final_and_told():
    application = refused()
    appeal = ask_for_another_look(application=application, words="Please.")

    for _ in range(2):
        answer_appeal(appeal=appeal, is_changed=False, answer="It stands.", actor=made.organiser())
    run_queue()

    assert Decision.objects.get().is_final
    told = Notice.objects.filter(recipient=application.applicant, kind="admissions.appeal_answered")
    assert told.count() == 1
    with pytest.raises(errors.FinalError):
        prepare_decision(
            application=application, outcome="offer", reason="Yes.", apology="Sorry.", actor=made.organiser()
        )
    with pytest.raises(errors.SettledError):
        answer_appeal(appeal=appeal, is_changed=True, answer="Yes.", actor=made.organiser())


def test_a_changed_decision_offers_the_free_place():
    application = refused()
    appeal = ask_for_another_look(application=application, words="Please.")

    answer_appeal(appeal=appeal, is_changed=True, answer="You are right.", actor=made.organiser())

    old, new = Decision.objects.order_by("pk")
    assert (old.state, new.state, new.outcome) == (DecisionState.CORRECTED, DecisionState.PUBLISHED, "offer")
    assert (new.replaces, new.is_final, new.reason) == (old, True, "You are right.")
    assert Offer.objects.get().application == application


def test_without_a_free_place_they_are_first_on_the_list():
    application = refused(places=1)
    Place.objects.create(cohort=application.cohort, trainee=UserFactory())
    made.decided(made.applied(application.cohort), "waiting")
    appeal = ask_for_another_look(application=application, words="Please.")

    answer_appeal(appeal=appeal, is_changed=True, answer="You are right.", actor=made.organiser())

    assert WaitingEntry.objects.order_by("position").first().application == application
    assert not Offer.objects.exists()


def test_whoever_was_offered_a_place_since_needs_no_other():
    application = refused()
    appeal = ask_for_another_look(application=application, words="Please.")
    made.decided(application, "offer", apology="Sorry.")

    with pytest.raises(errors.HasPlaceError):
        answer_appeal(appeal=appeal, is_changed=True, answer="Yes.", actor=made.organiser())


@pytest.mark.parametrize("is_free", [True, False], ids=["a place is free", "none is"])
def test_whoever_waited_already_neither_waits_twice_nor_waits_and_is_offered(is_free):
    cohort = made.cohort(places=1)
    application = made.applied(cohort)
    made.decided(application, "waiting")
    if not is_free:
        Place.objects.create(cohort=cohort, trainee=UserFactory())
    appeal = ask_for_another_look(application=application, words="Please.")
    WaitingEntry.objects.filter(application=application).update(state="waiting", ended_at=None)
    Offer.objects.filter(application=application).delete()

    answer_appeal(appeal=appeal, is_changed=True, answer="You are right.", actor=made.organiser())

    waits = WaitingEntry.objects.filter(application=application, state="waiting").count()
    assert (waits, Offer.objects.filter(application=application).count()) == (int(not is_free), int(is_free))
