"""Setting up and places in the small world: somebody’s place is about to be taken away."""

from __future__ import annotations

from typing import Any

from cohorts.programmes.models import Cohort
from cohorts.programmes.removing import propose_removal
from tests.factories import cohorts
from tests.factories.accounts import OrganiserFactory


def suspended(cohort: str) -> dict[str, Any]:
    """The programme of the cohort, and a removal in it that a second organiser proposed."""
    found = Cohort.objects.get(slug=cohort)
    removal = propose_removal(place=cohorts.place(found), reason="Why.", actor=OrganiserFactory())
    return {"programme": found.programme.uid, "removal": removal.uid, "removed": removal.place.uid}
