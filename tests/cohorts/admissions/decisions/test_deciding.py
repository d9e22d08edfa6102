"""Prepared by one, checked by another; and what is put to the applicant first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.admissions.decisions import errors
from cohorts.admissions.decisions.deciding import (
    check_decision,
    prepare_decision,
    prepare_decisions,
    send_back,
)
from cohorts.admissions.decisions.findings import ask_applicant, reply_to_finding, settle_finding
from cohorts.admissions.decisions.models import Decision, DecisionState, Finding
from cohorts.admissions.decisions.publishing import publish_decisions
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.admissions.decisions import made
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return made.applied(made.cohort())


def prepared(application, actor=None, **facts):
    values = {"outcome": "not_now", "reason": "Not this time.", **facts}
    return prepare_decision(application=application, actor=actor or made.organiser(), **values)


def test_preparing_twice_is_once_and_anew_replaces_it(application):
    first = prepared(application)
    again = prepared(application)
    check_decision(decision=again, actor=made.organiser(), as_of=again.prepared_at)

    anew = prepared(application, outcome="offer", reason="Welcome.")

    assert first == again == anew
    assert Decision.objects.count() == 1
    assert (anew.outcome, anew.state, anew.checked_by) == ("offer", DecisionState.PREPARED, None)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "merged", "transferred"])
def test_only_submitted_applications_are_decided(state):
    with pytest.raises(errors.NotSubmittedError):
        prepared(made.applied(made.cohort(), state=state))


def test_a_reason_is_needed(application):
    with pytest.raises(errors.WordsMissingError):
        prepared(application, reason="  ")


def test_all_or_none_are_prepared(application):
    other = made.applied(application.cohort, state="withdrawn")

    with pytest.raises(errors.NotSubmittedError):
        prepare_decisions(
            applications=[application, other], outcome="offer", reason="Welcome.", actor=made.organiser()
        )

    assert not Decision.objects.exists()


def test_nobody_checks_what_they_prepared_not_even_in_the_database(application):
    actor = made.organiser()
    decision = prepared(application, actor)

    with pytest.raises(errors.SecondPersonError):
        check_decision(decision=decision, actor=actor, as_of=decision.prepared_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(checked_by=actor)


def test_what_was_changed_meanwhile_is_not_checked(application):
    decision = prepared(application)
    seen = decision.prepared_at
    prepared(application, reason="Other words.")

    with pytest.raises(errors.ChangedMeanwhileError):
        check_decision(decision=decision, actor=made.organiser(), as_of=seen)


def test_sent_back_says_why_until_it_is_written_anew(application):
    decision = made.checked(application, "offer")

    sent = send_back(decision=decision, because="Too short.", actor=made.organiser())

    assert (sent.state, sent.sent_back_because, sent.checked_by) == ("prepared", "Too short.", None)
    assert prepared(application, outcome="offer", reason="Longer.").sent_back_because == ""
    with pytest.raises(errors.WordsMissingError):
        send_back(decision=decision, because=" ", actor=made.organiser())


def test_what_is_about_to_be_published_is_not_changed(application):
    decision = made.checked(application, "not_now")
    publish_decisions(cohort=application.cohort, actor=made.organiser())

    with pytest.raises(errors.BeingPublishedError):
        prepared(application, outcome="waiting")
    with pytest.raises(errors.BeingPublishedError):
        send_back(decision=decision, because="Wait", actor=made.organiser())


def test_the_record_says_who_but_neither_outcome_nor_words(application):
    made.decided(application, "not_now", reason="Zephyr words")

    events = AuditEvent.objects.filter(action__startswith="admissions.")

    assert {one.action for one in events} == {
        "admissions.decision_prepared",
        "admissions.decision_checked",
        "admissions.batch_publishing",
        "admissions.batch_published",
    }
    assert not any("not_now" in repr(one.details) or "Zephyr" in repr(one.details) for one in events)


def test_a_finding_is_put_to_the_applicant_once(application):
    actor = made.organiser()

    first = ask_applicant(application=application, question="Is this yours?", actor=actor)
    again = ask_applicant(application=application, question=" Is this yours? ", actor=actor)
    run_queue()

    assert first == again
    notice = Notice.objects.get(recipient=application.applicant)
    assert notice.subject == "About your application"
    assert notice.link == f"/my/decision/{application.uid}/"
    assert "Is this yours" not in str(notice.context)


def test_nothing_counts_before_the_applicant_was_heard(application):
    finding = ask_applicant(application=application, question="Is this yours?", actor=made.organiser())

    with pytest.raises(errors.NotHeardYetError):
        settle_finding(finding=finding, verdict="counts", because="It is.", actor=made.organiser())
    with pytest.raises(errors.OpenQuestionError):
        prepared(application)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(verdict="counts", settled_at=timezone.now())

    reply_to_finding(finding=finding, reply="No, my namesake's.")
    settled = settle_finding(finding=finding, verdict="counts", because="It is.", actor=made.organiser())

    assert settled.verdict == "counts"
    prepared(application)
    with pytest.raises(errors.SettledError):
        reply_to_finding(finding=finding, reply="But no")
    with pytest.raises(errors.SettledError):
        settle_finding(finding=finding, verdict="dropped", because="No.", actor=made.organiser())


def test_after_five_days_of_silence_it_may_count(application, time_machine):
    finding = ask_applicant(application=application, question="Is this yours?", actor=made.organiser())

    time_machine.move_to(finding.reply_by - dt.timedelta(seconds=1))
    with pytest.raises(errors.NotHeardYetError):
        settle_finding(finding=finding, verdict="counts", because="It is.", actor=made.organiser())
    time_machine.move_to(finding.reply_by)
    settle_finding(finding=finding, verdict="counts", because="It is.", actor=made.organiser())


def test_a_finding_may_be_dropped_at_any_time(application):
    finding = ask_applicant(application=application, question="Is this yours?", actor=made.organiser())

    dropped = settle_finding(
        finding=finding, verdict="dropped", because="A namesake.", actor=made.organiser()
    )

    assert dropped.verdict == "dropped"
    prepared(application)
