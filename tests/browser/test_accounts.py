"""Passkeys in a real browser, and the door for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, assert_accessible, no_sideways_scroll, sign_in


def _add_authenticator(page: Page) -> None:
    """A device with a fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_editor_adds_a_passkey_and_signs_in_with_it(device: Page, person: Callable[..., Person]) -> None:
    editor = person("Gwen Editor", group="editor")
    _add_authenticator(device)
    device.goto("/account/login/")
    device.get_by_label("E-mail address or sign-in name").fill(editor.email)
    device.get_by_label("Password", exact=True).fill(editor.password)
    device.get_by_role("button", name="Sign in", exact=True).click()
    expect(device.get_by_role("heading", level=1)).to_have_text("A second step at sign-in")

    device.get_by_role("link", name="Add a passkey").click()
    device.get_by_label("Name").fill("My phone")
    device.get_by_role("button", name="Add a passkey").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    with device.expect_download() as download:
        device.get_by_role("link", name="Save as a file").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    assert len(download.value.path().read_text().split()) == 10
    device.goto("/admin/")
    expect(device).to_have_url("/admin/")

    device.goto("/account/logout/")
    device.get_by_role("main").get_by_role("button", name="Sign out").click()
    device.goto("/account/login/?next=/admin/")
    device.get_by_label("Other people use this device too").check()
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device).to_have_url("/admin/")
    device.goto("/account/2fa/webauthn/")
    expect(device.locator("body")).to_have_attribute("data-shared-device", "true")
    expect(device.get_by_role("rowheader", name="My phone")).to_be_visible()


def test_passkey_is_a_second_step_too(device: Page, person: Callable[..., Person]) -> None:
    learner = person()
    _add_authenticator(device)
    sign_in(device, learner)
    device.goto("/account/2fa/webauthn/add/")
    device.get_by_role("button", name="Add a passkey").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    device.context.clear_cookies()

    device.goto("/account/login/")
    device.get_by_label("E-mail address or sign-in name").fill(learner.email)
    device.get_by_label("Password", exact=True).fill(learner.password)
    device.get_by_role("button", name="Sign in", exact=True).click()
    expect(device.get_by_role("heading", level=1)).to_have_text("The second step")
    device.get_by_role("button", name="Use my passkey").click()
    device.wait_for_url("**/my/")


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/login/code/",
        "/account/password/reset/",
        "/account/confirm-email/",
    ],
)
def test_door_is_accessible(open_device: Callable[..., Page], path: str) -> None:
    page = open_device(viewport={"width": 320, "height": 700})
    page.goto(path)

    assert no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/profile/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/add/",
        "/account/logout/",
    ],
)
def test_own_account_is_accessible(
    open_device: Callable[..., Page], person: Callable[..., Person], path: str
) -> None:
    page = open_device(viewport={"width": 320, "height": 700})
    sign_in(page, person())
    page.goto(path)

    assert no_sideways_scroll(page)
    assert_accessible(page)


def test_errors_of_a_form_take_the_focus(device: Page) -> None:
    device.goto("/account/signup/")
    device.get_by_role("button", name="Create my account").click()

    summary: Any = device.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("things need another look")
