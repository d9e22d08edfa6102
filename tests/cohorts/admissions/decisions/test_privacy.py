"""What is held on applicants and reviewers: the download, the erasure, and who takes over."""

from __future__ import annotations

import pytest

from cohorts.admissions.decisions.desk import desk_panel, next_step
from cohorts.admissions.decisions.findings import ask_applicant
from cohorts.admissions.decisions.handing_over import hand_over_reviews
from cohorts.admissions.decisions.models import (
    Appeal,
    Conflict,
    Decision,
    Finding,
    Offer,
    OfferState,
    Review,
    Reviewer,
    Score,
)
from cohorts.admissions.decisions.privacy import DECISIONS, REVIEWING
from cohorts.admissions.decisions.reviewing import change_plan, name_reviewer, share_reviews
from lms.accounts.duties import duties_of
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def download(data, person):
    return " ".join(str(fact.value) for record in data.export(person) for fact in record.facts)


def erase(data, person):
    for part in data.erase:
        part.carry_out(person)
        part.carry_out(person)


@pytest.fixture
def application():
    cohort = made.cohort(places=1)
    made.criteria(cohort, "Roots")
    return made.applied(cohort)


def test_the_download_has_marks_and_reasons_once_the_decision_is_published(application):
    made.judged(application, 4, person=UserFactory(name="Rosa Reader"), words="Go on")
    made.checked(application, "not_now", reason="Not this time, because.")
    before = download(DECISIONS, application.applicant)

    made.publish(application.cohort)
    after = download(DECISIONS, application.applicant)

    assert before == ""
    for words in ("Not this time, because.", "because 4", "Go on", "Roots"):
        assert words in after
    assert "Rosa" not in after


def test_a_reviewers_download_names_no_applicant(application):
    person = UserFactory()
    made.judged(application, 4, person=person, words="Secretvex")

    said = download(REVIEWING, person)

    assert application.cohort.title in said
    assert "Secretvex" not in said
    assert application.name not in said


def test_erasing_an_applicant_removes_everything_and_frees_the_place(application):
    cohort = application.cohort
    made.judged(application, 4)
    ask = ask_applicant(application=application, question="Yours?", actor=made.organiser())
    Finding.objects.filter(pk=ask.pk).update(verdict="dropped", settled_at=ask.asked_at)
    made.decided(application, "offer")
    other = made.applied(cohort)
    made.decided(other, "waiting")

    erase(DECISIONS, application.applicant)
    run_queue()

    assert not Decision.objects.filter(application=application).exists()
    assert not Finding.objects.exists()
    assert not Score.objects.exists()
    assert not Appeal.objects.exists()
    assert Offer.objects.get().application == other
    assert Offer.objects.get().state == OfferState.OPEN


def test_erasing_a_reviewer_keeps_the_judgement(application):
    person = UserFactory()
    made.judged(application, 4, person=person)
    Conflict.objects.create(application=made.applied(application.cohort), person=person)

    erase(REVIEWING, person)

    assert Review.objects.get().points == 400
    assert not Conflict.objects.exists()


def test_unread_reviews_go_to_whoever_takes_over(application):
    cohort, giver, taker = application.cohort, UserFactory(), UserFactory()
    change_plan(cohort=cohort, each=1, is_blind=True, actor=made.organiser())
    mine = made.applied(cohort, person=taker)
    barred = made.applied(cohort)
    Conflict.objects.create(application=barred, person=taker)
    name_reviewer(cohort=cohort, person=giver, actor=made.organiser())
    share_reviews(cohort=cohort, actor=None)
    assert [(duty.code, number) for duty, number in duties_of(giver)] == [("admissions_reviews", 3)]

    assert hand_over_reviews(giver, taker) == 1
    assert hand_over_reviews(giver, taker) == 0

    assert Review.objects.get().application == application
    assert Reviewer.objects.open().get().person == taker
    assert not Review.objects.filter(application__in=[mine, barred]).exists()


def test_the_desk_says_answer_before_reply(application, rf):
    person = application.applicant
    assert next_step(person) is None
    ask = ask_applicant(application=application, question="Yours?", actor=made.organiser())
    assert "question" in str(next_step(person).title)
    Finding.objects.filter(pk=ask.pk).update(verdict="dropped", settled_at=ask.asked_at)
    made.decided(application, "offer")

    step = next_step(person)

    assert application.cohort.title in str(step.title)
    assert step.href == f"/my/decision/{application.uid}/"
    Offer.objects.update(state="declined", ended_at=ask.asked_at)
    assert next_step(person) is None


def test_the_desk_shows_reviews_and_for_organisers_who_waits(application, rf):
    reviewer, organiser = UserFactory(), made.organiser()
    name_reviewer(cohort=application.cohort, person=reviewer, actor=organiser)
    share_reviews(cohort=application.cohort, actor=None)
    request = rf.get("/my/")

    def panel(user):
        request.user = user
        return desk_panel(request)

    assert panel(reviewer).context == {"reviews": [(application.cohort, 1)], "cohorts": []}
    assert panel(organiser).context == {"reviews": [], "cohorts": [(application.cohort, 1)]}
    assert panel(application.applicant) is None
