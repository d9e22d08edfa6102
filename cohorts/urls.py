"""One's cohorts, under ``/cohorts/``. Each room adds the addresses it serves."""

from django.urls import URLPattern, URLResolver, include, path

from cohorts.admissions.applications import urls as applications
from cohorts.admissions.decisions import urls as decisions
from cohorts.evaluation import urls as evaluation
from cohorts.following import urls as following
from cohorts.imports import urls as imports
from cohorts.outcomes import urls as outcomes
from cohorts.overview import urls as overview
from cohorts.pathway import urls as pathway
from cohorts.programmes import urls as programmes
from cohorts.sessions import urls as sessions

app_name = "cohorts"
# What stands under ``/cohorts/<cohort>/``: a list from each room.
under_cohort: list[URLPattern | URLResolver] = [
    *programmes.under_cohort,
    *applications.under_cohort,
    *decisions.under_cohort,
    *sessions.under_cohort,
    *evaluation.under_cohort,
    *imports.under_cohort,
    *pathway.under_cohort,
    *following.under_cohort,
    *overview.under_cohort,
    *outcomes.under_cohort,
]
urlpatterns: list[URLPattern | URLResolver] = [
    *programmes.under_cohorts,
    *outcomes.under_cohorts,
    path("<slug:cohort>/", include(under_cohort)),
]
