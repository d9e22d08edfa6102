"""A member has a copy of everything, reads it, and asks to be erased; then thinks better of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Person, axe_faults, no_sideways_scroll, sign_in
from tests.browser.waiting import follow


def faults(page: Page) -> list[str]:
    """What is wrong with the page on a phone in light and at a desk in dark."""
    found = []
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += axe_faults(page, scheme)
        if not no_sideways_scroll(page):
            found.append(f"{page.url} scrolls sideways at {size['width']} pixels")
    page.emulate_media(color_scheme="light")
    return found


def test_member_takes_everything_along_and_stays_after_all(
    device: Page, person: Callable[..., Person], tmp_path: Path
) -> None:
    member = person("Rhiannon Pryce")
    sign_in(device, member)
    device.goto("/account/")
    follow(device.get_by_role("link", name="See, copy or erase it"))
    expect(device.get_by_role("heading", level=1)).to_have_text("Your data")
    device.get_by_text("Your account and profile").click()
    expect(device.get_by_text("Article 6(1)(b)").first).to_be_visible()
    assert faults(device) == []

    device.get_by_role("button", name="Make a copy").click()
    link = device.get_by_role("link", name="Download your copy (ZIP)")
    expect(link).to_be_visible(timeout=45_000)
    with device.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert {"everything.json", "everything.html", "overview.pdf"} <= set(archive.namelist())
        told = json.loads(archive.read("everything.json"))
        assert archive.read("overview.pdf").startswith(b"%PDF-")
    (account,) = [part for part in told["data"] if part["code"] == "account"]
    assert account["records"][0]["facts"]["name"] == "Rhiannon Pryce"

    device.goto("/account/data/")
    follow(device.get_by_role("link", name="See what would be erased"))
    expect(device.get_by_role("heading", name="Removed")).to_be_visible()
    assert faults(device) == []
    device.get_by_role("button", name="Erase me after seven days").click()
    expect(device.get_by_role("alert")).to_contain_text("One thing needs another look")
    device.get_by_label("I want everything about me to be erased after seven days").check()
    device.get_by_role("button", name="Erase me after seven days").click()
    expect(device.get_by_role("heading", name="An erasure is planned")).to_be_visible()
    device.get_by_role("button", name="Do not erase me").click()
    expect(device.get_by_text("Everything stays as it was.")).to_be_visible()
    expect(device.get_by_role("heading", name="An erasure is planned")).to_have_count(0)
