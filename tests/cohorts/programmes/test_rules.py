"""Who sees a cohort and a place in it, asked of the rules themselves."""

from __future__ import annotations

import pytest
import rules

from cohorts.programmes.models import CohortState, PlaceState
from tests.factories import cohorts as made
from tests.factories.accounts import OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_cohort_is_seen_by_who_takes_part_once_it_was_announced():
    cohort = made.cohort(state=CohortState.PREPARING)
    held = made.place(cohort)

    def sees(person) -> bool:
        return rules.has_perm("cohorts.see_cohort", person, cohort)

    assert (sees(held.trainee), sees(OrganiserFactory())) == (False, True)
    cohort.state = CohortState.ANNOUNCED
    assert (sees(held.trainee), sees(UserFactory())) == (True, False)
    held.trainee.is_active = False
    assert not sees(held.trainee)


@pytest.mark.parametrize(
    ("state", "sees"),
    [
        (PlaceState.ACTIVE, True),
        (PlaceState.PAUSED, True),
        (PlaceState.SUSPENDED, False),
        (PlaceState.LEFT, False),
        (PlaceState.REMOVED, False),
    ],
)
def test_a_place_is_its_holders_while_it_is_open_and_nobody_elses(state, sees):
    cohort = made.cohort()
    held, other = made.place(cohort, state=state), made.place(cohort)

    assert rules.has_perm("cohorts.see_place", held.trainee, held) is sees
    assert not rules.has_perm("cohorts.see_place", other.trainee, held)
    assert rules.has_perm("cohorts.see_place", OrganiserFactory(), held)
