"""An organiser invites two hundred people from a file with errors; one of them comes in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    PHONE,
    Site,
    assert_accessible,
    axe_faults,
    demo_sign_in,
    no_sideways_scroll,
)
from tests.browser.waiting import PATIENCE, follow

KNOWN = "trainee@example.org"


def _file(mark: str) -> bytes:
    """Two hundred good rows, and eight that are not, as an old spreadsheet program writes them."""
    good = [f"Siân {n};Parry;p{n}-{mark}@example.org" for n in range(200)]
    bad = [
        f"Siân 0;Parry;P0-{mark}@Example.org",
        f"Siân 1;Parry;p1-{mark}@example.org",
        "Wyn;Ellis;wyn.ellis(at)example.org",
        "Mair;Pugh;mair@",
        "Nobody;Known;",
        f"Nadia;Ahmed;{KNOWN}",
        f"=HYPERLINK(1);;h{mark}@example.org",
        f"+44 1234;;t{mark}@example.org",
    ]
    return "\r\n".join(["First name;Surname;E-mail address", *good, *bad, ""]).encode("cp1252")


def test_organiser_invites_two_hundred_people(site: Site, open_device: Callable[..., Page]) -> None:
    mark, desk = uuid.uuid4().hex[:8], open_device()
    demo_sign_in(desk, "organiser@example.org")
    desk.goto("/admin/invitations/")
    follow(desk.get_by_role("link", name="Invite from a file"))
    content = {"name": "people.csv", "mimeType": "text/csv", "buffer": _file(mark)}
    desk.get_by_label("CSV file").set_input_files(files=[content])  # type: ignore[list-item]
    follow(desk.get_by_role("button", name="See what is in it"))

    words = " ".join(desk.locator("main").inner_text().split())
    for told in (
        "208 rows",
        "200: can be invited",
        "2: stands in the file more than once",
        "2: the address is not one",
        "1: has no address",
        "1: has an account",
        "2: the name looks like a formula",
    ):
        assert told in words
    assert axe_faults(desk, "light") == []
    follow(desk.get_by_role("button", name="Send 200 invitations"))

    _wait_until_sent(desk)
    expect(desk.get_by_role("button", name="Send 200 invitations")).to_have_count(0)
    _one_comes_in(site, open_device(viewport=PHONE), f"p7-{mark}@example.org")
    desk.goto(f"/admin/invitations/?q=p7-{mark}")
    expect(desk.locator("table.listing")).to_contain_text("accepted")


def _wait_until_sent(desk: Page) -> None:
    """Workers make the invitations, fifty at a time; on a loaded machine much later than on an idle one."""
    deadline = time.monotonic() + 6 * PATIENCE
    while "200 of 200 invitations made." not in desk.locator("main").inner_text():
        assert time.monotonic() < deadline, desk.locator("main").inner_text()[:200]
        desk.wait_for_timeout(1000)
        desk.reload()


def _one_comes_in(site: Site, phone: Page, email: str) -> None:
    link = site.python(
        "from lms.accounts.invitations.models import Invitation\n"
        "from lms.accounts.invitations.services import invitation_url\n"
        f"print(invitation_url(Invitation.objects.get(email={email!r})))"
    ).splitlines()[-1]
    phone.goto(link)
    assert_accessible(phone)
    assert no_sideways_scroll(phone)
    expect(phone.get_by_label("Your name")).to_have_value("Siân 7 Parry")
    phone.get_by_label("I am 18 or over").check()
    follow(phone.get_by_role("button", name="Make my account"))
    expect(phone).to_have_url(f"{site.url}/my/")
