"""A certificate's life as its holder, an organiser and a stranger see it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DESK,
    PHONE,
    Person,
    Site,
    axe_faults,
    demo_sign_in,
    no_sideways_scroll,
    sign_in,
)
from tests.browser.waiting import follow, until

NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
FORMER, PRESENT, CORRECTED = "Ffion Rees", "Ffion Okafor", "Ffion M. Okafor"


@pytest.fixture
def holder(site: Site) -> Person:
    """Somebody who has just completed the course; the workers make the certificate."""
    email = site.python(
        f"from tests.browser.people import learn_until; print(learn_until({FORMER!r}, 10).email)"
    ).splitlines()[-1]
    return Person(email, FORMER)


def faults(page: Page) -> list[str]:
    """What is wrong with the page on a phone in light and at a desk in dark."""
    found = []
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += axe_faults(page, scheme)
        if not no_sideways_scroll(page):
            found.append(f"{page.url} scrolls sideways at {size['width']} pixels")
    return found


def number_shown(page: Page) -> str:
    """The number of the certificate in force, once its file is there."""
    expect(page.get_by_role("link", name="Download the certificate (PDF)")).to_be_visible(timeout=45_000)
    line = page.locator(".award > .quiet")
    expect(line).to_have_text(NUMBER)
    found = NUMBER.search(line.inner_text())
    assert found is not None
    return found[0]


def look_again(page: Page) -> bool:
    """Takes the way that the page offers while the certificate is being made; not there yet."""
    page.get_by_role("link", name="Look again").click()
    return False


def public_page(page: Page, number: str, heading: str) -> str:
    """The words of the public page of ``number``, which must have this heading."""
    page.goto(f"/certificates/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    return page.get_by_role("main").inner_text()


def test_replacing_hiding_and_correcting(
    site: Site, device: Page, open_device: Callable[..., Page], holder: Person
) -> None:
    stranger = open_device()
    sign_in(device, holder)
    device.goto("/my/certificates/")
    first = number_shown(device)
    assert FORMER in public_page(stranger, first, "This certificate is valid")

    # The name changes, and a replacement is offered, shown and agreed to.
    device.goto("/account/profile/")
    device.get_by_label("Your name").fill(PRESENT)
    follow(device.get_by_role("button", name="Save my profile"))
    device.goto("/my/certificates/")
    expect(
        device.get_by_text(f"The certificate says {FORMER}; your profile now says {PRESENT}.")
    ).to_be_visible()
    device.get_by_role("link", name="Have it replaced").click()
    expect(device.locator(".paper__name")).to_have_text(PRESENT)
    assert faults(device) == []
    follow(device.get_by_role("button", name="Replace the certificate"))
    second = number_shown(device)
    assert second != first

    # The old number says that it was replaced, and nothing else; the new one nothing of the old.
    told = public_page(stranger, first, "This certificate was replaced")
    assert not any(word in told for word in (FORMER, PRESENT, "Standing for council", second))
    assert faults(stranger) == []
    told = public_page(stranger, second, "This certificate is valid")
    assert PRESENT in told
    assert FORMER not in told

    # The holder reads the whole story, with the keyboard.
    device.locator(".award__life > summary").focus()
    device.keyboard.press("Enter")
    expect(device.get_by_text(f"made out to {FORMER}")).to_be_visible()
    expect(device.get_by_text("Replaced after a change of name")).to_be_visible()
    assert faults(device) == []
    with device.expect_download() as coming:
        device.get_by_role("link", name=f"The earlier file, {first} (PDF)").click()
    assert first in coming.value.suggested_filename

    # Hidden, it neither confirms nor denies; shown again, it says what it said.
    device.get_by_role("button", name="Hide the public page").click()
    expect(device.get_by_text("The public page is hidden.")).to_be_visible()
    for number in (first, second):
        told = public_page(stranger, number, "Not public at the holder’s wish")
        assert not any(word in told for word in (FORMER, PRESENT, "Standing for council"))
    assert faults(stranger) == []
    device.locator(".award__life > summary").click()
    device.get_by_role("button", name="Show the public page again").click()
    expect(device.get_by_text("The public page is shown again.")).to_be_visible()
    public_page(stranger, second, "This certificate is valid")

    # An organiser corrects the name and says why; the holder reads it.
    organiser = open_device()
    demo_sign_in(organiser, "organiser@example.org")
    organiser.goto(f"/admin/certificates/?q={second}")
    organiser.get_by_role("link", name=second).first.click()
    organiser.get_by_role("link", name="Correct the name or the date").click()
    organiser.get_by_label("Name on the certificate").fill(CORRECTED)
    organiser.get_by_label("Why").fill("The middle initial was missing on our list.")
    organiser.get_by_role("button", name="Correct this certificate").click()
    expect(organiser.get_by_text("replaces the earlier one. The holder gets a letter.")).to_be_visible()
    expect(organiser.get_by_role("main")).not_to_contain_text(PRESENT)
    device.goto("/my/")
    follow(device.get_by_role("link", name=re.compile("see what was changed")))
    device.locator(".award__life > summary").click()
    expect(device.get_by_text("The middle initial was missing on our list.")).to_be_visible()
    third = number_shown(device)
    assert CORRECTED in public_page(stranger, third, "This certificate is valid")
    public_page(stranger, second, "This certificate was replaced")
    assert "middle initial" not in public_page(stranger, third, "This certificate is valid")


def test_without_javascript_it_is_the_same(
    site: Site, open_device: Callable[..., Page], holder: Person
) -> None:
    page = open_device(java_script_enabled=False)
    sign_in(page, holder)
    page.goto("/my/certificates/")
    summary = page.locator(".award__life > summary")
    until(page, lambda: summary.count() == 1 or look_again(page))
    summary.click()
    page.get_by_role("button", name="Hide the public page").click()
    expect(page.get_by_text("The public page is hidden.")).to_be_visible()
    number = NUMBER.search(page.locator(".award > .quiet").inner_text())
    assert number is not None
    public_page(page, number[0], "Not public at the holder’s wish")
