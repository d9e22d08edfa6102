"""The demo's door: one click, and each person stands before a page that is for them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from lms.demo.people import PEOPLE
from tests.browser.conftest import demo_sign_in_by_click
from tests.browser.waiting import follow

HELLO = "Good (morning|afternoon|evening), "


def test_sign_in_page_offers_the_people_of_the_demo(device: Page) -> None:
    device.goto("/account/login/")
    expect(device.get_by_role("heading", name="Look around the demo")).to_be_visible()
    expect(device.get_by_text("Nothing here is real.")).to_be_visible()
    offered = device.locator("button[name=person]")
    for number, words in enumerate(
        (
            "Nadia Ahmed Trainee A course in progress, the next step, and certificates.",
            "Sam Whitfield Organiser Everybody on a programme, and the drafts that organisers write.",
            "Eleri Vaughan Editor The editor’s side: courses, modules and lessons.",
            "Marcus Bell Administrator Everything of the editor’s side, people and settings.",
        )
    ):
        expect(offered.nth(number)).to_have_accessible_name(words)
    expect(offered).to_have_count(len(PEOPLE))
    assert [one.get_attribute("value") for one in offered.all()] == [person.email for person in PEOPLE]


def test_trainee_finds_the_next_step(device: Page) -> None:
    demo_sign_in_by_click(device, "trainee@example.org")
    expect(device).to_have_url("/my/")
    expect(device.get_by_role("heading", level=1)).to_have_text(re.compile(HELLO + "Nadia$"))
    # A session of the cohort comes first for days, then a lesson: whichever it is, it is one button.
    expect(device.locator(".next-step").get_by_role("link")).to_have_count(1)
    expect(device.get_by_role("progressbar", name=re.compile("4 of 10 lessons"))).to_be_visible()
    expect(device.get_by_role("link", name="Edit the site")).to_have_count(0)
    device.goto("/admin/")
    expect(device.get_by_role("heading", level=1)).to_have_text("This page is not open to you")


def test_organiser_editor_and_administrator_reach_their_side(device: Page) -> None:
    """No second step is asked for in the demo; each sees in Wagtail what the role is for."""
    for email, name, menu, hidden in (
        ("organiser@example.org", "Sam", "Settings", ""),  # what concerns people and letters
        ("editor@example.org", "Eleri", "Pages", "Settings"),
        ("admin@example.org", "Marcus", "Settings", ""),
    ):
        demo_sign_in_by_click(device, email)
        expect(device.get_by_role("heading", level=1)).to_have_text(re.compile(HELLO + name + "$"))
        device.get_by_role("navigation", name="Main").get_by_role("link", name="Edit the site").click()
        expect(device).to_have_url("/admin/")
        side = device.locator("#wagtail-sidebar")
        expect(side.get_by_text(menu, exact=True).first).to_be_visible()
        if hidden:
            expect(side.get_by_text(hidden, exact=True)).to_have_count(0)
        device.context.clear_cookies()


def test_door_leads_to_where_one_wanted_to_go(device: Page) -> None:
    device.goto("/admin/")
    expect(device).to_have_url(re.compile(r"/account/login/\?next=/admin/$"))
    follow(device.get_by_role("button", name="Eleri Vaughan"))
    expect(device).to_have_url("/admin/")
    device.goto("/")
    device.locator("summary.menu__button").click()
    follow(device.get_by_role("button", name="Sign out"))
    device.goto("/admin/")
    expect(device).to_have_url(re.compile("/account/login/"))
