"""The desk reminds of an application that was begun and not sent, while it can be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.admissions.applications.desk import next_step
from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.programmes.models import CohortState
from tests.cohorts.admissions.applications.ground import open_cohort
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def begun(person, **facts):
    cohort = open_cohort(title="Autumn", **facts)
    return Application.objects.create(cohort=cohort, applicant=person, email=person.email, name=person.name)


def test_the_one_that_closes_first_is_the_next_step(django_assert_num_queries):
    person = UserFactory()
    begun(person)
    first = begun(person, closes_at=timezone.now() + dt.timedelta(days=1))

    with django_assert_num_queries(1):
        step = next_step(person)

    assert str(step.title) == "Finish your application: Autumn"
    assert step.href.endswith(f"/{first.uid}/")
    assert "What you wrote is kept." in step.text


def test_the_minute_before_closing_is_named(time_machine):
    person = UserFactory()
    begun(
        person,
        opens_at=dt.datetime(2030, 3, 1, tzinfo=dt.UTC),
        closes_at=dt.datetime(2030, 3, 10, tzinfo=dt.UTC),
        hear_by=dt.date(2030, 3, 20),
        starts_on=dt.date(2030, 4, 20),
        ends_on=dt.date(2030, 6, 20),
    )

    time_machine.move_to(dt.datetime(2030, 3, 9, 23, 59, 59, tzinfo=dt.UTC), tick=False)
    assert "23:59" in next_step(person).text
    time_machine.move_to(dt.datetime(2030, 3, 10, 0, 0, 0, tzinfo=dt.UTC), tick=False)
    assert next_step(person) is None
    Application.objects.update(late_until=dt.datetime(2030, 3, 12, 17, tzinfo=dt.UTC))
    assert "Tuesday 12 March" in next_step(person).text


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN])
def test_what_was_sent_or_withdrawn_is_no_step(state):
    person = UserFactory()
    one = begun(person)
    Application.objects.filter(pk=one.pk).update(state=state, submitted_at=timezone.now())

    assert next_step(person) is None


def test_a_cancelled_cohort_and_a_stranger_have_none(django_assert_num_queries):
    person = UserFactory()
    one = begun(person)
    one.cohort.state, one.cohort.cancelled_at = CohortState.CANCELLED, timezone.now()
    one.cohort.save()

    assert next_step(person) is None
    stranger = UserFactory()
    with django_assert_num_queries(0):
        assert next_step(stranger) is None
