"""A stranger applies from a phone across two evenings: typed, offline, opened again by the link, sent."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, assert_accessible
from tests.browser.waiting import follow, until

LINK = (
    "from cohorts.admissions.applications.models import Application\n"
    "from cohorts.admissions.applications.ways_in import link_to\n"
    "row = Application.objects.select_related('cohort__programme').filter(email={email!r}).first()\n"
    "print(link_to(row) if row else '')"
)
KEPT = (
    "from cohorts.admissions.applications.models import Answer\n"
    "print(list(Answer.objects.filter(application__email={email!r}).values_list('text', flat=True)))"
)
WORDS = "The bus to the hospital stopped in March, and nobody was asked."


def test_stranger_applies_across_two_evenings(device: Page, site: Site) -> None:
    email = "stranger.applies@example.org"
    device.goto("/programmes/future-councillors/")
    follow(device.get_by_role("link", name="Apply", exact=True))
    assert_accessible(device)
    device.get_by_label("Your name").fill("Rosa Lind")
    device.get_by_label("E-mail address").fill(email)
    device.get_by_label("I am 18 or over").check()
    follow(device.get_by_role("button", name="Begin my application"))
    assert_accessible(device)

    first = device.get_by_role("textbox", name=re.compile("What near your door"))
    first.fill(WORDS[:30])
    box = device.locator(".apply__one").first
    expect(box.get_by_role("status")).to_contain_text("Kept")
    device.context.set_offline(True)
    first.fill(WORDS)
    expect(box.get_by_role("status")).to_contain_text("No connection")
    device.context.set_offline(False)
    expect(box.get_by_role("status")).to_contain_text("Kept")
    until(device, lambda: WORDS in site.python(KEPT.format(email=email)))

    # The next evening, on a device that knows nothing.
    device.context.clear_cookies()
    link = site.python(LINK.format(email=email)).strip()
    device.goto(link)
    assert_accessible(device)
    follow(device.get_by_role("button", name="Open it on this device"))
    expect(first).to_have_value(WORDS)
    follow(device.get_by_role("button", name="Send application"))
    expect(device.get_by_role("alert")).to_contain_text("Something is still missing")
    device.get_by_role("textbox", name=re.compile("What did you learn")).fill("That I had not asked either.")
    device.get_by_role("textbox", name=re.compile("In one line")).fill("Ask a question at a meeting.")
    device.get_by_role("radio", name="I have looked at the rules for standing").check()
    follow(device.get_by_role("button", name="Send application"))
    expect(device.get_by_role("heading", level=1)).to_have_text("Your application has arrived")
    assert_accessible(device)
    follow(device.get_by_role("link", name="Answer them"))
    assert_accessible(device)
    device.get_by_role("radio", name="25 to 34").check()
    follow(device.get_by_role("button", name="Hand these in"))
    expect(device.get_by_role("main")).to_contain_text("Nobody can tell which answers are yours")


def test_file_is_handed_over_as_it_is_chosen(device: Page, site: Site) -> None:
    email = "hands.over@example.org"
    device.goto("/programmes/future-councillors/")
    follow(device.get_by_role("link", name="Apply", exact=True))
    device.get_by_label("Your name").fill("Rosa Lind")
    device.get_by_label("E-mail address").fill(email)
    device.get_by_label("I am 18 or over").check()
    follow(device.get_by_role("button", name="Begin my application"))
    box = device.locator("[data-kind=recording], [data-kind=file]").first
    expect(box).to_contain_text("handed over as soon as you choose it")
    box.locator("input[type=file]").first.set_input_files(
        {"name": "large.mp4", "mimeType": "video/mp4", "buffer": b"x" * 100}
    )
    expect(box.get_by_role("status")).to_contain_text("Record it once more")
    device.context.set_offline(True)
    film = {"name": "me.mp4", "mimeType": "video/mp4", "buffer": b"\x00\x00\x00\x14ftypisom" + b"x" * 400_000}
    box.locator("input[type=file]").first.set_input_files(film)
    expect(box.get_by_role("status")).to_contain_text("No connection")
    device.context.set_offline(False)
    expect(box.get_by_role("status")).to_contain_text("Kept: me.mp4")
    assert_accessible(device)
    follow(device.get_by_role("button", name="Save and go on"))
    expect(device.get_by_role("link", name="me.mp4")).to_be_visible()


def test_the_check_for_standing_stays_in_the_browser(device: Page, site: Site) -> None:
    device.goto("/programmes/can-i-stand/")
    device.locator("summary", has_text="Scotland").click()
    asked: list[str] = []
    device.on("request", lambda request: asked.append(request.url))
    scotland = device.locator("[data-nation=scotland]")
    for group in scotland.get_by_role("group").all():
        group.get_by_role("radio", name="Yes", exact=True).check()
    expect(scotland.get_by_role("status")).to_contain_text("Whether something bars you is not asked here")
    device.locator("summary", has_text="England").click()
    nation = device.locator("[data-nation=england]")
    for group in nation.get_by_role("group").all():
        is_bar = group.locator("xpath=ancestor::li").get_attribute("data-wants") == "no"
        group.get_by_role("radio", name="No" if is_bar else "Yes", exact=True).check()
    expect(nation.get_by_role("status")).to_contain_text("nothing here stands in your way")
    nation.get_by_role("group").last.get_by_role("radio", name="Yes", exact=True).check()
    expect(nation.get_by_role("status")).to_contain_text("could not be nominated now")
    assert_accessible(device)
    assert asked == []
    assert device.evaluate("localStorage.length + sessionStorage.length") == 0
