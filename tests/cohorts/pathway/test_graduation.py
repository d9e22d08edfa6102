"""Whoever meets the rule has a certificate of the programme, once, in the words of that day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.pathway.graduation import graduate
from cohorts.pathway.tasks import graduate_job
from cohorts.programmes.completion import settle_place
from cohorts.programmes.models import Place
from cohorts.programmes.services import find_final_work_done
from courses.certificates.models import Achievement, Certificate
from tests.cohorts.overview.ground import course, place, running, session, teaches
from tests.factories.accounts import OrganiserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def completed(**facts: object) -> Place:
    """A place whose rule asks for final work alone, which was found done."""
    held = place(running(final_work="a statement", **facts), "Nadia Ahmed")
    find_final_work_done(place=held, actor=OrganiserFactory())
    settle_place(held.pk)
    held.refresh_from_db()
    return held


def test_certificate_is_made_when_the_rule_is_met_and_once():
    held = completed()
    assert not Achievement.objects.exists()  # the job makes it

    run_queue()
    settle_place(held.pk)
    graduate_job(held.pk)
    run_queue()

    [certificate] = Certificate.objects.all()
    assert (certificate.learner, certificate.name) == (held.trainee, "Nadia Ahmed")
    assert certificate.course_title == "Future Councillors, Spring 2027"
    assert (certificate.is_made, certificate.earned.source) == (True, held.uid)
    assert certificate.completed_on == timezone.localdate(held.completed_at)


def test_it_counts_what_was_held_and_asked_for():
    held = completed()
    cohort = held.cohort
    for number in (1, 2, 3):
        session(cohort, number)
    session(cohort, 4, counts=False)
    cohort.sessions.filter(number=3).update(state="cancelled", cancelled_because="Snow")
    teaches(cohort, course(), is_required=True)
    teaches(cohort, course(), is_required=False)
    cohort.phases.create(title="Seven Mondays", starts_on=cohort.starts_on, ends_on=cohort.ends_on)

    made = graduate(place=held)

    assert (made.sessions, made.courses, made.steps) == (2, 1, ["Seven Mondays"])
    assert made.began_on == dt.date(2027, 3, 1)


def test_nobody_graduates_before_the_rule_is_met_or_where_there_is_no_certificate():
    waiting = place(running(final_work="a statement"), "Owen Pryce")
    without = completed(gives_certificate=False)
    run_queue()

    assert [graduate(place=waiting), graduate(place=without)] == [None, None]
    assert not Achievement.objects.exists()
    graduate_job(0)  # a place that is gone


def test_trainee_finds_it_beside_the_day_of_completion():
    held = completed()
    run_queue()

    desk = sign_in(Client(), held.trainee)

    assert "/my/certificates/" in desk.get(f"/cohorts/{held.cohort.slug}/").text
    assert "Future Councillors, Spring 2027" in desk.get("/my/certificates/").text
