"""Who reads decisions, reviews and whole applications, asked of the rules themselves."""

from __future__ import annotations

import pytest
import rules

from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.models import Review, ReviewState
from cohorts.admissions.decisions.reviewing import change_plan, end_reviewer, name_reviewer
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return made.cohort(places=2)


def test_a_decision_is_read_by_its_applicant_once_it_is_known_and_by_organisers_before(cohort):
    application, other, organiser = made.applied(cohort), made.applied(cohort), made.organiser()
    decision = prepare_decision(application=application, outcome="not_now", reason="Full.", actor=organiser)

    def reads(person) -> bool:
        return rules.has_perm("cohorts.read_decision", person, decision)

    assert (reads(application.applicant), reads(organiser)) == (False, True)
    made.checked(application, "not_now", reason="Really full.")
    made.publish(cohort)
    decision.refresh_from_db()
    assert (reads(application.applicant), reads(other.applicant), reads(UserFactory())) == (
        True,
        False,
        False,
    )
    application.applicant.is_active = False
    decision.application.applicant = application.applicant
    assert not reads(application.applicant)


@pytest.fixture
def review(cohort):
    person = UserFactory()
    name_reviewer(cohort=cohort, person=person, actor=made.organiser())
    return Review.objects.create(application=made.applied(cohort), person=person)


def test_whoever_judges_blind_opens_neither_application_nor_files(cohort, review):
    def opens() -> bool:
        return rules.has_perm("cohorts.read_application", review.person, review.application)

    assert not opens()  # blind unless somebody said otherwise
    change_plan(cohort=cohort, each=2, is_blind=True, actor=made.organiser())
    assert not opens()
    change_plan(cohort=cohort, each=2, is_blind=False, actor=made.organiser())
    assert opens()
    end_reviewer(cohort=cohort, person=review.person, actor=None)
    assert not opens()


def test_a_review_is_its_reviewers_until_it_is_given_back_or_they_are_no_longer_one(cohort, review):
    def writes(person) -> bool:
        return rules.has_perm("cohorts.write_review", person, review)

    other = UserFactory()
    name_reviewer(cohort=cohort, person=other, actor=made.organiser())
    assert (writes(review.person), writes(other)) == (True, False)
    review.state = ReviewState.GIVEN_BACK
    assert not writes(review.person)
    review.state = ReviewState.DONE
    assert writes(review.person)
    end_reviewer(cohort=cohort, person=review.person, actor=None)
    assert not writes(review.person)
