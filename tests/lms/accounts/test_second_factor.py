"""Staff reach nothing before their second factor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lms.accounts.adapter import MFAAdapter
from lms.accounts.middleware import used_second_factor
from lms.accounts.models import ADMINISTRATORS, EDITORS, User
from lms.accounts.receivers import count_new_factor
from lms.accounts.sealing import unseal
from tests.factories.accounts import (
    PASSWORD,
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    add_app,
    sign_in,
)

pytestmark = pytest.mark.django_db
LOGIN, EXPLAINS = "/account/login/", "/account/second-factor/"


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


@pytest.mark.parametrize("factory", [EditorFactory, OrganiserFactory, AdministratorFactory])
@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/account/profile/", "/account/", "/account/password/change/"]
)
def test_staff_without_a_second_factor_are_led_to_one(client: Client, factory: Any, path: str) -> None:
    sign_in(client, factory(), second_factor=False)

    response = client.get(path)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(EXPLAINS + "?next=")


def test_superuser_is_staff(client: Client) -> None:
    sign_in(client, User.objects.create_superuser("root", password=PASSWORD), second_factor=False)

    assert client.get("/admin/").headers["Location"] == f"{EXPLAINS}?next=%2Fadmin%2F"


@pytest.mark.parametrize(
    "name",
    [
        "accounts:second_factor",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "pages:help",
    ],
)
def test_pages_needed_for_setting_up_are_open(client: Client, name: str) -> None:
    person = EditorFactory()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    assert client.get(reverse(name)).status_code == 200


def test_posting_elsewhere_is_stopped_too(client: Client) -> None:
    person = EditorFactory(name="Before")
    sign_in(client, person, second_factor=False)

    response = client.post("/account/profile/", {"name": "After"})

    assert response.headers["Location"] == EXPLAINS
    assert User.objects.get().name == "Before"


def test_setting_up_an_app_opens_the_site_and_shows_recovery_codes_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On the site the transaction ends inside the request; here the test holds it open.
    monkeypatch.setattr(transaction, "on_commit", lambda do, *args, **kwargs: do())
    person = EditorFactory()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)  # type: ignore[union-attr]
    assert 'src="data:image/svg+xml;base64,' in page

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    right = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    assert right.headers["Location"] == reverse("mfa_view_recovery_codes")

    first = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", first)
    assert len(set(codes)) == 10
    assert "%0A".join(codes) in first  # the file to save
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403
    assert client.get("/admin/").status_code == 200

    phone = Client()
    phone.post(LOGIN, {"login": person.email, "password": PASSWORD})
    phone.post(reverse("mfa_authenticate"), {"code": codes[3]})
    assert phone.get("/admin/").status_code == 200
    lost = Client()
    lost.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert lost.post(reverse("mfa_authenticate"), {"code": codes[3]}).status_code == 200


def test_session_from_before_is_asked_to_use_the_app(client: Client) -> None:
    person = EditorFactory()
    app = add_app(person)
    sign_in(client, person, second_factor=False)
    page = client.get(EXPLAINS + "?next=/admin/").content.decode()
    assert "/account/2fa/reauthenticate/?next=%2Fadmin%2F" in page

    done = client.post(
        "/account/2fa/reauthenticate/", {"code": _code(unseal(app.data["secret"])), "next": "/admin/"}
    )

    assert done.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_becoming_staff_counts_from_the_next_request(client: Client) -> None:
    person = UserFactory()
    sign_in(client, person, second_factor=False)
    assert client.get("/account/profile/").status_code == 200

    person.groups.add(Group.objects.get(name=EDITORS))

    assert client.get("/account/profile/").headers["Location"].startswith(EXPLAINS)


def test_role_is_noted_from_either_side_and_forgotten() -> None:
    person, group = UserFactory(), Group.objects.get(name=ADMINISTRATORS)
    group.user_set.add(person)
    assert User.objects.get().has_role is True
    group.user_set.remove(person)
    assert User.objects.get().has_role is False
    person.groups.set([group])
    assert User.objects.get().has_role is True
    person.groups.clear()
    assert User.objects.get().has_role is False


def test_role_in_another_group_outlasts_the_emptying_of_one() -> None:
    person = EditorFactory()
    group = Group.objects.get(name=ADMINISTRATORS)
    group.user_set.add(person)

    group.user_set.clear()

    person.refresh_from_db()
    assert person.has_role is True


def test_learner_needs_none_and_is_sent_on(client: Client) -> None:
    sign_in(client, UserFactory(), second_factor=False)

    assert client.get("/account/profile/").status_code == 200
    assert client.get(EXPLAINS).headers["Location"] == "/my/"


def test_middleware_asks_nothing_for_staff_either(client: Client, django_assert_num_queries: Any) -> None:
    sign_in(client, EditorFactory(), second_factor=False)

    with django_assert_num_queries(1):
        client.get("/account/profile/")


def test_staff_cannot_switch_off_their_only_app(client: Client) -> None:
    person = EditorFactory()
    add_app(person)
    sign_in(client, person)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert (response.status_code, Authenticator.objects.count()) == (200, 1)
    assert "Your role needs a second step" in response.content.decode()


def test_recovery_codes_alone_are_no_second_factor_for_staff() -> None:
    person = EditorFactory()
    add_app(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    app = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert MFAAdapter().can_delete_authenticator(app) is False

    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})

    assert MFAAdapter().can_delete_authenticator(app) is True


@pytest.mark.parametrize("kind", [*Authenticator.Type])
def test_new_factor_counts_but_new_recovery_codes_do_not(kind: str, rf: Any) -> None:
    request = rf.get("/")
    request.session, request.user = SessionStore(), EditorFactory()
    factor = Authenticator.objects.create(user=request.user, type=kind, data={})

    count_new_factor(None, request, request.user, factor)

    assert used_second_factor(request) is (kind != Authenticator.Type.RECOVERY_CODES)


def test_learner_can_switch_the_app_off(client: Client) -> None:
    person = UserFactory()
    add_app(person)
    sign_in(client, person)

    assert client.post(reverse("mfa_deactivate_totp")).headers["Location"] == reverse("mfa_index")
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_change_of_security_asks_again_when_signed_in_long_ago(client: Client, name: str) -> None:
    person = UserFactory()
    sign_in(client, person, second_factor=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()

    response = client.get(reverse(name))
    assert response.headers["Location"].startswith("/account/reauthenticate/?next=")
    wrong = client.post("/account/reauthenticate/", {"password": "wrong"})
    assert "That is not your password." in wrong.content.decode()
    right = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": reverse(name)})
    assert right.headers["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200
