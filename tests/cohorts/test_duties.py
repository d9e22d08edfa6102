"""What an organiser or reviewer of a cohort leaves behind is looked after before they are gone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from rules import has_perm

from cohorts.admissions.decisions.deciding import check_decision, prepare_decision
from cohorts.admissions.decisions.models import Decision, Outcome, Review
from cohorts.admissions.decisions.publishing import publish_decisions
from cohorts.admissions.decisions.reviewing import name_reviewer
from cohorts.programmes.handing_over import hand_over_cohorts
from cohorts.programmes.setting_up import add_organiser
from lms.accounts.duties import duties_of, hand_duties_over
from lms.accounts.models import User
from lms.privacy import erasing
from lms.privacy.models import Erasure, ErasureState
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import AdministratorFactory, OrganiserFactory, UserFactory
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    cohort = made.cohort()
    made.criteria(cohort)
    return cohort


def its_organiser(cohort, **facts) -> User:
    person = UserFactory(**facts)
    add_organiser(cohort=cohort, person=person, actor=OrganiserFactory())
    return User.objects.get(pk=person.pk)


def duties(person: User) -> dict[str, int]:
    return {duty.code: number for duty, number in duties_of(person)}


def test_the_only_organiser_of_a_cohort_passes_it_on_and_one_of_two_does_not(cohort):
    other = made.cohort()
    leaving, staying = its_organiser(cohort), its_organiser(other)
    add_organiser(cohort=other, person=leaving, actor=staying)
    taker = UserFactory()

    assert duties(leaving) == {"cohort_organising": 1}
    assert duties(staying) == {}
    assert [hand_over_cohorts(leaving, taker) for _twice in range(2)] == [1, 0]

    taker = User.objects.get(pk=taker.pk)
    assert has_perm("cohorts.run_cohort", taker, cohort)
    assert not has_perm("cohorts.run_cohort", taker, other)


def test_somebody_who_cannot_come_in_is_no_second_organiser(cohort):
    leaving = its_organiser(cohort)
    its_organiser(cohort, is_active=False)

    assert duties(leaving) == {"cohort_organising": 1}


def test_prepared_decisions_keep_who_prepared_them_and_the_taker_is_the_second_person(cohort):
    leaving = its_organiser(cohort)
    add_organiser(cohort=cohort, person=UserFactory(), actor=leaving)
    application = made.applied(cohort)
    decision = prepare_decision(
        application=application, outcome=Outcome.OFFER, reason="Welcome.", actor=leaving
    )
    taker = UserFactory()

    assert duties(leaving) == {"admissions_prepared": 1}
    assert hand_duties_over(person=leaving, successor=taker) == 1
    assert hand_duties_over(person=leaving, successor=taker) == 0

    taker = User.objects.get(pk=taker.pk)
    assert has_perm("cohorts.run_cohort", taker, cohort)
    check_decision(decision=decision, actor=taker, as_of=decision.prepared_at)
    decision.refresh_from_db()
    assert (decision.prepared_by, decision.checked_by) == (leaving, taker)
    assert publish_decisions(cohort=cohort, actor=taker).decisions.count() == 1


def test_erasing_the_only_organiser_leaves_a_cohort_that_goes_on(cohort):
    """Nobody was named, so it is the administrator who has been here longest; the applicant still hears."""
    administrator = AdministratorFactory(name="Marcus Bell")
    leaving = its_organiser(cohort, name="Sam Whitfield")
    name_reviewer(cohort=cohort, person=leaving, actor=administrator)
    review = Review.objects.create(application=made.applied(cohort), person=leaving)
    prepare_decision(
        application=made.applied(cohort), outcome=Outcome.NOT_NOW, reason="Not this time.", actor=leaving
    )
    assert duties(leaving) == {"admissions_reviews": 1, "admissions_prepared": 1, "cohort_organising": 1}

    erasing.ask_for_erasure(person=leaving, actor=leaving)
    Erasure.objects.update(
        asked_at=timezone.now() - dt.timedelta(days=8), due_at=timezone.now() - dt.timedelta(hours=1)
    )
    run_schedules(ahead=dt.timedelta(hours=2))
    run_queue()

    assert Erasure.objects.get().state == ErasureState.DONE
    administrator = User.objects.get(pk=administrator.pk)
    assert has_perm("cohorts.run_cohort", administrator, cohort)
    review.refresh_from_db()
    assert review.person == administrator
    (decision,) = Decision.objects.pending()
    assert decision.prepared_by.name != "Sam Whitfield"
    check_decision(decision=decision, actor=administrator, as_of=decision.prepared_at)
    assert publish_decisions(cohort=cohort, actor=administrator)
