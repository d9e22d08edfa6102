"""From the panel to the council chamber: one follows her dates and wins, another is looked after."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import date, timedelta

import vobject
from playwright.sync_api import Page, expect

from lms.demo.cohorts_pathway import ordinary_poll
from tests.browser.conftest import (
    PHONE,
    Person,
    Site,
    assert_accessible,
    demo_sign_in,
    no_sideways_scroll,
    sign_in,
)
from tests.browser.waiting import follow

PLACES = """
from cohorts.models import Cohort
from cohorts.programmes.services import give_place
from lms.accounts.models import User
cohort = Cohort.objects.filter(state="announced", held_places__trainee__email="trainee@example.org").first()
for email in {emails!r}:
    give_place(trainee=User.objects.get(email=email), cohort=cohort)
print(cohort.slug)
"""


def choose(page: Page) -> None:
    """Leeds, at the next ordinary poll; the ward is left open."""
    page.goto("/my/pathway/")
    follow(page.get_by_role("link", name="Choose a council"))
    page.get_by_label("Council").select_option(label="Leeds")
    page.get_by_label("Day of the poll").fill(ordinary_poll(date.today()).isoformat())
    follow(page.get_by_role("button", name="Keep this"))
    page.goto("/my/pathway/")


def write_down(page: Page, what: str) -> None:
    """It happened the day before yesterday."""
    place = page.get_by_role("link", name="Write down what happened")
    follow(place)
    page.get_by_role("radio", name=what, exact=True).check()
    page.get_by_label("On which day").fill((date.today() - timedelta(days=2)).isoformat())
    follow(page.get_by_role("button", name="Keep this"))


def calendar_of(address: str) -> set[tuple[str, str]]:
    """What a calendar program reads from the address alone: titles, and whether they stand."""
    with urllib.request.urlopen(address) as response:
        events = vobject.readOne(response.read().decode()).vevent_list
    return {(one.summary.value, one.status.value) for one in events}


def subscribe(page: Page) -> str:
    follow(page.get_by_role("link", name="In my calendar"))
    follow(page.get_by_role("button", name="Make my address"))
    address = page.get_by_label("Your secret address").input_value()
    page.goto("/my/pathway/")
    return address


def confirm(desk: Page, slug: str, name: str) -> None:
    """The organiser opens somebody’s page from the list and confirms what waits there."""
    desk.goto(f"/cohorts/{slug}/pathway/")
    follow(desk.get_by_role("link", name=name).first)
    follow(desk.get_by_role("button", name="Confirm").first)


def test_one_follows_her_dates_and_wins_and_another_is_looked_after(
    site: Site, open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    winner, loser = person("Nesta Powell"), person("Idris Vaughan")
    slug = site.python(PLACES.format(emails=[winner.email, loser.email])).splitlines()[-1]
    phone, main = open_device(viewport=PHONE), "main"
    sign_in(phone, winner)
    choose(phone)
    for what in ("On the panel of candidates", "Selected", "Nominated"):
        write_down(phone, what)
    expect(phone.locator(main)).to_contain_text("0 of 7 lines done")
    follow(phone.get_by_role("button", name="Done (Notice of the election at the latest)"))
    expect(phone.locator(main)).to_contain_text("1 of 7 lines done")
    assert_accessible(phone)
    assert no_sideways_scroll(phone)

    address = subscribe(phone)
    assert calendar_of(address) == {(f"Deadline {number}", "CONFIRMED") for number in range(1, 8)}

    other = open_device(viewport=PHONE)
    sign_in(other, loser)
    choose(other)
    write_down(other, "Not selected")
    expect(other.locator(main)).to_contain_text("They chose somebody else this time")
    expect(other.locator(main)).not_to_contain_text("The dates before the poll")
    expect(other.locator(main)).not_to_contain_text("Congratulations")
    assert_accessible(other)

    write_down(phone, "Elected")
    desk = open_device()
    demo_sign_in(desk, "organiser@example.org")
    confirm(desk, slug, "Idris Vaughan")
    expect(desk.locator(main)).to_contain_text("Speak to them before anybody writes to them")
    site.python(
        "from cohorts.models import PathwayEntry; from cohorts.pathway.services import confirm_entry;"
        "from lms.accounts.models import User;"
        f"[confirm_entry(entry=one, actor=User.objects.get(email='organiser@example.org')) for one in"
        f" PathwayEntry.objects.filter(pathway__place__trainee__email={winner.email!r})]"
    )
    phone.goto("/my/pathway/")
    expect(phone.locator(main)).to_contain_text("Congratulations, councillor")
    assert {status for _title, status in calendar_of(address)} == {"CANCELLED"}
