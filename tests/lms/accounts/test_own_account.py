"""What people see and change about their own account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory, add_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "accounts:overview",
        "accounts:profile",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "account_reauthenticate",
    ],
)
def test_pages_are_for_those_who_signed_in(client: Client, name: str) -> None:
    url = reverse(name)
    assert client.get(url).headers["Location"] == f"/account/login/?next={url}"

    sign_in(client, UserFactory())

    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_email_verification_sent",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_pages_at_the_door_have_no_inline_code(client: Client, name: str) -> None:
    text = client.get(reverse(name)).content.decode()

    assert "<style" not in text
    assert ' style="' not in text
    assert "onclick" not in text
    assert "<script>" not in text


def test_overview_names_what_there_is(client: Client) -> None:
    person = UserFactory(name="Gwen Parry", email="gwen@example.org", username="gwen.p")
    add_app(person)
    sign_in(client, person)

    text = client.get("/account/").content.decode()

    for words in ("Gwen Parry", "gwen@example.org", "gwen.p", "Passkeys", "Asked for at sign-in"):
        assert words in text


def test_profile_is_saved_and_says_so(client: Client) -> None:
    person = UserFactory(name="Gwen")
    sign_in(client, person)

    response = client.post(
        "/account/profile/", {"name": " Gwenllïan  P ", "certificate_name": "G. Parry"}, follow=True
    )

    person.refresh_from_db()
    assert response.redirect_chain == [("/account/profile/", 302)]
    assert (person.name, person.profile.certificate_name) == ("Gwenllïan P", "G. Parry")
    assert "Your profile is saved." in response.content.decode()


def test_profile_keeps_what_was_typed(client: Client) -> None:
    sign_in(client, UserFactory(name="Gwen"))

    response = client.post("/account/profile/", {"name": "  ", "certificate_name": "Typed"})

    assert response.status_code == 200
    assert 'value="Typed"' in response.content.decode()
    assert User.objects.get().name == "Gwen"


def test_profile_says_who_sees_each_field(client: Client) -> None:
    sign_in(client, UserFactory())

    text = client.get("/account/profile/").content.decode()

    assert "Seen by: you, whoever meets you here, and staff." in text
    assert "Seen by: anyone who has a certificate’s number." in text
    assert "We speak and write to you in it. Seen by: you alone." in " ".join(text.split())


def test_password_is_changed_once_the_old_one_is_right(client: Client) -> None:
    person = UserFactory()
    sign_in(client, person)
    url = reverse("account_change_password")

    wrong = client.post(url, {"oldpassword": "nope", "password1": "three green lamps"})
    assert "That is not your current password." in wrong.content.decode()
    right = client.post(url, {"oldpassword": PASSWORD, "password1": "three green lamps"})

    person.refresh_from_db()
    assert right.headers["Location"] == "/account/"
    assert person.check_password("three green lamps") is True
    assert client.get("/account/").status_code == 200


def test_person_without_password_sets_one(client: Client) -> None:
    person = UserFactory(password=None)
    sign_in(client, person)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse(
        "account_set_password"
    )

    client.post(reverse("account_set_password"), {"password1": "three green lamps"})

    person.refresh_from_db()
    assert person.check_password("three green lamps") is True


@pytest.mark.parametrize("email", ["", "nonsense"])
def test_address_must_be_one(client: Client, email: str) -> None:
    sign_in(client, UserFactory())

    response = client.post(reverse("account_email"), {"email": email, "action_add": "1"})

    assert response.status_code == 200


def test_passkey_pages_hand_their_options_to_the_module(client: Client) -> None:
    sign_in(client, UserFactory())

    text = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert '<script id="passkey-data" type="application/json">' in text
    assert "js/accounts/passkeys.js" in text
    options: dict[str, Any] = client.get(reverse("mfa_add_webauthn")).context["js_data"]
    assert options["creation_options"]["publicKey"]["rp"]["id"] == "testserver"
    assert (
        options["creation_options"]["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
    )


def test_passkey_sign_in_gives_options_to_the_module_only(client: Client) -> None:
    url = reverse("mfa_login_webauthn")

    assert client.get(url).headers["Location"] == reverse("account_login")
    answer = client.get(url, headers={"accept": "application/json"}).json()
    assert answer["request_options"]["publicKey"]["userVerification"] == "required"
    assert client.post(url, {"credential": "{}"}).headers["Location"] == reverse("account_login")


@pytest.mark.parametrize(
    ("name", "chosen", "words"),
    [
        (
            "李小龙",
            "",
            "has letters that we cannot print (李小龙). On a certificate you would be “Li Xiao Long”.",
        ),
        ("Siân 🌹", "", "“Siân 🌹” has signs that we cannot print. On a certificate you would be “Siân”."),
        ("Siân", "李小龙", "On a certificate you would be “Siân”."),
        ("Siân Ŵyn-ŷ O’Brien & Co", "", ""),
        ("李小龙", "Bruce Lee", ""),
        ("نادية أحمد", "", ""),
    ],
)
def test_profile_warns_of_a_name_that_cannot_be_printed(
    client: Client, name: str, chosen: str, words: str
) -> None:
    sign_in(client, UserFactory())

    page = client.post("/account/profile/", {"name": name, "certificate_name": chosen}, follow=True)
    text = " ".join(page.content.decode().split())

    assert words in text
    assert ("we cannot print" in text) is bool(words)


def test_warning_of_a_name_cannot_carry_markup(client: Client) -> None:
    sign_in(client, UserFactory())

    page = client.post("/account/profile/", {"name": "<b>李</b> & co", "certificate_name": ""}, follow=True)

    assert "“&lt;b&gt;李&lt;/b&gt; &amp; co” has letters that we cannot print (李)" in page.content.decode()
