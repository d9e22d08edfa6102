"""A trainee’s calendar and a missed evening made up; a messy report of a call brought in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import vobject
from playwright.sync_api import Page, expect

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

LONDON = ZoneInfo("Europe/London")


def made(site: Site, *people: Person) -> dict[str, str]:
    emails = [person.email for person in people]
    found: dict[str, str] = json.loads(site.python(f"from tests.browser.met import make; make(*{emails!r})"))
    return found


def test_trainee_joins_the_feed_misses_a_session_and_makes_it_up(
    site: Site, open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    nadia = person("Rhiannon Pryce")
    where = made(site, nadia)
    site.python(f"from tests.browser.met import record; record({where['over']!r})")
    phone = open_device(viewport=PHONE)
    sign_in(phone, nadia)

    expect(phone.get_by_role("heading", name="session")).to_contain_text("Confirm")
    follow(phone.get_by_role("link", name="Say whether you are coming"))
    follow(phone.get_by_role("button", name="I am coming"))
    expect(phone.locator("main")).to_contain_text("You said that you are coming.")
    assert_accessible(phone)

    follow(phone.get_by_role("link", name="Have all sessions in your own calendar"))
    follow(phone.get_by_role("button", name="Make my address"))
    assert no_sideways_scroll(phone)
    assert_accessible(phone)
    file = phone.request.get(phone.get_by_label("Your secret address").input_value()).text()
    titles = [event.summary.value for event in vobject.readOne(file).contents["vevent"]]
    assert titles == ["Session 1", "Session 2"]
    assert "meet.example.org" not in file

    phone.goto("/my/sessions/")
    assert no_sideways_scroll(phone)
    follow(phone.get_by_role("link", name="Make it up"))
    expect(phone.locator("main")).to_contain_text("On the register: Absent.")
    assert_accessible(phone)
    follow(phone.get_by_role("button", name="I watched it"))
    expect(phone.locator("main")).to_contain_text("One thing is left: the check.")
    site.python(f"from tests.browser.met import pass_check; pass_check({where['over']!r}, {nadia.email!r})")
    phone.reload()

    expect(phone.locator("main")).to_contain_text("This session counts for you")


def test_organiser_brings_in_a_messy_report(
    site: Site, open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    people = [person(name) for name in ("Zoë Müller", "Maria Silva", "Maria Silva", "Gareth Pugh")]
    where = made(site, *people)
    start = datetime.now(LONDON) - timedelta(hours=3)
    phone = open_device(viewport=PHONE)
    demo_sign_in(phone, "organiser@example.org")
    phone.goto(f"/cohorts/{where['cohort']}/sessions/{where['over']}/night/")
    assert no_sideways_scroll(phone)
    assert_accessible(phone)

    follow(phone.get_by_role("link", name="Bring in a report of the call"))
    content = {"name": "report.csv", "mimeType": "text/csv", "buffer": _messy(start)}
    phone.get_by_label("Participants’ report").set_input_files(files=[content])  # type: ignore[list-item]
    follow(phone.get_by_role("button", name="Read the report"))
    expect(phone.locator("main")).to_contain_text("1 line could not be read")
    assert no_sideways_scroll(phone)
    assert_accessible(phone)
    phone.get_by_label("Gaz").select_option("Gareth Pugh")
    phone.get_by_label("iPhone (2)").select_option("Nobody of the cohort")
    follow(phone.get_by_role("button", name="Save, and note who was there"))

    rows = phone.locator(".rows__row")
    expect(rows.filter(has_text="Zoë Müller")).to_contain_text("Present")
    expect(rows.filter(has_text="Gareth Pugh")).to_contain_text("Late")
    expect(rows.filter(has_text="Maria Silva").first).to_contain_text("–")
    assert_accessible(phone)


def _messy(start: datetime) -> bytes:
    """UTF-16, semicolons: a decomposed name, a nickname, a name that two have, a device, nonsense."""

    def at(minutes: int) -> str:
        return f"{start + timedelta(minutes=minutes):%d/%m/%Y %H:%M:%S}"

    lines = [
        "Name (Original Name);User Email;Join Time;Leave Time;In Waiting Room",
        f"ZOE\u0301 MULLER;;{at(0)};{at(40)};No".replace("ZOE\u0301", "ZOE\u0308"),
        f"Zoë Müller;;{at(41)};{at(90)};No",
        f"Gaz;;{at(15)};{at(90)};No",
        f"Maria Silva;;{at(0)};{at(90)};No",
        f"iPhone (2);;{at(0)};{at(3)};No",
        "Recording bot;;when it began;;No",
    ]
    return "\r\n".join(lines).encode("utf-16")
