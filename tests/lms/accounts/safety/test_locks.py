"""Many people guessing one password: it is paused, and nobody is locked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.accounts.safety import locks
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)
GWEN, NOBODY = "gwen@example.org", "nobody@example.org"
WORDS = "Wrong passwords were tried too often for this name."
LOGIN = "/account/login/"


def _try(login: str, password: str = "wrong", client: Client | None = None, address: str = "10.9.9.9") -> Any:
    return (client or Client()).post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


def _guess(login: str, tries: int = locks.MANY_TRIES, visitors: int = locks.MANY_VISITORS) -> None:
    """Wrong passwords, from so many addresses in turn, at the pace at which they are let through."""
    for number in range(tries):
        address = f"10.{number // 4}.0.{number}" if visitors > 4 else f"10.0.0.{number % visitors}"
        _try(login, address=address)


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def gwen() -> User:
    return UserFactory(email=GWEN, username="gwen.p")


@pytest.fixture(autouse=True)
def _no_other_limits(settings: Any) -> None:
    """Those per visitor have tests of their own."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1000/m/ip", "login": "1000/m/ip", "letter": "20/m/ip"}


def test_right_password_from_an_unknown_device_waits(gwen: User) -> None:
    _guess(GWEN)

    answer = _try(" GWEN@example.org", PASSWORD)

    assert (answer.status_code, WORDS in answer.content.decode()) == (200, True)


def test_name_that_nobody_has_is_answered_alike(gwen: User, cost: Any) -> None:
    _guess(GWEN, locks.MANY_TRIES - 1)
    _guess(NOBODY, locks.MANY_TRIES - 1)

    for hide in ("the last try", "the pause"):
        _response, known = cost(lambda: _try(GWEN), GWEN)
        _response, unknown = cost(lambda: _try(NOBODY), NOBODY)
        assert known == unknown, hide
    assert WORDS in known["text"]
    assert known["hashes"] == 0


@pytest.mark.parametrize(("tries", "visitors"), [(19, 4), (40, 3), (40, 1)])
def test_fewer_guesses_or_guessers_change_nothing(gwen: User, tries: int, visitors: int) -> None:
    _guess(GWEN, tries, visitors)
    client = Client()

    _try(GWEN, PASSWORD, client)

    assert _is_in(client)


def test_known_device_gets_in(gwen: User) -> None:
    known = Client()
    _try(GWEN, PASSWORD, known)
    known.post("/account/logout/")
    assert not _is_in(known)
    _guess(GWEN)

    _try(GWEN, PASSWORD, known)

    assert _is_in(known)


def test_device_of_somebody_else_does_not_help(gwen: User) -> None:
    UserFactory(email="mair@example.org")
    theirs = Client()
    _try("mair@example.org", PASSWORD, theirs)
    theirs.post("/account/logout/")
    _guess(GWEN)

    _try(GWEN, PASSWORD, theirs)

    assert not _is_in(theirs)


def test_code_by_letter_gets_in(gwen: User, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    import re

    _guess(GWEN)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": GWEN})
    run_jobs()
    codes = [re.search(r"\b\d{4} \d{4}\b", letter.body) for letter in mailoutbox]

    code = next(found.group() for found in codes if found)
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert _is_in(client)


def test_new_password_gets_in(gwen: User, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    import re

    _guess(GWEN)
    _guess("gwen.p")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": GWEN})
    run_jobs()
    links = [re.search(r"http://testserver(/account/password/reset/key/\S+)", one.body) for one in mailoutbox]
    page = client.get(next(found.group(1) for found in links if found), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "three green lamps"})

    for login in (GWEN, "gwen.p"):
        fresh = Client()
        _try(login, "three green lamps", fresh)
        assert _is_in(fresh)


def test_whoever_is_signed_in_confirms_their_password(gwen: User) -> None:
    client = Client()
    _try(GWEN, PASSWORD, client)
    del client.cookies["device"]
    _guess(GWEN)
    _guess("gwen.p")
    session = client.session
    session["account_authentication_methods"] = []
    session.save()

    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert answer.status_code == 302


def test_pause_lasts_an_hour(gwen: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        _guess(GWEN)
        clock.shift(3599)
        before = WORDS in _try(GWEN, PASSWORD).content.decode()
        clock.shift(2)
        client = Client()
        _try(GWEN, PASSWORD, client)

    assert (before, _is_in(client)) == (True, True)


def test_guesses_of_another_hour_do_not_count(gwen: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        _guess(GWEN, 19)
        clock.shift(3600)
        _guess(GWEN, 19)
        client = Client()
        _try(GWEN, PASSWORD, client)

    assert _is_in(client)


def test_owner_is_told_once_a_day(gwen: User, mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for hours in (0, 2, 21, 2):
            clock.shift(dt.timedelta(hours=hours))
            _guess(GWEN)
            _guess(NOBODY)
            run_jobs()
            told = [letter.to for letter in mailoutbox]

    assert told == [[GWEN], [GWEN]]
    assert mailoutbox[0].subject == "Wrong passwords for your account"


@pytest.mark.parametrize("change", [{"is_active": False}, {"standing": "died", "is_active": False}])
def test_nobody_is_told_who_is_not_there(
    gwen: User, change: dict[str, Any], mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    User.objects.filter(pk=gwen.pk).update(**change)
    _guess(GWEN)

    run_jobs()

    assert mailoutbox == []


def test_cache_holds_no_names(gwen: User) -> None:
    from django.db import connection

    _guess(GWEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        keys = " ".join(row[0] for row in cursor.fetchall())

    assert "paused:" in keys
    assert "gwen" not in keys
