"""An organiser brings in a messy sheet: columns named, tried, mended, brought in, brought in again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site, assert_accessible, demo_sign_in, no_sideways_scroll
from tests.browser.waiting import follow

MADE = """
import datetime as dt
from django.utils import timezone
from cohorts.models import Cohort
from cohorts.programmes.models import Place
from cohorts.sessions.models import LiveSession
from tests.cohorts.sessions.ground import running
from tests.factories.accounts import UserFactory
cohort = running(slug={mark!r}, title="Brought along", places=9)
for name in ("Joel Francis", "Nadia Ahmed", "Zoë Ní Bhriain"):
    email = name.split()[0].lower() + "-" + {mark!r} + "@example.org"
    Place.objects.create(cohort=cohort, trainee=UserFactory(name=name, email=email))
at = timezone.now() - dt.timedelta(days=30)
LiveSession.objects.create(
    cohort=cohort, number=1, title="The very first", place="Hall",
    starts_at=at, ends_at=at + dt.timedelta(hours=1),
)
"""
JOBS = "from tests.queue import run_queue; run_queue()"
NOTED = (
    "from cohorts.sessions.models import Attendance\n"
    "rows = Attendance.objects.filter(place__cohort__slug={mark!r})\n"
    "print(sorted(rows.values_list('place__trainee__name', 'state')))"
)
# As a spreadsheet program of another office saves it: a title, an empty line, semicolons, capitals.
SHEET = """Register of the old site;;;
;;;
Surname;First name;Evening one;Shoe size
FRANCIS;joel;x;9
Ní Bhriain;Zoë;absent;5
Ahmed;Nadia;perhaps;6
Francis;Joel;x;9
Lomas;Kit;x;7
"""


def test_organiser_brings_in_a_messy_sheet(site: Site, open_device: Callable[..., Page]) -> None:
    mark = f"brought-{uuid.uuid4().hex[:8]}"
    site.python(MADE.format(mark=mark))
    desk = open_device(viewport=PHONE)
    demo_sign_in(desk, "organiser@example.org")
    desk.goto(f"/cohorts/{mark}/import/")
    assert_accessible(desk)
    bring(desk, SHEET)

    # Nobody could guess what “Evening one” was, so the first try brings nothing.
    assert_accessible(desk)
    assert no_sideways_scroll(desk)
    expect(desk.get_by_label("First name")).to_have_value("first")
    follow(desk.get_by_role("button", name="Try it"))
    main = desk.get_by_role("main")
    expect(main).to_contain_text("There is nothing to bring in")
    expect(main).to_contain_text("Nobody of this name is in the cohort.")

    follow(desk.get_by_role("link", name="Change the columns"))
    # With the keyboard: a list is chosen from by its first letters.
    desk.get_by_label("Evening one").focus()
    desk.keyboard.type("The very")
    follow(desk.get_by_role("button", name="Try it"))
    expect(main).to_contain_text("2 lines have something to bring in. Nothing has been changed yet.")
    expect(main).to_contain_text("“perhaps” in the column “Evening one” cannot be understood.")
    expect(main).to_contain_text("Line 4 is about the same person.")
    assert_accessible(desk)
    assert no_sideways_scroll(desk)
    assert site.python(NOTED.format(mark=mark)).strip() == "[]"

    apply(desk, site)
    expect(main).to_contain_text("2 lines were brought in.")
    first = "('Joel Francis', 'present'), ('Zoë Ní Bhriain', 'absent')"
    assert site.python(NOTED.format(mark=mark)).strip() == f"[{first}]"

    # Mended in the sheet: the meaning of the heading is remembered, and what is known changes nothing.
    desk.goto(f"/cohorts/{mark}/import/")
    bring(desk, SHEET.replace("perhaps", "present"))
    follow(desk.get_by_role("button", name="Try it"))
    expect(main).to_contain_text("1 line has something to bring in.")
    apply(desk, site)
    follow(desk.get_by_role("button", name="Try it again"))
    expect(main).to_contain_text("everything that can be used is here already")
    both = "[('Joel Francis', 'present'), ('Nadia Ahmed', 'present'), ('Zoë Ní Bhriain', 'absent')]"
    assert site.python(NOTED.format(mark=mark)).strip() == both


def bring(desk: Page, sheet: str) -> None:
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": sheet.encode("cp1252")}
    desk.get_by_label("Table of people").set_input_files(file)
    follow(desk.get_by_role("button", name="Read the file"))


def apply(desk: Page, site: Site) -> None:
    follow(desk.get_by_role("button", name="Bring it in"))
    site.python(JOBS)
    desk.reload()
