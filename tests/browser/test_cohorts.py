"""An organiser sets a cohort up and clones it; a trainee pauses and comes back."""

from __future__ import annotations

from collections.abc import Callable

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

PLACE = """
from cohorts.models import Cohort
from cohorts.programmes.services import give_place
from lms.accounts.models import User
give_place(trainee=User.objects.get(email={email!r}), cohort=Cohort.objects.get(slug={slug!r}))
"""


def test_organiser_sets_a_cohort_up_and_clones_it_and_a_trainee_pauses(
    site: Site, open_device: Callable[..., Page], person: Callable[..., Person]
) -> None:
    desk = open_device()
    demo_sign_in(desk, "organiser@example.org")
    desk.goto("/cohorts/")
    assert_accessible(desk)
    follow(desk.get_by_role("link", name="New cohort"))
    desk.get_by_label("Programme").select_option("Future Councillors’ Programme")
    desk.get_by_label("Name").fill("Tried in a browser")
    desk.get_by_label("First day").fill("2031-06-16")
    desk.get_by_label("Last day").fill("2031-07-28")
    assert_accessible(desk)
    follow(desk.get_by_role("button", name="Make the cohort"))
    follow(desk.get_by_role("button", name="Announce it"))
    expect(desk.locator("main")).to_contain_text("Announced")
    assert_accessible(desk)

    follow(desk.get_by_role("link", name="The same again for the next intake"))
    desk.get_by_label("Name").fill("Tried once more")
    desk.get_by_label("First day").fill("2031-10-06")
    follow(desk.get_by_role("button", name="Make the next cohort"))
    expect(desk.locator("main")).to_contain_text("17 November 2031")

    trainee, phone = person("Rhiannon Pryce"), open_device(viewport=PHONE)
    site.python(PLACE.format(email=trainee.email, slug="tried-in-a-browser"))
    sign_in(phone, trainee)
    phone.goto("/cohorts/tried-in-a-browser/")
    assert_accessible(phone)
    follow(phone.get_by_role("link", name="Pause, move to a later cohort, or leave"))
    assert no_sideways_scroll(phone)
    assert_accessible(phone)
    follow(phone.get_by_role("button", name="Pause"))
    expect(phone.locator("main")).to_contain_text("Come back")
    follow(phone.get_by_role("button", name="Come back"))
    expect(phone.locator("main")).to_contain_text("Taking part")
