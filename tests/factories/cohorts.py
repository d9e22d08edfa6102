"""Programmes, cohorts and places, as the database holds them."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.utils import timezone

from cohorts.programmes.models import Cohort, CohortState, Place, Programme
from lms.accounts.models import User
from tests.factories.accounts import UserFactory

_numbers = itertools.count(1)


def programme(title: str = "Future Councillors’ Programme", **facts: Any) -> Programme:
    return Programme.objects.create(
        **{"key": uuid.uuid4(), "slug": f"programme-{next(_numbers)}", "title": title, **facts}
    )


def cohort(**facts: Any) -> Cohort:
    """Announced, began a week ago and goes on for six; nobody can apply any more."""
    number, today = next(_numbers), timezone.localdate()
    values = {
        "slug": f"cohort-{number}",
        "title": f"Cohort {number}",
        "state": CohortState.ANNOUNCED,
        "places": 3,
        "starts_on": today - dt.timedelta(days=7),
        "ends_on": today + dt.timedelta(days=42),
        **facts,
    }
    values.setdefault("programme", None)
    values["programme"] = values["programme"] or programme()
    return Cohort.objects.create(**values)


def taking_applications(**facts: Any) -> Cohort:
    """Announced, opened yesterday, closes in a week; begins in eight."""
    now, today = timezone.now(), timezone.localdate()
    return cohort(
        **{
            "opens_at": now - dt.timedelta(days=1),
            "closes_at": now + dt.timedelta(days=7),
            "hear_by": today + dt.timedelta(days=14),
            "starts_on": today + dt.timedelta(days=56),
            "ends_on": today + dt.timedelta(days=110),
            **facts,
        }
    )


def place(cohort: Cohort, trainee: User | None = None, **facts: Any) -> Place:
    return Place.objects.create(cohort=cohort, trainee=trainee or UserFactory(), **facts)
