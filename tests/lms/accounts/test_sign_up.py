"""An account begins with a confirmed address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.errors import LinkUsedError
from lms.accounts.models import LetterRequest, User
from lms.accounts.services import (
    answer_letter_request,
    confirm_sign_up,
    forget_letter_requests,
    read_sign_up_key,
)
from lms.audit.models import AuditEvent
from lms.messaging.models import OutgoingMessage
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


def test_browser_that_began_another_sign_up_is_asked_for_the_password(link: str) -> None:
    stranger = Client()
    stranger.post(reverse("account_signup"), {**DATA, "email": "mair@example.org"})

    assert 'name="password"' in stranger.get(link).content.decode()
    unanswered = stranger.post(link).content.decode()
    assert 'name="password"' in unanswered
    assert User.objects.count() == 0


def test_link_used_where_somebody_else_is_signed_in_leaves_nothing_of_theirs(
    client: Client, link: str
) -> None:
    started = client.session["sign_up"]
    client.force_login(UserFactory())
    session = client.session
    session.update({"sign_up": started, "shared_device": True})
    session.save()

    client.post(link)

    person = User.objects.get(email="carys@example.org")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "shared_device" not in client.session
    assert [r["method"] for r in client.session["account_authentication_methods"]] == ["sign_up"]


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


def test_link_is_too_old_by_its_own_word_and_by_the_row_s(client: Client, link: str) -> None:
    key = link.rstrip("/").rpartition("/")[2]
    uid = read_sign_up_key(key)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)), pytest.raises(LinkUsedError):
        read_sign_up_key(key)

    LetterRequest.objects.update(created_at=timezone.now() - timedelta(days=3, minutes=1))
    with pytest.raises(LinkUsedError):
        confirm_sign_up(uid=uid, password=None)
    assert User.objects.count() == 0


def test_link_cut_off_in_the_letter_is_answered_in_words(client: Client, link: str) -> None:
    response = client.get(link[: len(link) // 2] + "/")

    assert response.status_code == 410
    assert "used already, or it is too old" in response.content.decode()


def test_answer_asked_for_twice_is_one_letter(client: Client, link: str, mailoutbox: list[Any]) -> None:
    letter = LetterRequest.objects.get()

    answer_letter_request(letter_id=letter.pk)

    assert OutgoingMessage.objects.count() == len(mailoutbox) == 1


def test_sign_up_with_a_known_address_leaves_nothing_behind(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    UserFactory(email="carys@example.org")
    client.post(reverse("account_signup"), DATA)
    assert LetterRequest.objects.count() == 1

    run_jobs()

    assert (LetterRequest.objects.count(), len(mailoutbox)) == (0, 1)


def test_two_links_used_at_the_same_moment_make_one_account(
    client: Client, link: str, monkeypatch: Any
) -> None:
    """The second one looks before the first is written, and meets the database's own refusal."""

    def taken(self: User, *args: Any, **kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed: accounts_user.email")

    monkeypatch.setattr(User, "save", taken)

    assert client.post(link).status_code == 410
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
        ({"name": "\u0301\u2063"}, "Write your name."),
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
