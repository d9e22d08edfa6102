"""What can stand in the way of a place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class CohortFullError(DomainError):
    code = "cohort_full"
    default_message = _("Every place in this cohort is taken.")


class PlacesPromisedError(DomainError):
    code = "places_promised"
    default_message = _(
        "Each free place of this cohort is offered to somebody who has not answered yet. No place was given."
    )


class CohortClosedError(DomainError):
    code = "cohort_closed"
    default_message = _("This cohort has been cancelled, so nobody can get a place in it.")


class PlaceRemovedError(DomainError):
    code = "place_removed"
    default_message = _("This place was taken away. An organiser has to give it back first.")


class PlaceStateError(DomainError):
    code = "place_state"
    default_message = _("This cannot be done with the place as it is now. Nothing was changed.")


class CohortStateError(DomainError):
    code = "cohort_state"
    default_message = _("This cannot be done with the cohort as it is now. Nothing was changed.")
