"""A trainee on the way to a seat, as the tests of what follows need it."""

from __future__ import annotations

import datetime as dt

from cohorts.pathway.models import Pathway, PathwayEntry
from cohorts.pathway.services import choose_poll, confirm_entry, write_entry
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User
from lms.places.models import Council
from tests.cohorts.overview.ground import place
from tests.factories.places import council

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
POLL = dt.date(2027, 5, 6)
DAY = dt.date(2027, 2, 26)


def leeds() -> Council:
    return Council.objects.filter(name="Leeds").first() or council("Leeds", "E08000035")


def stands(cohort: Cohort, name: str = "Ada", *, on: Council | None = None, **facts: object) -> Pathway:
    held = Place.objects.filter(cohort=cohort, trainee__name=name).first() or place(cohort, name)
    if facts:
        Place.objects.filter(pk=held.pk).update(**facts)
        held.refresh_from_db()
    return choose_poll(place=held, council=on or leeds(), ward=None, poll_on=POLL)


def wrote(pathway: Pathway, stage: str, day: dt.date = DAY, by: User | None = None, **facts) -> PathwayEntry:
    """The trainee wrote it down; confirmed where an organiser is named."""
    entry = write_entry(pathway=pathway, stage=stage, on=day, actor=pathway.place.trainee, **facts)
    if by is not None:
        confirm_entry(entry=entry, actor=by)
        entry.refresh_from_db()
    return entry
