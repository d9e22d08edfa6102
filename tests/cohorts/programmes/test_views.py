"""The pages of programmes and cohorts, as organisers and trainees meet them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from cohorts.programmes.models import Cohort, CohortState, PlaceState, Removal
from lms.accounts.models import ORGANISERS
from lms.audit.models import AuditEvent
from tests.factories import cohorts as made
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return sign_in(Client(), OrganiserFactory(name="Rosa Steele"))


def test_an_organiser_sets_a_cohort_up_and_announces_it(organiser):
    programme = made.programme()
    facts = {
        "programme": programme.pk,
        "title": "Spring 2028",
        "slug": "",
        "places": "40",
        "starts_on": "2028-06-19",
        "ends_on": "2028-07-31",
        "opens_at": "2028-05-01T09:00",
        "closes_at": "2028-05-30T00:00",
        "hear_by": "2028-06-06",
        "offers_last": "5",
        "list_ends_on": "",
        "appeal_days": "14",
        "sessions_needed": "5",
        "final_work": "a selection statement",
        "conduct": "Be kind.",
    }

    facts["uid"] = organiser.get("/cohorts/new/").context["form"]["uid"].value()
    answer = organiser.post("/cohorts/new/", facts, follow=True)
    again = organiser.post("/cohorts/new/", facts)  # the button was pressed twice

    cohort = Cohort.objects.get()
    assert (str(cohort.uid), again["Location"]) == (str(facts["uid"]), "/cohorts/spring-2028/settings/")
    assert (cohort.slug, cohort.state) == ("spring-2028", CohortState.PREPARING)
    assert cohort.closes_at == dt.datetime(2028, 5, 29, 23, tzinfo=dt.UTC)  # midnight of British summer
    assert "Attend 5 sessions, or make them up by their recordings." in answer.text
    organiser.post("/cohorts/spring-2028/settings/announce/")
    cohort.refresh_from_db()
    assert cohort.state == CohortState.ANNOUNCED


def test_what_was_typed_stays_when_dates_are_wrong(organiser):
    programme = made.programme()

    answer = organiser.post(
        "/cohorts/new/",
        {
            "programme": programme.pk,
            "title": "Spring",
            "places": "40",
            "starts_on": "2028-06-19",
            "ends_on": "2028-06-01",
            "offers_last": "5",
            "appeal_days": "14",
            "sessions_needed": "0",
        },
    )

    assert "The last day cannot be before the first." in answer.text
    assert 'value="Spring"' in answer.text
    assert not Cohort.objects.exists()


def test_clone_moves_every_date_and_takes_nobody_along(organiser):
    cohort = made.taking_applications(
        starts_on=dt.date(2027, 3, 1),
        ends_on=dt.date(2027, 4, 19),
        opens_at=dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC),
        closes_at=dt.datetime(2027, 2, 1, 0, tzinfo=dt.UTC),
        hear_by=dt.date(2027, 2, 8),
    )
    made.place(cohort)
    cohort.phases.create(title="Seven Mondays", starts_on=cohort.starts_on, ends_on=cohort.ends_on)

    for _twice in range(2):
        organiser.post(
            f"/cohorts/{cohort.slug}/settings/clone/", {"title": "Summer", "starts_on": "2027-06-07"}
        )

    assert Cohort.objects.filter(cloned_from=cohort).count() == 1
    clone = Cohort.objects.get(slug="summer")
    assert clone.ends_on == dt.date(2027, 7, 26)
    assert clone.opens_at == dt.datetime(2027, 4, 12, 8, tzinfo=dt.UTC)  # nine o'clock, by summer time
    assert clone.hear_by == dt.date(2027, 5, 17)
    assert [(phase.title, phase.starts_on) for phase in clone.phases.all()] == [
        ("Seven Mondays", dt.date(2027, 6, 7))
    ]
    assert (clone.state, clone.held_places.count()) == (CohortState.PREPARING, 0)


def test_pages_of_a_cohort_open_to_those_whom_they_concern(organiser):
    cohort, other = made.cohort(conduct="Be kind."), made.cohort()
    held = made.place(cohort, UserFactory(name="Nadia Ahmed"))
    trainee, stranger = sign_in(Client(), held.trainee), sign_in(Client(), UserFactory())
    of_this = OrganiserFactory(group="")
    organisers = organiser.post(
        f"/cohorts/{cohort.slug}/settings/organisers/", {"email": of_this.email}, follow=True
    )
    assert of_this.name in organisers.text
    one = sign_in(Client(), of_this)
    pages = [
        "",
        "settings/",
        "settings/edit/",
        "settings/phases/",
        "settings/courses/",
        "people/",
        "preview/applicant/",
        "preview/trainee/",
        f"people/{held.uid}/",
        "grid/",
        "hands/",
        "hands/rules/",
        "write/",
        "trends/",
        f"hands/{held.uid}/",
    ]

    for page in pages:
        path = f"/cohorts/{cohort.slug}/{page}"
        assert organiser.get(path).status_code == one.get(path).status_code == 200, path
        assert trainee.get(path).status_code == (200 if page == "" else 404), path
        assert stranger.get(path).status_code == 404, path
        assert one.get(f"/cohorts/{other.slug}/{page}").status_code == 404, path
    assert "Nadia Ahmed" not in one.get("/cohorts/").text
    assert cohort.title in one.get("/cohorts/").text
    assert other.title not in one.get("/cohorts/").text
    assert one.get(f"/cohorts/{cohort.slug}/settings/clone/").status_code == 403
    assert "What your organisers see" in trainee.get(f"/cohorts/{cohort.slug}/me/").text
    assert one.get(f"/cohorts/{cohort.slug}/me/").status_code == 404


def test_a_trainee_pauses_comes_back_and_leaves():
    cohort, later = made.cohort(), made.taking_applications()
    Cohort.objects.filter(pk=later.pk).update(programme=cohort.programme)
    held = made.place(cohort)
    trainee = sign_in(Client(), held.trainee)
    path = f"/my/place/{held.uid}/change/"

    def state(**data):
        trainee.post(path, data)
        held.refresh_from_db()
        return held.state

    assert state(state="paused") == PlaceState.PAUSED
    assert "You are pausing" in trainee.get(f"/cohorts/{cohort.slug}/").text
    assert state(state="active") == PlaceState.ACTIVE
    assert state(state="removed") == PlaceState.ACTIVE
    assert state(state="deferred", cohort="nowhere") == PlaceState.ACTIVE
    assert state(state="deferred", cohort="no\x00where") == PlaceState.ACTIVE
    assert state(state="deferred", cohort=later.slug) == PlaceState.DEFERRED
    assert later.held_places.get().trainee == held.trainee
    assert trainee.get(f"/cohorts/{cohort.slug}/").status_code == 404
    assert "Moved to a later cohort" in trainee.get(f"/my/place/{held.uid}/").text
    assert sign_in(Client(), UserFactory()).get(f"/my/place/{held.uid}/").status_code == 404


def test_removal_takes_two_people_and_a_reply(organiser):
    cohort = made.cohort()
    held = made.place(cohort)
    trainee, second = sign_in(Client(), held.trainee), sign_in(Client(), OrganiserFactory())
    organiser.post(f"/cohorts/{cohort.slug}/people/{held.uid}/", {"reason": "Shouted at others."})
    held.refresh_from_db()
    assert held.state == PlaceState.SUSPENDED
    assert trainee.get(f"/cohorts/{cohort.slug}/").status_code == 404
    removal = Removal.objects.get()
    decide = f"/cohorts/{cohort.slug}/removals/{removal.uid}/"

    assert "Shouted at others." in trainee.get(f"/my/place/{held.uid}/").text
    trainee.post(f"/my/place/{held.uid}/reply/", {"reply": "That was not me."})
    refused = organiser.post(decide, {"decision": "confirm"}, follow=True)
    assert "Somebody else has to confirm it." in refused.text
    assert "That was not me." in second.get(f"/cohorts/{cohort.slug}/people/{held.uid}/").text
    second.post(decide, {"decision": "confirm"})

    held.refresh_from_db()
    assert held.state == PlaceState.REMOVED
    assert "Your place was taken away" in trainee.get(f"/my/place/{held.uid}/").text
    trainee.post(f"/my/place/{held.uid}/change/", {"state": "active"})
    held.refresh_from_db()
    assert held.state == PlaceState.REMOVED


@pytest.mark.parametrize("people", [1, 30])
def test_lists_take_the_same_queries_for_any_number(people, organiser, django_assert_num_queries):
    cohort = made.cohort(places=40)
    for _one in range(people):
        made.place(cohort)
        made.cohort()
    organiser.get("/cohorts/")

    with django_assert_num_queries(6):
        organiser.get("/cohorts/")
    with django_assert_num_queries(9):
        organiser.get(f"/cohorts/{cohort.slug}/people/")


def test_only_organisers_of_the_whole_make_cohorts_and_name_organisers():
    cohort = made.cohort()
    of_this = UserFactory()
    from cohorts.programmes.setting_up import add_organiser

    add_organiser(cohort=cohort, person=of_this, actor=OrganiserFactory())
    one = sign_in(Client(), of_this)

    assert one.get("/cohorts/new/").status_code == 403
    answer = one.post(f"/cohorts/{cohort.slug}/settings/organisers/", {"email": of_this.email})
    assert answer.status_code == 403
    assert not of_this.groups.filter(name=ORGANISERS).exists()


def test_final_work_counts_once_an_organiser_has_seen_it(organiser):
    cohort = made.cohort(final_work="a selection statement")
    held = made.place(cohort)
    path = f"/cohorts/{cohort.slug}/people/{held.uid}/"
    assert "I have seen it: it counts" in organiser.get(path).text

    for _time in range(2):
        organiser.post(f"{path}final-work/")

    held.refresh_from_db()
    assert held.completed_at is not None  # it was all that the rule asked for
    assert AuditEvent.objects.filter(action="cohorts.final_work_done").count() == 1
    assert "Found done on" in organiser.get(path).text
