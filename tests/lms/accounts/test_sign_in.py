"""Every way in, and out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.sealing import unseal
from tests.factories.accounts import PASSWORD, EditorFactory, UserFactory, add_app, sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def _is_in(client: Client, person: User) -> bool:
    return client.session.get("_auth_user_id") == str(person.pk)


def _code(authenticator: Any) -> str:
    return format_hotp_value(
        hotp_value(unseal(authenticator.data["secret"]), list(yield_hotp_counters_from_time())[1])
    )


@pytest.mark.parametrize(
    "login", ["gwen@example.org", " GWEN@example.org", "gwen.p", "GWEN.P ", "ｇｗｅｎ.ｐ"]
)
def test_address_or_sign_in_name_with_password(client: Client, login: str) -> None:
    person = UserFactory(email="gwen@example.org", username="gwen.p")

    response = client.post(LOGIN, {"login": login, "password": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, "/my/")
    assert _is_in(client, person)


def test_person_without_address_signs_in_by_name(client: Client) -> None:
    person = UserFactory(email=None, username="gwen.p")

    client.post(LOGIN, {"login": "gwen.p", "password": PASSWORD, "next": "/courses/"})

    assert _is_in(client, person)


def test_next_leads_on_but_never_away(client: Client) -> None:
    person = UserFactory()
    here = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "/courses/"})
    away = Client().post(
        LOGIN, {"login": person.email, "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert here.headers["Location"] == "/courses/"
    assert away.headers["Location"] == "/my/"


def test_shared_device_ends_with_the_browser(client: Client) -> None:
    person = UserFactory()

    client.post(LOGIN, {"login": person.email, "password": PASSWORD, "shared_device": "on"})

    assert client.session["shared_device"] is True
    assert client.session.get_expire_at_browser_close() is True
    assert client.cookies["sessionid"]["max-age"] == ""
    assert 'data-shared-device="true"' in client.get(reverse("accounts:profile")).content.decode()


def test_own_device_is_remembered(client: Client) -> None:
    person = UserFactory()

    client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    assert client.session["shared_device"] is False
    assert client.session.get_expiry_age() == django_settings.SESSION_COOKIE_AGE
    assert "data-shared-device" not in client.get(reverse("accounts:profile")).content.decode()


def test_shared_device_survives_the_second_step(client: Client) -> None:
    person = UserFactory()
    app = add_app(person)

    step = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "shared_device": "on"})
    assert step.headers["Location"] == reverse("mfa_authenticate")
    assert not _is_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not _is_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": _code(app)})

    assert _is_in(client, person)
    assert client.session["shared_device"] is True
    assert client.session.get_expire_at_browser_close() is True


def test_code_of_the_app_works_once(client: Client) -> None:
    person = UserFactory()
    code = _code(add_app(person))  # once: half a minute later it would be another one
    for browser, expected in ((client, True), (Client(), False)):
        browser.post(LOGIN, {"login": person.email, "password": PASSWORD})
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert _is_in(browser, person) is expected


def _ask_for_code(client: Client, email: str, run_jobs: Callable[[], None], mailoutbox: list[Any]) -> str:
    client.post(reverse("account_request_login_code"), {"email": email, "next": "/courses/"})
    run_jobs()
    found = re.search(r"\b(\d{4} \d{4})\b", mailoutbox[-1].body)
    return found.group(1) if found else ""


def test_code_by_letter(client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]) -> None:
    person = UserFactory(email="gwen@example.org", password=None)
    EmailAddress.objects.all().delete()
    code = _ask_for_code(client, " Gwen@example.org", run_jobs, mailoutbox)

    response = client.post(reverse("account_confirm_login_code"), {"code": f" {code}", "next": "/courses/"})

    assert (response.status_code, response.headers["Location"]) == (302, "/courses/")
    assert _is_in(client, person)
    assert EmailAddress.objects.get(user=person).verified is True


def test_code_with_zeros_in_front_has_eight_digits_too(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("lms.accounts.services.secrets.randbelow", lambda most: 42 if most == 10**8 else 0)
    person = UserFactory()

    code = _ask_for_code(client, person.email, run_jobs, mailoutbox)
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert code == "0000 0042"
    assert _is_in(client, person)


def test_code_works_only_in_the_browser_that_asked(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    code = _ask_for_code(client, UserFactory().email, run_jobs, mailoutbox)

    response = Client().post(reverse("account_confirm_login_code"), {"code": code})

    assert response.headers["Location"] == reverse("account_request_login_code")


def test_code_is_too_old_after_fifteen_minutes(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    person = UserFactory()
    code = _ask_for_code(client, person.email, run_jobs, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post(reverse("account_confirm_login_code"), {"code": code})

    assert not _is_in(client, person)


def test_five_wrong_codes_spend_it(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    person = UserFactory()
    code = _ask_for_code(client, person.email, run_jobs, mailoutbox)
    url = reverse("account_confirm_login_code")
    answers = [client.post(url, {"code": "0000"}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 302]
    client.post(url, {"code": code})
    assert not _is_in(client, person)


def test_code_does_not_replace_the_second_step(
    client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    person = UserFactory()
    add_app(person)
    code = _ask_for_code(client, person.email, run_jobs, mailoutbox)

    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert not _is_in(client, person)


def test_new_password_by_letter(client: Client, run_jobs: Callable[[], None], mailoutbox: list[Any]) -> None:
    person = UserFactory(email="gwen@example.org")
    EmailAddress.objects.all().delete()
    other = sign_in(Client(), person)
    client.post(reverse("account_reset_password"), {"email": "gwen@example.org"})
    run_jobs()
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body).group(1)  # type: ignore[union-attr]

    form = client.get(link, follow=True)
    saved = client.post(form.redirect_chain[-1][0], {"password1": "three green lamps"})

    person.refresh_from_db()
    assert saved.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert person.check_password("three green lamps") is True
    assert EmailAddress.objects.get(user=person).verified is True  # the link came by letter
    assert other.get(reverse("accounts:profile")).status_code == 302  # signed out everywhere
    assert "no longer works" in Client().get(link).content.decode()
    run_jobs()
    assert mailoutbox[-1].subject == "Your password was changed"


def test_sixth_wrong_password_is_told_to_wait(client: Client) -> None:
    person = UserFactory()
    answers = [client.post(LOGIN, {"login": person.email, "password": "wrong"}) for _ in range(6)]

    assert "do not go together" in answers[4].content.decode()
    assert "Too many tries from here. Wait five minutes" in answers[5].content.decode()
    right = client.post(LOGIN, {"login": person.email.upper(), "password": PASSWORD})
    assert "Too many tries from here" in right.content.decode()


def test_strangers_lock_nobody_out(client: Client) -> None:
    person = UserFactory()
    for _ in range(8):
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": person.email, "password": "wrong"})

    client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    assert _is_in(client, person)


def test_limit_ends_after_five_minutes(client: Client) -> None:
    person = UserFactory()
    for _ in range(6):
        client.post(LOGIN, {"login": person.email, "password": "wrong"})
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    assert _is_in(client, person)


def test_limits_are_shared_between_processes(client: Client) -> None:
    person = UserFactory()
    for _ in range(5):
        client.post(LOGIN, {"login": person.email, "password": "wrong"})
    caches["default"].clear()  # another process has an empty memory

    answer = client.post(LOGIN, {"login": person.email, "password": "wrong"})

    assert "Too many tries from here" in answer.content.decode()


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_sixth_letter_to_one_address_has_to_wait(client: Client, name: str) -> None:
    answers = [client.post(reverse(name), {"email": "someone@example.org"}).status_code for _ in range(6)]

    assert answers == [302, 302, 302, 302, 302, 429]


def test_wait_page_says_so(client: Client) -> None:
    for _ in range(6):
        answer = client.post(reverse("account_reset_password"), {"email": "someone@example.org"})

    assert "Wait a few minutes, then try again" in answer.content.decode()


def test_signing_out(client: Client) -> None:
    person = UserFactory()
    sign_in(client, person)

    assert client.get(reverse("account_logout")).status_code == 200
    assert _is_in(client, person)
    assert client.post(reverse("account_logout")).headers["Location"] == "/"
    assert not _is_in(client, person)


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/users/"])
def test_admin_has_one_door(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.headers["Location"] == f"{LOGIN}?next={path}"


def test_admin_sign_in_leads_to_ours(client: Client) -> None:
    assert (
        client.get("/admin/login/?next=/admin/pages/").headers["Location"]
        == f"{LOGIN}?next=%2Fadmin%2Fpages%2F"
    )
    assert (
        client.get("/admin/login/?next=https://evil.example/").headers["Location"]
        == f"{LOGIN}?next=%2Fadmin%2F"
    )
    assert client.post("/admin/login/").status_code == 405
    assert client.get("/admin/password_reset/").status_code == 404


def test_learner_at_the_admin_gets_403_not_a_loop(client: Client) -> None:
    sign_in(client, UserFactory())

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/", follow=True).status_code == 403


def test_admin_account_page_has_no_names_or_password(client: Client) -> None:
    sign_in(client, EditorFactory())

    text = client.get("/admin/account/").content.decode()

    assert "first_name" not in text
    assert "old_password" not in text
    assert "gravatar" not in text


def test_every_learner_page_asks_only_session_and_person(
    client: Client, django_assert_num_queries: Any
) -> None:
    sign_in(client, UserFactory())
    client.get(reverse("account_logout"))

    with django_assert_num_queries(1):
        client.get(reverse("account_logout"))
