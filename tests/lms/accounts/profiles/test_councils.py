"""A council ends: what staff see beforehand, what is written down, and what its people are asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lms.accounts.models import Profile, User
from lms.accounts.profiles.councils import Touched, touched_by_end
from lms.accounts.profiles.services import change_profile
from lms.audit.models import AuditEvent
from lms.places.errors import SuccessionError
from lms.places.models import Council
from lms.places.selectors import successors_of
from lms.places.services import end_council, reopen_council
from tests.factories import places
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
DAY = date(2028, 4, 1)


@pytest.fixture
def burnley() -> Council:
    found = places.council("Burnley", "E07000117")
    places.ward(found)
    return found


@pytest.fixture
def lancashires() -> list[Council]:
    names = {"Lancashire East": "E06000101", "Lancashire West": "E06000102"}
    return [places.council(name, code) for name, code in names.items()]


@pytest.fixture
def nadia(burnley: Council) -> User:
    person = UserFactory(name="Nadia Ahmed")
    change_profile(person=person, name=person.name, certificate_name="", council=burnley)
    return person


def address(council: Council) -> str:
    return f"/admin/councils/{council.uid}/"


def test_looking_says_what_is_touched_and_changes_nothing(client: Client, burnley, lancashires, nadia):
    staff = sign_in(client, OrganiserFactory(), second_factor=True)

    page = staff.post(
        address(burnley), {"on": "2028-04-01", "successors": "lancashire EAST\n\nWest\n", "deed": "look"}
    ).content.decode()

    assert "If Burnley ends on 1 April 2028" in page
    assert "1 ward ends with it" in page
    assert "2 GSS codes end with it" in page
    assert "1 person has it in their profile" in page
    assert "Lancashire East, Lancashire West" in page
    assert "Nadia" not in page
    burnley.refresh_from_db()
    assert (burnley.ends_on, burnley.successors.count()) == (None, 0)
    assert not AuditEvent.objects.filter(action__startswith="places.").exists()


def test_end_is_written_down_corrected_and_taken_back(client: Client, burnley, lancashires):
    organiser = OrganiserFactory()
    staff, east = sign_in(client, organiser, second_factor=True), lancashires[0]
    said = {"on": "2028-04-01", "successors": "Lancashire East\nLancashire West", "deed": "end"}

    for _again in range(2):
        assert staff.post(address(burnley), said)["Location"] == address(burnley)
    assert AuditEvent.objects.filter(action="places.council_ended").count() == 1
    assert set(burnley.successors.all()) == set(lancashires)

    staff.post(address(burnley), {**said, "on": "2028-05-01", "successors": "Lancashire East"})
    burnley.refresh_from_db()
    assert (burnley.ends_on, list(burnley.successors.all())) == (date(2028, 5, 1), [east])
    assert burnley.wards.get().ends_on == burnley.codes.get().ends_on == date(2028, 5, 1)
    assert "Burnley ends on 1 May 2028" in staff.get(address(burnley)).content.decode()

    staff.post(address(burnley), {"deed": "reopen"})
    burnley.refresh_from_db()
    assert (burnley.ends_on, burnley.wards.get().ends_on, burnley.codes.get().ends_on) == (None, None, None)
    assert burnley.successors.count() == 0
    events = AuditEvent.objects.filter(action__startswith="places.").order_by("pk")
    assert [(one.action, one.actor_uid) for one in events] == [
        ("places.council_ended", organiser.uid),
        ("places.council_ended", organiser.uid),
        ("places.council_reopened", organiser.uid),
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"successors": "Nowhere"}, "no other council called “Nowhere”"),
        ({"successors": "Lancashire"}, "Several councils have “Lancashire” in their name"),
        ({"successors": "Burnley"}, "no other council called “Burnley”"),
        ({"on": ""}, "This field is required"),
        ({"on": "1066-10-14"}, "begins after that day"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(client: Client, burnley, lancashires, said, why):
    Council.objects.filter(pk=burnley.pk).update(starts_on=date(1974, 4, 1))
    staff = sign_in(client, OrganiserFactory(), second_factor=True)
    typed = {"on": "2028-04-01", "successors": "Lancashire West", "deed": "end", **said}

    page = staff.post(address(burnley), typed).content.decode()

    assert why in page
    assert typed["successors"] in page
    assert Council.objects.get(pk=burnley.pk).ends_on is None


def test_what_ended_before_stays_as_it_was(burnley):
    earlier = places.ward(burnley, "Lakeside", "E05000002")
    for rows in (type(earlier).objects.filter(pk=earlier.pk), earlier.codes.all()):
        rows.update(ends_on=date(2020, 5, 1))

    end_council(council=burnley, on=DAY, successors=[])
    reopen_council(council=burnley)

    earlier.refresh_from_db()
    assert (earlier.ends_on, earlier.codes.get().ends_on) == (date(2020, 5, 1), date(2020, 5, 1))
    assert touched_by_end(Council.objects.get(pk=burnley.pk)) == Touched(0, 1, 2)


def test_council_does_not_end_before_a_ward_of_it_begins(burnley):
    burnley.wards.update(starts_on=DAY + timedelta(days=1))

    with pytest.raises(SuccessionError):
        end_council(council=burnley, on=DAY, successors=[])


def test_profile_asks_to_choose_anew_from_the_day_on(client: Client, burnley, lancashires, nadia):
    today = timezone.localdate()
    signed_in = sign_in(client, nadia)
    end_council(council=burnley, on=today + timedelta(days=1), successors=lancashires)
    assert "Choose yours below" not in signed_in.get("/account/profile/").content.decode()

    end_council(council=burnley, on=today, successors=lancashires)
    page = signed_in.get("/account/profile/")

    assert "Its successors: Lancashire East, Lancashire West. Choose yours below." in page.content.decode()
    assert page.context["form"]["council"].value() == ""
    assert Profile.objects.get(user=nadia).council == burnley
    signed_in.post("/account/profile/", {"name": nadia.name, "council": "Lancashire West"})
    assert Profile.objects.get(user=nadia).council == lancashires[1]
    assert "ended on" not in signed_in.get("/account/profile/").content.decode()


def test_successors_are_those_that_there_are_now(burnley, lancashires):
    east, west = lancashires
    today = timezone.localdate()
    end_council(council=burnley, on=today - timedelta(days=30), successors=[east])
    end_council(council=east, on=today, successors=[west])

    assert successors_of(burnley) == [west]


def test_ward_that_ended_is_not_offered_and_told(client: Client, burnley, nadia):
    ward = burnley.wards.get()
    change_profile(person=nadia, name=nadia.name, certificate_name="", council=burnley, ward=ward)
    places.ward(burnley, "Lakeside", "E05000002")
    type(ward).objects.filter(pk=ward.pk).update(ends_on=timezone.localdate())

    page = sign_in(client, nadia).get("/account/profile/")

    assert f"{ward.name} ended on" in page.content.decode()
    assert ward not in page.context["form"].fields["ward"].queryset


@pytest.mark.parametrize("number", [1, 30])
def test_list_costs_the_same_for_any_number(client: Client, number: int, django_assert_num_queries):
    for place in range(number):
        places.council(f"Council {place}", f"E060002{place:02}")
    staff = sign_in(client, OrganiserFactory(), second_factor=True)
    staff.get("/admin/councils/")

    with django_assert_num_queries(10):
        assert "Council 0" in staff.get("/admin/councils/").content.decode()


def test_list_is_by_name(client: Client, burnley, lancashires):
    staff = sign_in(client, OrganiserFactory(), second_factor=True)

    shown = staff.get("/admin/councils/").context["object_list"]
    assert [council.name for council in shown] == ["Burnley", "Lancashire East", "Lancashire West"]
