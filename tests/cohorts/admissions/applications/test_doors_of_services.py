"""What the services refuse whoever calls them, though every page asks before: time, state, cohort."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cohorts.admissions.applications.cancelling import tell_applicants
from cohorts.admissions.applications.errors import ClosedError, NotJoinedError, NotOpenError
from cohorts.admissions.applications.models import Answer, Application
from cohorts.admissions.applications.moving import join_applications, move_application
from cohorts.admissions.applications.sending import ACCEPT_JOB, submit_application
from cohorts.admissions.applications.starting import let_in_late, start_application
from cohorts.admissions.applications.writing import digest_of, keep_text
from cohorts.programmes.models import Cohort
from cohorts.programmes.setting_up import cancel_cohort
from lms.queue.models import Job
from tests.cohorts.admissions.applications.ground import WHY, begin, open_cohort, page_of, whole
from tests.factories import cohorts
from tests.factories.accounts import OrganiserFactory, UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
CLOSES = dt.datetime(2027, 5, 29, 23, 0, tzinfo=dt.UTC)  # midnight in London


def closing(**facts) -> Cohort:
    """Closes at ``CLOSES``; to be called while it is open."""
    opens = CLOSES - dt.timedelta(days=9)
    return open_cohort(closes_at=CLOSES, opens_at=opens, hear_by=dt.date(2027, 6, 5), **facts)


def written(cohort: Cohort, email: str = "rosa@example.org") -> Application:
    """A draft in which nothing is missing."""
    client = Client()
    application = begin(client, cohort, email)
    client.post(page_of(application), whole())
    return application


@pytest.fixture
def clock():
    with time_machine.travel(CLOSES - dt.timedelta(hours=2), tick=False) as clock:
        yield clock


def test_what_is_sent_at_the_closing_moment_is_refused_by_the_service_too(clock):
    application = written(closing())
    clock.move_to(CLOSES)

    with pytest.raises(ClosedError):
        submit_application(application=application)

    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("draft", None)


def test_sent_twice_is_sent_once_even_after_the_deadline(clock):
    application = written(closing())
    submit_application(application=application)
    clock.move_to(CLOSES + dt.timedelta(minutes=1))  # the answer was lost, and the phone sends it again

    again = submit_application(application=application)

    assert again.submitted_at == CLOSES - dt.timedelta(hours=2)
    assert Job.objects.filter(task=ACCEPT_JOB).count() == 1


@pytest.mark.parametrize(("second", "may"), [(-1, True), (0, False)], ids=["in time", "late"])
def test_who_was_let_in_late_writes_up_to_the_moment_and_not_at_it(clock, second, may):
    application = written(closing())
    until = CLOSES + dt.timedelta(days=1)
    let_in_late(
        cohort=application.cohort, email=application.email, name="", until=until, actor=OrganiserFactory()
    )
    application.refresh_from_db()

    clock.move_to(until + dt.timedelta(seconds=second))

    assert application.may_be_written is may


def test_whoever_was_let_in_late_writes_nothing_into_a_cancelled_cohort(clock):
    cohort, organiser = closing(), OrganiserFactory()
    application = written(cohort)
    until = CLOSES + dt.timedelta(days=1)
    let_in_late(cohort=cohort, email=application.email, name="", until=until, actor=organiser)
    cancel_cohort(cohort=cohort, reason="Too few.", actor=organiser)

    with pytest.raises(ClosedError):
        keep_text(application=application, block=WHY, text="x", base="")


def test_nobody_is_let_in_until_a_moment_that_has_passed(clock):
    for until in (CLOSES - dt.timedelta(hours=2), CLOSES - dt.timedelta(days=1)):
        with pytest.raises(NotOpenError):
            let_in_late(
                cohort=closing(), email="a@example.org", name="A", until=until, actor=OrganiserFactory()
            )

    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"opens_at": timezone.now() + dt.timedelta(days=1)},
        {"opens_at": timezone.now() - dt.timedelta(days=9), "closes_at": timezone.now()},
        {"state": "preparing"},
    ],
    ids=["before the opening", "after the end", "not announced"],
)
def test_nothing_is_begun_outside_of_the_time(facts):
    cohort = open_cohort(**facts)

    with pytest.raises(NotOpenError):
        start_application(cohort=cohort, name="Rosa Lind", email="rosa@example.org")

    assert not Application.objects.exists()


def test_applications_to_two_cohorts_are_not_joined():
    here, there = (written(open_cohort()) for _one in range(2))
    for application in (here, there):
        submit_application(application=application)

    with pytest.raises(NotJoinedError):
        join_applications(keep=here, other=there, actor=OrganiserFactory())

    there.refresh_from_db()
    assert (there.state, there.answers.count()) == ("submitted", 2)


def test_a_page_that_showed_what_stands_there_leaves_no_copy_of_it():
    application = written(open_cohort())
    before = Answer.objects.get(block=WHY).text

    keep_text(application=application, block=WHY, text="Trams", base=digest_of(before))

    assert Answer.objects.values_list("text", "others").get(block=WHY) == ("Trams", [])


def test_moving_twice_gives_the_one_that_is_there():
    application, organiser = written(open_cohort()), OrganiserFactory()
    submit_application(application=application)
    later = cohorts.taking_applications(programme=application.cohort.programme)

    first, again = (
        move_application(application=application, to=later, reason="Nearer to you.", actor=organiser)
        for _twice in range(2)
    )

    assert first == again
    assert Application.objects.filter(cohort=later).count() == 1


def test_a_trainee_of_a_cancelled_cohort_hears_of_it_as_a_trainee_alone():
    cohort, trainee, other = open_cohort(), UserFactory(), UserFactory()
    for person in (trainee, other):
        application = written(cohort, person.email)
        Application.objects.filter(pk=application.pk).update(applicant=person)
    cohorts.place(cohort, trainee)

    cancel_cohort(cohort=cohort, reason="Too few.", actor=OrganiserFactory())
    run_queue()
    tell_applicants(cohort=Cohort.objects.get(pk=cohort.pk))

    told = {person: [one.kind for one in person.notices.all()] for person in (trainee, other)}
    assert told == {trainee: ["cohorts.cancelled"], other: ["applications.cancelled"]}
