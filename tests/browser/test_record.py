"""An administrator finds out who looked at somebody's record, and takes it along; with the keyboard alone."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person, Site, axe_faults, demo_sign_in

UID = "from lms.accounts.models import User\nprint(User.objects.get(email={email!r}).pk)"


def reach(page: Page, target: Locator, most: int = 60) -> None:
    """Tab until the focus is on ``target``. How Wagtail draws the focus is Wagtail’s."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached with {most} presses of Tab: {target}")


def test_administrator_finds_who_read_about_somebody(
    open_device: Callable[..., Page], site: Site, person: Callable[..., Person], tmp_path
) -> None:
    mark = uuid.uuid4().hex[:8]
    ffion, other = person(f"Ffion Bevan-{mark}"), person(f"Idris Pugh-{mark}")
    reader = open_device()
    demo_sign_in(reader, "organiser@example.org")
    for one in (ffion, other):
        reader.goto(f"/admin/sent-to/{site.python(UID.format(email=one.email))}/")
        expect(reader.get_by_role("heading", level=1)).to_contain_text(one.name)

    desk = open_device()
    demo_sign_in(desk, "admin@example.org")
    desk.goto("/admin/")
    reach(desk, desk.get_by_role("button", name="Settings"))
    desk.keyboard.press("Enter")
    reach(desk, desk.get_by_role("link", name="Record of actions"))
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert axe_faults(desk, "light") == []
    reach(desk, desk.get_by_role("button", name="Show filters"))
    desk.keyboard.press("Enter")
    reach(desk, desk.get_by_role("button", name="About whom").first)
    desk.keyboard.press("Enter")
    reach(desk, desk.get_by_label("About whom"))
    desk.keyboard.type(f"ffion bevan-{mark[:6]}")
    rows = desk.locator("table.listing tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Sam Whitfield")
    expect(rows).to_contain_text("Looked at what somebody was sent")
    expect(rows).to_contain_text(ffion.name)
    desk.keyboard.press("Escape")

    more = desk.get_by_role("button", name="Actions")
    reach(desk, more)
    desk.keyboard.press("Enter")
    reach(desk, desk.get_by_role("link", name="Download as a table"))
    with desk.expect_download() as coming:
        desk.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "record.csv")
    with (tmp_path / "record.csv").open(encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["who"], row["what"], row["only_read"]) == ("Sam Whitfield", "messaging.read_timeline", "1")
    assert row["about"] == ffion.name
