"""Places that are offered are not given to others by the way, and the pages say so."""

from __future__ import annotations

import pytest
from django.test import Client

from cohorts.programmes.models import Place, PlaceState
from cohorts.programmes.promised import places_to_give
from tests.cohorts.admissions.decisions import made
from tests.factories import cohorts
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
ALL_THE_SAME = "Give it all the same"


@pytest.fixture
def full():
    """Two places: one is taken, the other is offered."""
    cohort = made.cohort(places=2)
    made.decided(made.applied(cohort), "offer")
    cohorts.place(cohort)
    return cohort


def test_a_place_is_free_and_promised(full):
    other = made.cohort(places=5)

    assert places_to_give([full, other]) == {full.pk: 0, other.pk: 5}


def test_giving_a_promised_place_by_hand_asks_again(full):
    organiser = sign_in(Client(), OrganiserFactory())
    person = UserFactory(email="nadia@example.org")
    path = f"/cohorts/{full.slug}/people/"
    said = {"email": person.email, "reason": "Came from the last one"}

    before = organiser.get(path).text
    asked = organiser.post(path + "give/", said)

    assert "1 place is free." in before
    assert "1 of them is offered to somebody who has not answered yet." in before
    assert ALL_THE_SAME not in before
    assert not Place.objects.filter(trainee=person).exists()
    assert ALL_THE_SAME in asked.text
    assert "Each free place of this cohort is offered" in asked.text
    assert 'value="Came from the last one"' in asked.text
    given = organiser.post(path + "give/", {**said, "although_promised": "on"})
    assert given["Location"] == path
    assert Place.objects.get(trainee=person).cohort == full


def test_what_was_typed_stays_when_nobody_has_the_address(full):
    organiser = sign_in(Client(), OrganiserFactory())

    answer = organiser.post(
        f"/cohorts/{full.slug}/people/give/", {"email": "no@example.org", "reason": "Why"}
    )

    assert "Nobody here has this address." in answer.text
    assert 'value="no@example.org"' in answer.text


@pytest.mark.parametrize("others", [1, 3])
def test_a_cohort_that_is_full_by_offers_is_shown_and_not_moved_to(full, others, django_assert_num_queries):
    held = cohorts.place(cohorts.cohort(programme=full.programme))
    trainee = sign_in(Client(), held.trainee)
    later = [made.cohort(programme=full.programme) for _one in range(others)]
    path = f"/my/place/{held.uid}/"
    trainee.get(path)

    with django_assert_num_queries(7):
        page = trainee.get(path).text

    assert f"({full.title})" not in page
    assert page.count(">full<") == 1
    assert all(f"({one.title})" in page for one in later)
    trainee.post(path + "change/", {"state": "deferred", "cohort": full.slug})
    held.refresh_from_db()
    assert (held.state, full.held_places.count()) == (PlaceState.ACTIVE, 1)
