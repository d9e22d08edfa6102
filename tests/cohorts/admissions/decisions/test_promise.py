"""Every applicant hears by the promised day; organisers are nagged, applicants are not."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cohorts.admissions.decisions.telling import nag_organisers, organisers_of, unheard
from lms.accounts.grants.services import grant_role
from lms.messaging.models import Notice
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 5, 20, 11, tzinfo=dt.UTC)
PROMISED = dt.date(2027, 6, 5)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def days_before(number):
    return dt.datetime(2027, 6, 5, 11, tzinfo=dt.UTC) - dt.timedelta(days=number)


def test_organisers_hear_seven_three_and_one_days_before_then_every_day(clock):
    organiser = made.organiser()
    cohort = made.cohort(hear_by=PROMISED)
    first, second = made.applied(cohort), made.applied(cohort)
    made.decided(first, "not_now")
    heard = []

    for left in range(10, -3, -1):
        clock.move_to(days_before(left), tick=False)
        nag_organisers()
        nag_organisers()
        heard.append(Notice.objects.filter(recipient=organiser, kind="admissions.hear_by").count())

    #               10 9  8  7  6  5  4  3  2  1  0 -1 -2
    assert heard == [0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6]
    assert not Notice.objects.filter(recipient=second.applicant).exists()
    assert Notice.objects.latest("pk").context == {
        "cohort": cohort.title,
        "count": "1",
        "day": "Saturday 5 June",
    }


def test_nobody_is_nagged_once_everybody_has_heard_or_before_applications_close(clock):
    made.organiser()
    done = made.cohort(hear_by=PROMISED)
    made.decided(made.applied(done), "not_now")
    still_open = made.cohort(hear_by=PROMISED, closes_at=days_before(-1))
    made.applied(still_open)
    cancelled = made.cohort(hear_by=PROMISED, state="cancelled", cancelled_at=timezone.now())
    made.applied(cancelled)

    clock.move_to(days_before(1), tick=False)
    nag_organisers()

    assert not Notice.objects.filter(kind="admissions.hear_by").exists()


def test_those_who_organise_the_cohort_hear_and_all_only_where_there_is_none():
    everywhere, own = made.organiser(), UserFactory()
    cohort = made.cohort()
    assert organisers_of(cohort) == [everywhere]

    grant_role(person=own, role="organiser", actor=None, scope_kind="cohort", scope_uid=cohort.uid)

    assert organisers_of(cohort) == [own]


def test_drafts_and_withdrawn_applications_have_not_to_hear():
    cohort = made.cohort()
    made.applied(cohort, state="draft")
    made.applied(cohort, state="withdrawn")
    made.applied(cohort)

    assert unheard(cohort) == 1
