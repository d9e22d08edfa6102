"""A stranger signs up for updates, confirms by the letter's link, and takes one channel back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, assert_accessible
from tests.browser.waiting import follow, until

LINK = (
    "from lms.consent.links import confirm_link\n"
    "from lms.consent.models import PendingSignUp\n"
    "row = PendingSignUp.objects.filter(email={email!r}, answered_at__isnull=False).first()\n"
    "print(confirm_link(row) if row else '')"
)


def test_stranger_signs_up_confirms_and_withdraws_one_channel(device: Page, site: Site) -> None:
    email = "stranger.updates@example.org"
    device.goto("/")
    follow(device.get_by_role("contentinfo").get_by_role("link", name="Sign up for updates"))
    assert_accessible(device)
    for box in device.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
    device.get_by_label("Your name").fill("Rosa Lind")
    device.get_by_label("E-mail address").fill(email)
    follow(device.get_by_role("button", name="Send me the letter to confirm"))
    expect(device.get_by_role("alert")).to_contain_text("Tick at least one way")
    device.get_by_role("checkbox", name=re.compile("by e-mail")).check()
    device.get_by_role("checkbox", name=re.compile("text messages")).check()
    device.get_by_label("Telephone number").fill("07700 900456")
    follow(device.get_by_role("button", name="Send me the letter to confirm"))
    expect(device.get_by_role("heading", level=1)).to_contain_text("look into your mailbox")

    until(device, lambda: bool(site.python(LINK.format(email=email)).strip()))
    device.goto(site.python(LINK.format(email=email)).strip())
    assert_accessible(device)
    follow(device.get_by_role("button", name="Yes, it was me"))

    expect(device.get_by_role("heading", level=1)).to_have_text("How we may reach you")
    assert_accessible(device)
    follow(device.get_by_role("button", name="Stop: Text message"))
    expect(device.get_by_role("button", name="Stop: E-mail")).to_be_visible()
    expect(device.get_by_role("button", name="Start: Text message")).to_be_visible()
    expect(device.get_by_role("region", name="Text message")).to_contain_text("Stopped on")
