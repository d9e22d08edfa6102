"""What people tell about themselves, and where it shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from lms.accounts.models import FormerName, Profile, User
from lms.accounts.profiles.declared import PROFILE_FIELDS
from lms.accounts.profiles.forms import ProfileForm
from lms.accounts.profiles.services import change_profile
from lms.accounts.profiles.zones import zone_called, zone_of
from lms.places.models import Council, CouncilKind, Nation, Ward
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/account/profile/"


@pytest.fixture
def councils() -> dict[str, Council]:
    names = {
        "Cardiff": Nation.WALES,
        "North Yorkshire": Nation.ENGLAND,
        "South Yorkshire Dales": Nation.ENGLAND,
    }
    return {
        name: Council.objects.create(name=name, nation=nation, kind=CouncilKind.UNITARY)
        for name, nation in names.items()
    }


def form_of(person: User, **data: str) -> ProfileForm:
    return ProfileForm({"name": person.name, **data}, person=person)


def test_every_field_says_its_purpose_and_its_audience_beside_it(client: Client, councils):
    person = UserFactory()
    ward = Ward.objects.create(name="Cathays", council=councils["Cardiff"])
    change_profile(
        person=person, name=person.name, certificate_name="", council=councils["Cardiff"], ward=ward
    )

    page = sign_in(client, person).get(ADDRESS)
    form = page.context["form"]

    assert set(form.fields) - {"postcode"} == {field.name for field in PROFILE_FIELDS}
    for field in PROFILE_FIELDS:
        assert str(form.fields[field.name].help_text) == f"{field.purpose} Seen by: {field.audience}"


def test_what_was_typed_is_kept_where_something_is_wrong(client: Client, councils):
    person = UserFactory(name="Nest")
    sent = {
        "name": "Nest Rees",
        "council": "Yorkshire",
        "phone": "no",
        "access_needs": "A lift",
        "time_zone": "X",
    }

    page = sign_in(client, person).post(ADDRESS, sent).content.decode()

    for words in ("Nest Rees", "Yorkshire", "A lift", "North Yorkshire, South Yorkshire Dales"):
        assert words in page
    assert "Write a telephone number in digits" in page
    assert "We know no time zone of that name" in page
    assert User.objects.get(pk=person.pk).name == "Nest"


def test_the_whole_profile_is_kept(client: Client, councils):
    person = UserFactory(name="Nest")
    sent = {
        "name": "Nest Rees",
        "certificate_name": "Nest ferch Rhys",
        "pronouns": "she/her",
        "phone": " 01632  960123 ",
        "council": "cardiff",
        "access_needs": "Captions",
        "time_zone": "paris",
        "language": "cy",
    }

    for _again in range(2):
        assert sign_in(client, person).post(ADDRESS, sent).status_code == 302

    kept, person = Profile.objects.get(user=person), User.objects.get(pk=person.pk)
    assert (person.name, person.time_zone, person.language) == ("Nest Rees", "Europe/Paris", "cy")
    assert (kept.pronouns, kept.phone, kept.access_needs) == ("she/her", "01632 960123", "Captions")
    assert (kept.council, kept.nation) == (councils["Cardiff"], "wales")
    assert list(FormerName.objects.values_list("person", "name")) == [(person.pk, "Nest")]


def test_a_council_is_found_in_the_nation_that_was_said(councils):
    person = UserFactory()
    assert form_of(person, council="Cardiff", nation="scotland").errors["council"] == [
        "We know no council of that name in that nation."
    ]
    assert form_of(person, council="Nowhere").errors["council"] == ["We know no council of that name."]
    good = form_of(person, council="north york", nation="england")
    assert good.is_valid()
    assert good.cleaned_data["council"] == councils["North Yorkshire"]


def test_a_postcode_fills_the_council_and_is_not_kept(councils, monkeypatch):
    from lms.accounts.profiles import forms
    from lms.places.selectors import PlaceGuess

    guess = {"CF10 1AA": PlaceGuess(councils["Cardiff"])}
    monkeypatch.setattr(forms, "places_of_postcode", guess.get)
    person = UserFactory()

    found, lost = form_of(person, postcode="CF10 1AA"), form_of(person, postcode="CF10 1AB")

    assert found.is_valid()
    assert found.cleaned_data["council"] == councils["Cardiff"]
    assert "postcode" not in found.cleaned_data
    assert "postcode" in lost.errors
    change_profile(person=person, **found.cleaned_data)
    row = str(Profile.objects.filter(user=person).values().get()) + str(User.objects.values().get())
    assert "CF10" not in row


def test_a_postcode_of_the_wrong_form_is_told(councils):
    assert "postcode" in form_of(UserFactory(), postcode="nonsense").errors


def test_a_ward_of_another_council_is_dropped(councils):
    person = UserFactory()
    ward = Ward.objects.create(name="Cathays", council=councils["Cardiff"])
    values = {"person": person, "name": "Nest", "certificate_name": "", "ward": ward}

    assert change_profile(**values, council=councils["Cardiff"]).ward == ward
    assert change_profile(**values, council=councils["North Yorkshire"]).ward is None


def test_councils_that_are_no_more_are_not_offered(councils):
    Council.objects.filter(name="Cardiff").update(ends_on=date(2020, 1, 1))
    offered = ProfileForm(person=UserFactory()).fields["council"].widget.suggestions
    assert offered == ("North Yorkshire", "South Yorkshire Dales")


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_asks_as_many_queries_for_one_council_as_for_many(
    client: Client, django_assert_num_queries, size
):
    Council.objects.bulk_create(
        [Council(name=f"Council {n}", kind=CouncilKind.UNITARY, nation=Nation.WALES) for n in range(size)]
    )
    sign_in(client, UserFactory())
    client.get(ADDRESS)
    with django_assert_num_queries(4):
        client.get(ADDRESS)


def test_zones_are_known_by_name_and_by_city():
    assert zone_called("Europe/Paris") == zone_called("paris") == "Europe/Paris"
    assert zone_called("hong kong") == "Asia/Hong_Kong"
    assert zone_called("Narnia") is None
    assert zone_of("") is zone_of("Europe/London") is zone_of("Narnia") is None


def test_times_are_shown_in_the_persons_zone_and_the_zone_is_named(client: Client):
    person = UserFactory(time_zone="Asia/Hong_Kong")
    there = sign_in(client, person).get("/account/").content.decode()
    assert "Times are shown for Asia/Hong Kong." in there

    here = sign_in(Client(), UserFactory(time_zone="Europe/London")).get("/account/").content.decode()
    assert "Times are shown" not in here


def test_the_zone_of_one_answer_is_not_that_of_the_next(client: Client):
    from django.utils import timezone

    sign_in(client, UserFactory(time_zone="Asia/Hong_Kong")).get("/account/")
    assert str(timezone.get_current_timezone()) == "Europe/London"
