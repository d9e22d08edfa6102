"""An organiser takes the outcomes to a funder: chosen, looked at, made, downloaded; with the keyboard too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import (
    DESK,
    PHONE,
    Site,
    assert_accessible,
    demo_sign_in,
    no_sideways_scroll,
)
from tests.browser.keys import Keys
from tests.browser.waiting import follow

FINISHED = "first-cohort"
NAMES = f"""
from cohorts.models import Place
for place in Place.objects.filter(cohort__slug={FINISHED!r}).select_related("trainee"):
    print(place.trainee.name)
"""


def words_of(path: Path) -> str:
    read = PdfReader(path)
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_an_organiser_sends_the_outcomes_to_a_funder(site: Site, open_device: Callable[..., Page]) -> None:
    desk = open_device(viewport=DESK)
    demo_sign_in(desk, "organiser@example.org")
    desk.goto(f"/cohorts/{FINISHED}/")
    follow(desk.get_by_role("navigation").get_by_role("link", name="Outcomes", exact=True))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Outcomes")
    title = desk.locator("label", has=desk.locator(f"[value={FINISHED}]")).inner_text().split(" · ")[0]
    numbers = desk.get_by_role("table").first.get_by_role("row").filter(has_text=title).inner_text().split()
    applied, offered, took, completed, selected, elected = (int(one) for one in numbers[-6:])
    assert applied >= offered >= took >= completed >= selected >= elected >= 1
    assert_accessible(desk)

    # No name of anybody who took part is on the page, on the paper or in the workbook.
    names = site.python(NAMES).splitlines()
    assert len(names) >= took
    assert not [name for name in names if name in desk.get_by_role("main").inner_text()]

    follow(desk.get_by_role("button", name="Make a PDF"))
    expect(desk.get_by_text("The PDF is being made. It is here in a moment.")).to_be_visible()
    paper = desk.get_by_role("link", name="Download").first
    expect(paper).to_be_visible()
    with desk.expect_download() as coming:
        paper.click()
    assert coming.value.suggested_filename.startswith("outcomes-")
    words = words_of(coming.value.path())
    assert title in words
    assert f"Elected, of those who were selected: {elected} of {selected}" in words
    assert not [name for name in names if name in words]
    with desk.expect_download() as coming:
        desk.get_by_role("link", name="As a spreadsheet (XLSX)").click()
    with zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes())) as book:
        inside = " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert title in inside
    assert not [name for name in names if name in inside]

    # On a phone, and with the keyboard alone: another cohort beside it, and its numbers together.
    desk.set_viewport_size(PHONE)
    assert no_sideways_scroll(desk)
    keys = Keys(desk)
    keys.go_to(desk.get_by_role("checkbox").first)
    keys.press("Space")
    keys.go_to(desk.get_by_role("button", name="Show them"))
    with desk.expect_navigation():
        keys.press("Enter")
    expect(desk.get_by_role("rowheader", name="Together")).to_be_visible()
    assert_accessible(desk)
    keys.go_to(desk.get_by_role("button", name="Make a PDF"))
    with desk.expect_navigation():
        keys.press("Enter")
    expect(desk.get_by_role("link", name="Download")).to_have_count(1)
