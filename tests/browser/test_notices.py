"""A member follows the bell with the keyboard: reads, marks as read, and says when letters may come."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Person, Site, assert_accessible, no_sideways_scroll, sign_in
from tests.browser.keys import Keys

TELL = (
    "from lms.accounts.models import User\n"
    "from lms.messaging.notices import notify\n"
    "person = User.objects.get(email={email!r})\n"
    "for number in range(3):\n"
    "    kind = 'certificates.changed' if number == 1 else 'certificates.ready'\n"
    "    notify(recipient=person, kind=kind, key=str(number), link='/my/certificates/')\n"
)
KEPT = (
    "from lms.messaging.models import NoticeChoice, QuietHours\n"
    "hours = QuietHours.objects.get(person__email={email!r})\n"
    "chosen = NoticeChoice.objects.filter(person__email={email!r}).order_by('kind')\n"
    "print(hours.begins, hours.ends, dict(chosen.values_list('kind', 'rhythm')))\n"
)


def test_member_reads_notices_and_chooses_when_to_hear_of_them(
    open_device: Callable[..., Page], site: Site, person: Callable[..., Person]
) -> None:
    member, page = person("Ffion Bevan"), open_device(viewport=PHONE)
    site.python(TELL.format(email=member.email))
    sign_in(page, member)
    keys, title = Keys(page), page.get_by_role("heading", level=1)

    keys.go_to(page.get_by_role("link", name="3 new notices"))
    keys.press("Enter")
    expect(title).to_have_text("Notices")
    expect(page.get_by_text("New", exact=True)).to_have_count(3)
    assert_accessible(page)
    keys.go_to(page.get_by_role("button", name="Open Your certificate", exact=True))
    keys.press("Enter")
    expect(title).to_have_text("My certificates")

    keys.go_to(page.get_by_role("link", name="2 new notices"))
    keys.press("Enter")
    expect(title).to_have_text("Notices")
    keys.go_to(page.get_by_role("button", name="Mark all as read"))
    keys.press("Enter")
    expect(page.get_by_text("All notices are marked as read.")).to_be_visible()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="No new notices")).to_be_visible()

    keys.go_to(page.get_by_role("link", name="How often you hear from us by e-mail"))
    keys.press("Enter")
    expect(title).to_have_text("How often you hear from us")
    assert_accessible(page)
    assert no_sideways_scroll(page)
    for matter, presses, wanted in (
        ("A certificate is ready", 2, "weekly"),
        ("Your next lesson", 1, "off"),
    ):
        choice = page.get_by_role("combobox", name=matter)
        keys.go_to(choice)
        for _press in range(presses):
            keys.press("ArrowDown")
        expect(choice).to_have_value(wanted)
    keys.go_to(page.get_by_label("No letters from"))
    keys.press("ArrowDown")  # the hour, however this browser writes it
    keys.go_to(page.get_by_label("until"))
    keys.press("ArrowUp")
    keys.go_to(page.get_by_role("button", name="Save"))
    keys.press("Enter")
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(page.get_by_label("No letters from")).to_have_value("20:00")
    kept = site.python(KEPT.format(email=member.email))
    assert kept.startswith("20:00:00 09:00:00 ")
    assert "'certificates.ready': 'weekly'" in kept
    assert "'courses.next_lesson': 'off'" in kept
    assert "'courses.changed': 'weekly'" in kept
