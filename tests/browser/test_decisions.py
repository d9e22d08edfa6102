"""A reviewer reads, organisers decide and publish, and the applicant takes the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    OF_COLOUR,
    PHONE,
    Person,
    Site,
    axe_faults,
    demo_sign_in,
    no_sideways_scroll,
    sign_in,
)
from tests.browser.waiting import comes_to, follow

MADE = """
from lms.accounts.models import User
from cohorts.admissions.decisions.reviewing import change_plan, name_reviewer, share_reviews
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
colleague = UserFactory(name="Ruth Ellis", email=None, username="ruth-" + {mark!r})
cohort = made.cohort(slug={mark!r}, title="Four Saturdays", places=5)
made.criteria(cohort, "Roots where you live")
made.applied(cohort, "Rhiannon Pryce", person=User.objects.get(email={email!r}))
change_plan(cohort=cohort, each=1, is_blind=True, actor=colleague)
name_reviewer(cohort=cohort, person=User.objects.get(email="editor@example.org"), actor=colleague)
share_reviews(cohort=cohort, actor=colleague)
"""
PREPARED = """
from lms.accounts.models import User
from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.deciding import prepare_decision
prepare_decision(
    application=Application.objects.get(cohort__slug={mark!r}),
    outcome="offer", reason="We would like you to join us.",
    actor=User.objects.get(username="ruth-" + {mark!r}),
)
"""
DUE = """
from django.utils import timezone
from cohorts.admissions.decisions.models import Batch
from cohorts.admissions.decisions.publishing import publish_batch
batch = Batch.objects.get(cohort__slug={mark!r})
batch.due_at = timezone.now()
batch.save()
publish_batch(batch=batch)
"""


def look(page: Page) -> None:
    """Nothing is wrong with the page, in light and dark, and it fits."""
    assert axe_faults(page, "light") + axe_faults(page, "dark", OF_COLOUR) == []
    comes_to(page, lambda: no_sideways_scroll(page), True)


@pytest.fixture
def applicant(person: Callable[..., Person]) -> Person:
    return person("Rhiannon Pryce")


def test_from_the_review_to_the_place(
    site: Site, open_device: Callable[..., Page], applicant: Person
) -> None:
    mark = applicant.email.partition("@")[0]
    site.python(MADE.format(mark=mark, email=applicant.email))

    reader = open_device()
    demo_sign_in(reader, "editor@example.org")
    reader.goto(f"/cohorts/{mark}/review/mine/")
    follow(reader.locator(".rows__what a"))
    expect(reader.get_by_text("You do not see who it is")).to_be_visible()
    expect(reader.get_by_text("Rhiannon")).to_have_count(0)
    look(reader)
    reader.get_by_label("4 – it shows clearly").check()
    reader.get_by_label("Why").fill("Eleven years in the same street.")
    follow(reader.get_by_role("button", name="My review is done"))
    expect(reader.get_by_text("Nothing to read at the moment")).to_be_visible()

    site.python(PREPARED.format(mark=mark))
    desk = open_device()
    demo_sign_in(desk, "organiser@example.org")
    desk.goto(f"/cohorts/{mark}/review/")
    expect(desk.get_by_role("row", name="Rhiannon Pryce")).to_contain_text("4.00")
    look(desk)
    follow(desk.get_by_role("link", name="Decisions", exact=True))
    desk.get_by_label("Read, and right").check()
    look(desk)
    follow(desk.get_by_role("button", name="Check those ticked"))
    follow(desk.get_by_role("link", name="Look it over and publish"))
    follow(desk.get_by_role("button", name="Publish in 15 minutes"))
    expect(desk.get_by_role("button", name="Stop")).to_be_visible()

    site.python(DUE.format(mark=mark))
    phone = open_device(viewport=PHONE)
    sign_in(phone, applicant)
    expect(phone.locator(".next-step")).to_contain_text("Answer the offer of a place in Four Saturdays")
    follow(phone.get_by_role("link", name="Answer", exact=True))
    expect(phone.get_by_text("Eleven years in the same street.")).to_be_visible()
    look(phone)
    follow(phone.get_by_role("link", name="Take the place"))
    follow(phone.get_by_role("button", name="Take the place"))
    expect(phone.get_by_role("heading", name="You have a place")).to_be_visible()
