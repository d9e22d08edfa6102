"""The whole data model of cohorts in one place; the rooms define, this file only re-exports."""

from cohorts.programmes.models import Cohort, CohortCourse, Phase, Place, PlaceEvent, Programme

__all__ = [
    "Cohort",
    "CohortCourse",
    "Phase",
    "Place",
    "PlaceEvent",
    "Programme",
]
