"""Addresses of the pathway: one's own, and under a cohort."""

from django.urls import path

from cohorts.pathway import views

mine = [
    path("pathway/", views.pathway, name="pathway"),
    path("pathway/limit/", views.limit, name="spending_limit"),
    path("pathway/<uuid:place>/", views.pathway, name="pathway_of"),
    path("pathway/<uuid:place>/poll/", views.poll, name="pathway_poll"),
    path("pathway/<uuid:place>/write/", views.write, name="pathway_write"),
    path("pathway/<uuid:place>/<uuid:entry>/", views.write, name="pathway_correct"),
    path("pathway/<uuid:place>/<uuid:entry>/take-back/", views.withdraw, name="pathway_take_back"),
]
under_cohort = [
    path("pathway/", views.cohort_pathways, name="pathway"),
    path("pathway/<uuid:place>/", views.cohort_pathway, name="pathway_of"),
    path("pathway/<uuid:place>/<uuid:entry>/", views.correct, name="pathway_correct"),
    path("pathway/<uuid:place>/<uuid:entry>/confirm/", views.confirm, name="pathway_confirm"),
]
