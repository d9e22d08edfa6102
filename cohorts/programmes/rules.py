"""Who sets programmes up, who runs a cohort, and who sees it."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.programmes.models import Cohort, CohortState, Place, PlaceState
from lms.accounts.grants.selectors import scopes_of
from lms.accounts.models import ORGANISERS, User
from lms.accounts.rules import is_organiser, organises


def cohort_of(thing: Any) -> Cohort | None:
    """The cohort that ``thing`` is or belongs to."""
    return thing if isinstance(thing, Cohort) else getattr(thing, "cohort", None)


@rules.predicate
def runs_cohort(user: User, thing: Any = None) -> bool:
    """Organises the cohort that ``thing`` is or belongs to, or everything."""
    cohort = cohort_of(thing)
    return cohort is not None and organises(user, cohort.uid)


@rules.predicate
def takes_part(user: User, thing: Any = None) -> bool:
    """Holds a place in it, taking part or pausing, and the cohort has been announced."""
    cohort = cohort_of(thing)
    if cohort is None or cohort.state == CohortState.PREPARING or not user.is_authenticated:
        return False
    return user.is_active and Place.objects.open().filter(cohort=cohort, trainee_id=user.pk).exists()


@rules.predicate
def holds(user: User, place: Any = None) -> bool:
    """The place is theirs, and it is open."""
    return (
        isinstance(place, Place)
        and user.is_authenticated
        and user.is_active
        and place.trainee_id == user.pk
        and place.state in (PlaceState.ACTIVE, PlaceState.PAUSED)
    )


@rules.predicate
def runs_some_cohort(user: User) -> bool:
    """Organises everything, or at least one cohort."""
    return is_organiser(user) or bool(scopes_of(user, ORGANISERS))


rules.set_perm("cohorts.run_some_cohort", runs_some_cohort)
rules.set_perm("cohorts.set_up_programmes", is_organiser)
rules.set_perm("cohorts.run_cohort", runs_cohort)
rules.set_perm("cohorts.see_cohort", runs_cohort | takes_part)
rules.set_perm("cohorts.see_place", runs_cohort | holds)
