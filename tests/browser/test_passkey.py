"""Passkeys, authenticator apps and recovery codes in a real browser; staff reach nothing without one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, assert_accessible, no_sideways_scroll, sign_in
from tests.browser.waiting import follow


def add_authenticator(page: Page) -> None:
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
    add_authenticator(device)
    give_password(device, editor)
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
    follow(device.get_by_role("main").get_by_role("button", name="Sign out"))
    device.goto("/account/login/?next=/admin/")
    device.get_by_label("Other people use this device too").check()
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device).to_have_url("/admin/")
    device.goto("/account/2fa/webauthn/")
    expect(device.locator("body")).to_have_attribute("data-shared-device", "true")
    expect(device.get_by_role("rowheader", name="My phone")).to_be_visible()
    for link, heading in (
        ("Rename “My phone”", "Rename a passkey"),
        ("Remove “My phone”", "Remove “My phone”?"),
    ):
        device.goto("/account/2fa/webauthn/")
        look_at(device)
        device.get_by_role("link", name=link).click()
        expect(device.get_by_role("heading", level=1)).to_have_text(heading)
        look_at(device)


def test_passkey_is_a_second_step_too(device: Page, person: Callable[..., Person]) -> None:
    learner = person()
    add_authenticator(device)
    sign_in(device, learner)
    device.goto("/account/2fa/webauthn/add/")
    device.get_by_role("button", name="Add a passkey").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    device.context.clear_cookies()

    give_password(device, learner)
    expect(device.get_by_role("heading", level=1)).to_have_text("The second step")
    device.get_by_role("button", name="Use my passkey").click()
    device.wait_for_url("**/my/")


def give_password(page: Page, person: Person) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address or sign-in name").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def look_at(page: Page) -> None:
    """A small screen holds the page, and axe finds nothing."""
    page.wait_for_load_state()
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert no_sideways_scroll(page), page.url
    assert_accessible(page)
    if before:
        page.set_viewport_size(before)


def six_digits(secret: str, later: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), ``later`` half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def test_editor_needs_an_app_before_the_editors_side(device: Page, person: Callable[..., Person]) -> None:
    editor = person("Ifor Editor", group="editor")
    give_password(device, editor)
    expect(device.get_by_role("heading", level=1)).to_have_text("A second step at sign-in")
    for closed in ("/admin/", "/admin/pages/", "/my/", "/courses/"):
        device.goto(closed)
        expect(device).to_have_url(re.compile(r"/account/second-factor/\?next="))
    look_at(device)

    # Set up: a wrong code is told, the right one brings the recovery codes.
    device.goto("/admin/")
    device.get_by_role("link", name="Set up an app").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")
    secret = device.get_by_role("main").locator("code").inner_text()
    device.get_by_label("Code").fill("abcdef")
    follow(device.get_by_role("button", name="Switch it on"))
    expect(device.get_by_role("alert")).to_contain_text("That code is not right.")
    expect(device.get_by_role("main").locator("code")).to_have_text(secret)
    look_at(device)
    device.get_by_label("Code").fill(six_digits(secret))
    device.get_by_role("button", name="Switch it on").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    shown = device.get_by_role("main").locator("li code")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    assert len(set(codes)) == 10
    look_at(device)
    device.goto("/admin/")
    expect(device).to_have_url("/admin/")
    device.goto("/account/2fa/")
    expect(device.get_by_text("10 codes are left.")).to_be_visible()
    look_at(device)

    # The next sign-in asks for the app; until then nothing opens.
    device.context.clear_cookies()
    give_password(device, editor)
    expect(device.get_by_role("heading", level=1)).to_have_text("The second step")
    device.goto("/admin/")
    expect(device).to_have_url(re.compile("/account/2fa/authenticate/"))
    device.get_by_label("Code").fill(six_digits(secret, later=1))  # one of now was used already
    device.get_by_role("button", name="Sign in", exact=True).click()
    device.wait_for_url("**/my/")
    device.goto("/admin/")
    expect(device).to_have_url("/admin/")

    # Without the phone: a recovery code opens once.
    for number, opens in ((0, True), (0, False)):
        device.context.clear_cookies()
        give_password(device, editor)
        device.get_by_label("Code").fill(codes[number])
        device.get_by_role("button", name="Sign in", exact=True).click()
        if opens:
            device.wait_for_url("**/my/")
        else:
            expect(device.get_by_role("alert").first).to_contain_text("That code is not right.")
    device.goto("/admin/")
    expect(device).to_have_url(re.compile("/account/2fa/authenticate/"))


def test_staff_cannot_switch_their_only_second_step_off(device: Page, person: Callable[..., Person]) -> None:
    give_password(device, person("Olwen Organiser", group="organiser"))
    follow(device.get_by_role("link", name="Set up an app"))
    device.get_by_label("Code").fill(six_digits(device.get_by_role("main").locator("code").inner_text()))
    device.get_by_role("button", name="Switch it on").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    for path, heading in (
        ("/account/2fa/recovery-codes/", "Your recovery codes"),
        ("/account/2fa/recovery-codes/generate/", "Make new recovery codes?"),
        ("/account/2fa/totp/deactivate/", "Switch the app off?"),
    ):
        device.goto(path)
        expect(device.get_by_role("heading", level=1)).to_have_text(heading)
        look_at(device)
    device.get_by_role("button", name="Switch it off").click()
    expect(device.get_by_role("alert")).to_contain_text("Your role needs a second step at sign-in.")
