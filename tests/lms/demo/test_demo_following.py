"""The demo after the last Monday: something to do for an organiser, and a second run changes nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cohorts.following.models import AfterLetter, ByElectionAsk
from cohorts.following.selectors import (
    by_elections_of,
    candidates_for,
    openings_of,
    quiet_after,
    waiting_letters,
)
from cohorts.pathway.selectors import standings_of
from lms.demo.cohorts_finished import keep_finished
from lms.demo.cohorts_following import keep_what_follows
from lms.demo.cohorts_pathway import keep_ways
from lms.demo.places import keep_places
from tests.factories.accounts import OrganiserFactory
from tests.factories.cohorts import cohort, programme
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def test_organisers_have_a_day_to_look_at():
    keep_places()
    organiser = OrganiserFactory()
    finished = keep_finished(programme=programme(), organiser=organiser)
    keep_ways(finished=finished, running=cohort(), organiser=organiser)
    for _twice in range(2):
        keep_what_follows(finished=finished, organiser=organiser)
        run_queue()

    by_election = by_elections_of(finished)[0]
    assert [one.where for one in openings_of(finished)] == ["Manchester", "Birmingham"]
    assert [one.ask.is_interested for one in candidates_for(by_election, finished)] == [True]
    assert ByElectionAsk.objects.count() == 1
    assert [one.stage for one in waiting_letters(finished)] == ["elected", "elected", "not_selected"]
    assert [one.days for one in quiet_after(standings_of(finished), 14)] == [24]
    sent = AfterLetter.objects.get(stage="not_elected")
    assert sent.sent_at < timezone.now()
