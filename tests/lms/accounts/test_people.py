"""Names and addresses are the same however they were typed."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.accounts.fields import tidy_name
from lms.accounts.models import Profile, User, generate_username
from lms.accounts.profiles.services import change_profile
from lms.accounts.selectors import person_who_may_sign_in
from lms.accounts.services import confirm_address
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Siân@Example.ORG", "  siân@example.org ", "sia\u0302n@example.org"])
def test_address_is_one_however_typed(typed: str) -> None:
    person = UserFactory(email="siân@example.org")

    assert User.objects.get(email=typed) == person
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email=typed)


def test_full_width_sign_in_name_is_the_plain_one() -> None:
    assert UserFactory(username="Ｇｗｅｎ.Ｐ").username == "gwen.p"


def test_several_people_have_no_address() -> None:
    first, second = UserFactory(email=None), UserFactory(email="")

    assert (first.email, second.email) == (None, None)


def test_sign_in_name_is_never_mistaken_for_an_address() -> None:
    person = UserFactory(username="gwen@example.org")

    with pytest.raises(ValidationError, match="letters, digits"):
        person.full_clean()


def test_generated_sign_in_names_can_be_read_aloud() -> None:
    names = {generate_username() for _ in range(200)}

    assert len(names) == 200
    assert not set("".join(names)) & set("aeiouy01l")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ŵyn \n Llŷr  Ŷ ", "Ŵyn Llŷr Ŷ"),
        ("Zoë 🦊", "Zoë 🦊"),
        ("عائشة", "عائشة"),
        ("Ann\u202enomis", "Annnomis"),
        ("n" * 200, "n" * 200),
    ],
)
def test_name_is_kept_as_typed_but_tidied(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


def test_profile_is_changed_twice_and_is_one_row() -> None:
    person = UserFactory(name="Ann")

    change_profile(person=person, name="Nest", certificate_name="Nest ferch Rhys")
    change_profile(person=person, name="Nest", certificate_name="")

    person.refresh_from_db()
    assert (person.name, person.name_key) == ("Nest", "nest")
    assert [p.certificate_name for p in Profile.objects.all()] == [""]


def test_confirmed_address_is_the_only_one() -> None:
    person = UserFactory(email="new@example.org")
    EmailAddress.objects.create(user=person, email="old@example.org", verified=True)

    confirm_address(person=person)

    rows = EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")
    assert list(rows) == [("new@example.org", True, True)]


def test_only_somebody_active_may_sign_in_by_letter() -> None:
    UserFactory(email="off@example.org", is_active=False)
    person = UserFactory(email="on@example.org")

    assert person_who_may_sign_in("ON@example.org") == person
    assert person_who_may_sign_in("off@example.org") is None
