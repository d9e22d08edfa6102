"""Addresses of the evaluation: under a cohort, and one's own."""

from django.urls import path

from cohorts.evaluation import views

under_cohort = [
    path("evaluation/", views.evaluation, name="evaluation"),
    path("evaluation/set-up/", views.set_up, name="evaluation_set_up"),
    path("evaluation/questions/", views.questions, name="evaluation_questions"),
]
mine = [path("evaluation/<uuid:place>/", views.answer, name="evaluation")]
