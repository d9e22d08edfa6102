"""Addresses of the outcomes, beside those of single cohorts."""

from django.urls import path

from cohorts.outcomes import views

under_cohort = [path("outcomes/", views.of_one, name="outcomes_of_one")]
under_cohorts = [
    path("outcomes/", views.outcomes, name="outcomes"),
    path("outcomes/outcomes.xlsx", views.as_workbook, name="outcomes_workbook"),
    path("outcomes/papers/", views.papers, name="outcomes_papers"),
    path("outcomes/paper/", views.ask, name="outcomes_ask"),
    path("outcomes/<uuid:paper>.pdf", views.paper, name="outcomes_paper"),
]
