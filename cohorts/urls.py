"""One's cohorts, under ``/cohorts/``. Each room adds the addresses it serves."""

from django.urls import URLPattern, URLResolver, include, path

from cohorts.admissions.decisions import urls as decisions
from cohorts.sessions import urls as sessions

app_name = "cohorts"
# What stands under ``/cohorts/<cohort>/``: a list from each room.
under_cohort: list[URLPattern | URLResolver] = [
    *decisions.under_cohort,
    *sessions.under_cohort,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:cohort>/", include(under_cohort)),
]
