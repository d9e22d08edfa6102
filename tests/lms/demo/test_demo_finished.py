"""The finished cohort of the demo: certificates for whoever completed, and what they said without them."""

from __future__ import annotations

import pytest

from cohorts.evaluation.models import Evaluated
from cohorts.evaluation.selectors import results_of
from cohorts.programmes.models import Cohort
from courses.certificates.models import Achievement
from lms.demo.cohorts_finished import keep_finished
from tests.factories.accounts import OrganiserFactory
from tests.factories.cohorts import programme
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def test_twelve_of_thirteen_completed_once_and_their_words_lead_to_nobody():
    facts = {"programme": programme(title="Future Councillors’ Programme"), "organiser": OrganiserFactory()}
    for _twice in range(2):
        keep_finished(**facts)
        run_queue()

    cohort = Cohort.objects.get(slug="first-cohort")
    assert (cohort.held_places.count(), cohort.held_places.exclude(completed_at=None).count()) == (13, 12)
    made = Achievement.objects.get(learner__name="Aisha Rahman")
    assert (made.title, made.sessions) == (f"Future Councillors’ Programme, {cohort.title}", 7)
    assert made.certificates.get().is_made
    assert Achievement.objects.count() == 12
    before, now, _friend, following, helped, change = results_of(cohort.evaluation)
    assert (before.average, now.average, helped.count, change.count) == (1.9, 4.0, 10, 6)
    assert [option.count for option in following.options] == [
        None
    ] * 4  # eight, and four of whom too few are alike
    assert Evaluated.objects.count() == 12
