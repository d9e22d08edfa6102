"""A cohort on a Monday evening, as the tests of sessions need it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from cohorts.programmes.models import Cohort, CohortState, Place, Programme
from cohorts.sessions.models import LiveSession
from cohorts.sessions.services import plan_session
from lms.accounts.models import User
from tests.factories.accounts import OrganiserFactory, UserFactory

# Monday 22 June 2026, 19:00 in London.
EVENING = dt.datetime(2026, 6, 22, 18, tzinfo=dt.UTC)
MEETING = "https://meet.example.com/j/123456?pwd=secret"


def running(**facts: Any) -> Cohort:
    """Announced, from Monday 15 June 2026 for eight weeks."""
    number = Cohort.objects.count() + 1
    programme, _is_new = Programme.objects.get_or_create(
        slug="fcp", defaults={"key": uuid.uuid4(), "title": "Future Councillors"}
    )
    defaults = {
        "slug": f"summer-{number}",
        "title": "Summer 2026",
        "state": CohortState.ANNOUNCED,
        "starts_on": dt.date(2026, 6, 15),
        "ends_on": dt.date(2026, 8, 9),
    }
    return Cohort.objects.create(programme=programme, **{**defaults, **facts})


def organiser() -> User:
    return OrganiserFactory()


def session(cohort: Cohort, **facts: Any) -> LiveSession:
    """Monday 22 June 2026, 19:00 to 20:30, online."""
    starts_at = facts.pop("starts_at", EVENING)
    defaults = {"title": "What a councillor does", "meeting_url": MEETING}
    return plan_session(
        cohort=cohort,
        actor=facts.pop("actor", None) or organiser(),
        starts_at=starts_at,
        ends_at=facts.pop("ends_at", starts_at + dt.timedelta(minutes=90)),
        **{**defaults, **facts},
    )


def place(cohort: Cohort, name: str = "Nadia Ahmed", **facts: Any) -> Place:
    return Place.objects.create(cohort=cohort, trainee=UserFactory(name=name), **facts)
