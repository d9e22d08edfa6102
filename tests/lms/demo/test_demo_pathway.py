"""The demo's ways to a seat: every stage is there, and a second run changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from cohorts.pathway.countdown_models import CountdownItem, DateAdvice, PollMove
from cohorts.pathway.models import PathwayEntry, Stage
from cohorts.pathway.selectors import standings_of
from cohorts.programmes.models import Place
from lms.demo.cohorts_countdown import keep_countdowns
from lms.demo.cohorts_finished import keep_finished
from lms.demo.cohorts_pathway import coming_poll, keep_ways, ordinary_poll, past_poll
from lms.demo.places import keep_places
from tests.factories.accounts import OrganiserFactory, UserFactory
from tests.factories.cohorts import cohort, programme

pytestmark = pytest.mark.django_db


def test_somebody_is_at_every_stage_and_keeps_what_is_there():
    keep_places()
    organiser = OrganiserFactory()
    finished = keep_finished(programme=programme(), organiser=organiser)
    for _twice in range(2):
        keep_ways(finished=finished, running=cohort(), organiser=organiser)

    standings = standings_of(finished)
    assert {standing.stage for standing in standings} == set(Stage)
    assert len(standings) == 11
    assert PathwayEntry.objects.filter(confirmed_at=None).count() == 3


def test_lists_have_begun_and_a_by_election_was_put_back_once():
    keep_places()
    organiser = OrganiserFactory()
    finished = keep_finished(programme=programme(), organiser=organiser)
    running = cohort()
    Place.objects.create(cohort=running, trainee=UserFactory(email="trainee@example.org"))
    keep_ways(finished=finished, running=running, organiser=organiser)
    for _twice in range(2):
        keep_countdowns(finished=finished, running=running, organiser=organiser)

    assert PollMove.objects.get().by_uid == organiser.uid
    assert CountdownItem.objects.filter(event="").count() == 3
    assert CountdownItem.objects.exclude(ticked_at=None).count() == 2
    assert DateAdvice.objects.get().is_shown


def test_polls_are_on_the_days_on_which_polls_are():
    assert ordinary_poll(dt.date(2026, 11, 23)) == dt.date(2027, 5, 6)
    assert ordinary_poll(dt.date(2027, 5, 6)) == dt.date(2028, 5, 4)
    assert past_poll(dt.date(2026, 11, 23)) == dt.date(2026, 10, 8)
    assert coming_poll(dt.date(2026, 11, 23)).weekday() == 3
