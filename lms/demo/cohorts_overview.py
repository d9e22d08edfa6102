"""Who of the demo's running cohort might need a hand, and what its organiser did about it."""

from __future__ import annotations

import uuid

from cohorts.overview.models import DeedKind, HelpSign
from cohorts.overview.services import note_deed
from cohorts.overview.signs import find_signs
from cohorts.programmes.models import Cohort
from lms.accounts.models import User

NOTE = "Works late on Mondays until the month is over; watches the recordings on Thursdays."


def keep_overview(*, cohort: Cohort, organiser: User) -> None:
    """The signs are those of today; for the first person with one, a telephone call is noted. Repeatable."""
    find_signs(cohort=cohort)
    sign = HelpSign.objects.filter(place__cohort=cohort, ended_at=None).order_by("place__pk").first()
    if sign is not None:
        note_deed(
            place=sign.place,
            uid=uuid.uuid5(sign.place.uid, "rang"),
            kind=DeedKind.RANG,
            note=NOTE,
            actor=organiser,
        )
