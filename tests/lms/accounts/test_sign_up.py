"""An account begins with a confirmed address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import LetterRequest, User
from lms.accounts.services import forget_letter_requests
from lms.audit.models import AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SECRET = "four calm green boats"
DATA = {"name": " Carys  Lloyd ", "email": "Carys@Example.org", "password": SECRET, "adult": "on"}


@pytest.fixture
def link(client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]) -> str:
    """The path of the link in the letter that answered ``DATA`` sent by ``client``."""
    response = client.post(reverse("account_signup") + "?next=/courses/", {**DATA, "next": "/courses/"})
    assert response.headers["Location"] == reverse("account_email_verification_sent")
    run_jobs()
    found = re.search(r"http://testserver(/account/signup/confirm/\S+)", mailoutbox[0].body)
    assert found is not None
    return found.group(1)


def test_same_browser_presses_one_button(client: Client, link: str) -> None:
    assert User.objects.count() == 0
    page = client.get(link)
    assert (page.status_code, User.objects.count()) == (200, 0)
    assert 'name="password"' not in page.content.decode()

    response = client.post(link)

    person = User.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, "/courses/")
    assert (person.name, person.email, person.check_password(SECRET)) == (
        "Carys Lloyd",
        "carys@example.org",
        True,
    )
    assert timezone.now() - person.confirmed_adult_at < timedelta(minutes=1)
    assert [(e.email, e.verified, e.primary) for e in EmailAddress.objects.all()] == [
        (person.email, True, True)
    ]
    assert client.session["_auth_user_id"] == str(person.pk)
    assert LetterRequest.objects.count() == 0
    assert AuditEvent.objects.get().action == "accounts.signed_up"


def test_other_browser_types_the_password(link: str) -> None:
    phone = Client()
    assert 'name="password"' in phone.get(link).content.decode()

    wrong = phone.post(link, {"password": "not what I chose"})
    assert (wrong.status_code, User.objects.count()) == (200, 0)
    assert "not the password you chose" in wrong.content.decode()

    right = phone.post(link, {"password": SECRET})
    assert (right.status_code, right.headers["Location"]) == (302, "/my/")
    assert User.objects.count() == 1


def test_link_works_once(client: Client, link: str) -> None:
    client.post(link)

    again = Client().post(link, {"password": SECRET})

    assert (again.status_code, User.objects.count()) == (410, 1)
    assert "used already, or it is too old" in again.content.decode()


def test_link_is_too_old_after_three_days(client: Client, link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert client.post(link).status_code == 410
        assert forget_letter_requests() == 1
    assert User.objects.count() == 0


def test_forged_link_is_refused(client: Client, link: str) -> None:
    assert client.get(link[:-3] + "xx/").status_code == 410


def test_address_that_was_taken_meanwhile_is_refused(client: Client, link: str) -> None:
    UserFactory(email="carys@example.org")

    assert client.post(link).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"adult": ""}, "Accounts are for people of 18 or over"),
        ({"name": " \u202e "}, "Write your name."),
        ({"name": "n" * 201}, "at most 200 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"password": "short"}, "at least 10 characters"),
        ({"password": "password1234"}, "too common"),
        ({"password": "carys@example.org"}, "too similar"),
    ],
)
def test_sign_up_says_what_is_missing(client: Client, change: dict[str, str], words: str) -> None:
    response = client.post(reverse("account_signup"), {**DATA, **change})

    assert (response.status_code, LetterRequest.objects.count()) == (200, 0)
    assert words in response.content.decode()
    assert SECRET not in response.content.decode()


def test_signed_in_person_is_not_signed_up_again(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get(reverse("account_signup")).headers["Location"] == "/my/"
