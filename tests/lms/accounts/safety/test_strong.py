"""People for whom a password alone is not enough, though they are not staff."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.accounts.models import User
from lms.accounts.safety import strong
from lms.accounts.safety.strong import forget_predicate, require_strong_sign_in
from tests.factories.accounts import PASSWORD, EditorFactory, UserFactory, add_app, sign_in

pytestmark = pytest.mark.django_db
DOOR = "/account/confirm/"


def _is_mentor(user: User) -> bool:
    return user.name.startswith("Mentor")


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    require_strong_sign_in(_is_mentor)
    require_strong_sign_in(_is_mentor)
    yield
    forget_predicate(_is_mentor)
    assert _is_mentor not in strong._predicates


@pytest.fixture
def mentor() -> User:
    return UserFactory(name="Mentor Mair", email="mair@example.org")


@pytest.fixture
def inside(client: Client, mentor: User) -> Client:
    """Signed in with the password alone."""
    client.post("/account/login/", {"login": mentor.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(mentor.pk)
    return client


def _code(mailoutbox: list[Any]) -> str:
    return re.search(r"\b\d{4} \d{4}\b", mailoutbox[-1].body).group()  # type: ignore[union-attr]


def _is_through(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/my/",
        "/account/",
        "/account/profile/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/activate/",
    ],
)
def test_password_alone_leads_to_the_door(inside: Client, path: str) -> None:
    response = inside.get(path)

    assert (response.status_code, response.headers["Location"].partition("?")[0]) == (302, DOOR)


@pytest.mark.parametrize("path", ["/help/", "/account/logout/"])
def test_help_and_leaving_are_open(inside: Client, path: str) -> None:
    assert inside.get(path).status_code == 200


def test_code_by_letter_opens_it(inside: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    page = inside.get("/account/profile/", follow=True)
    assert "Others tell you things in confidence here" in page.content.decode()
    assert mailoutbox == []

    inside.post(DOOR, {"send": "1", "next": "/account/profile/"})
    run_jobs()
    assert mailoutbox[-1].to == ["mair@example.org"]
    wrong = inside.post(DOOR, {"code": "0000 0000"})
    assert "That code is not right." in wrong.content.decode()
    assert not _is_through(inside)
    right = inside.post(DOOR, {"code": _code(mailoutbox), "next": "/account/profile/"})

    assert right.headers["Location"] == "/account/profile/"
    assert _is_through(inside)
    assert inside.get(DOOR).headers["Location"] == "/my/"


def test_five_wrong_codes_end_it(inside: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    inside.post(DOOR, {"send": "1"})
    run_jobs()
    for _ in range(5):
        answer = inside.post(DOOR, {"code": "0000 0000"})
    assert "Five wrong codes" in answer.content.decode()

    inside.post(DOOR, {"code": _code(mailoutbox)})

    assert not _is_through(inside)


def test_code_runs_out(inside: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        inside.post(DOOR, {"send": "1"})
        run_jobs()
        clock.shift(15 * 60 + 1)
        late = inside.post(DOOR, {"code": _code(mailoutbox)})

    assert "That code is too old." in late.content.decode()
    assert not _is_through(inside)


def test_code_of_another_browser_does_not_help(
    inside: Client, mentor: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    other = Client()
    other.post("/account/login/", {"login": mentor.email, "password": PASSWORD})
    other.post(DOOR, {"send": "1"})
    run_jobs()

    inside.post(DOOR, {"code": _code(mailoutbox)})

    assert (_is_through(inside), _is_through(other)) == (False, False)


def test_signing_in_by_code_needs_no_second_one(
    client: Client, mentor: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    client.post("/account/login/code/", {"email": mentor.email})
    run_jobs()
    client.post("/account/login/code/confirm/", {"code": _code(mailoutbox)})

    assert _is_through(client)


def test_passkey_or_app_needs_no_code(client: Client, mentor: User) -> None:
    assert _is_through(sign_in(client, mentor, second_factor=True))


def test_door_offers_what_the_person_has(client: Client, mentor: User) -> None:
    add_app(mentor)
    sign_in(client, mentor, second_factor=False)

    assert "/account/2fa/reauthenticate/?next=%2Fmy%2F" in client.get("/my/", follow=True).content.decode()


def test_person_without_address_and_passkey_is_led_to_help(client: Client, mailoutbox: list[Any]) -> None:
    sign_in(client, UserFactory(name="Mentor Wyn", email=None), second_factor=False)

    page = client.get("/my/", follow=True).content.decode()

    assert "There is no address on your account, and no passkey." in page
    asked = client.post(DOOR, {"send": "1"}).content.decode()
    assert "There is no address on your account, and no passkey." in asked
    assert (mailoutbox, _is_through(client)) == ([], False)


def test_others_meet_no_door(client: Client) -> None:
    sign_in(client, UserFactory(name="Learner"), second_factor=False)

    assert client.get("/my/").status_code == 200
    assert client.get(DOOR).headers["Location"] == "/my/"


def test_staff_need_a_real_second_factor_whatever_else_they_are(client: Client) -> None:
    sign_in(client, EditorFactory(name="Mentor and editor"), second_factor=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 1.0}]
    session.save()

    assert client.get("/my/").headers["Location"].startswith("/account/second-factor/")
    assert client.get(DOOR).headers["Location"].startswith("/account/second-factor/")


def test_safeguarding_leads_are_staff(client: Client) -> None:
    sign_in(client, UserFactory(group="safeguarding"), second_factor=False)

    assert client.get("/my/").headers["Location"].startswith("/account/second-factor/")


def test_strong_session_asks_nobody(client: Client, mentor: User) -> None:
    asked: list[User] = []

    def asks(user: User) -> bool:
        asked.append(user)
        return False

    require_strong_sign_in(asks)
    sign_in(client, mentor, second_factor=True).get("/account/")
    Client().get("/help/")
    forget_predicate(asks)

    assert asked == []
