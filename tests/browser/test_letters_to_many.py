"""An organiser writes a letter to many, looks at it, sends it, and watches it go."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, axe_faults, demo_sign_in, no_sideways_scroll
from tests.browser.waiting import follow


def faults(page: Page) -> list[str]:
    """What is wrong with the page on a phone in light and at a desk in dark."""
    found = []
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += axe_faults(page, scheme)
        if not no_sideways_scroll(page):
            found.append(f"{page.url} scrolls sideways at {size['width']} pixels")
    return found


def test_from_the_first_word_to_the_last_recipient(device: Page) -> None:
    subject = f"Dates for the autumn {uuid.uuid4().hex[:6]}"
    demo_sign_in(device, "organiser@example.org")
    device.goto("/admin/letters/new/")
    device.get_by_label("Subject").fill(subject)
    device.get_by_label("Text", exact=False).first.fill("Dear {nmae},\n\nthe dates are here.")
    device.get_by_role("checkbox", name=re.compile("Everybody who asked for updates")).check()
    follow(device.get_by_role("button", name="Keep and check"))

    # A slip is told in place, and nothing that was typed is lost.
    expect(device.get_by_text("There is nothing to put in place of {nmae} here.")).to_be_visible()
    expect(device.get_by_label("Subject")).to_have_value(subject)
    assert faults(device) == []
    device.get_by_label("Text", exact=False).first.fill("Dear {name},\n\nthe dates are here.")
    follow(device.get_by_role("button", name="Keep and check"))

    # Looked at as its readers get it, and tried alone.
    letter = device.frame_locator("iframe.letter-frame")
    expect(letter.get_by_text("Dear Sam Whitfield,")).to_be_visible()
    expect(device.get_by_text(re.compile(r"\d+ people now"))).to_be_visible()
    assert faults(device) == []
    follow(device.get_by_role("button", name="Send a test to me"))
    expect(device.get_by_text("A test is on its way to organiser@example.org.")).to_be_visible()

    # Sent: the page tells how far it is until it is done, without being loaded again.
    follow(device.get_by_role("button", name="Send this letter"))
    expect(device.get_by_role("region", name="How far it is")).to_be_visible()
    device.evaluate("window.stays = true")
    expect(device.get_by_role("status").filter(has_text="Finished")).to_be_visible(timeout=40_000)
    assert device.evaluate("window.stays === true")
    expect(device.get_by_text(re.compile(r"(\d+) of \1 done")).first).to_be_visible()
    assert faults(device) == []

    # What was sent can be read in the demo.
    device.goto("/account/mail/")
    follow(device.get_by_role("link", name=subject, exact=True).first)
    expect(device.locator('.mail__text a[href*="/updates/preferences/"]')).to_be_visible()
    assert faults(device) == []
