"""Addresses of what follows on a pathway: under a cohort, and one's own."""

from django.urls import path

from cohorts.following import views

under_cohort = [
    path("pathway/selections/", views.openings, name="openings"),
    path("pathway/selections/<uuid:opening>/remove/", views.close_opening, name="close_opening"),
    path("pathway/by-elections/", views.by_elections, name="by_elections"),
    path("pathway/by-elections/<uuid:by_election>/", views.by_election, name="by_election"),
    path(
        "pathway/by-elections/<uuid:by_election>/remove/", views.close_by_election, name="close_by_election"
    ),
    path("pathway/letter/", views.letter, name="council_letter"),
    path("pathway/rules/", views.rules, name="after_rules"),
    path("pathway/<uuid:place>/hold-back/", views.hold_back, name="hold_back"),
    path("pathway/<uuid:place>/network/", views.earned, name="network_of"),
]
mine = [
    path("pathway/<uuid:place>/by-elections/", views.consent, name="by_election_consent"),
    path("by-election/<uuid:ask>/", views.my_by_election, name="by_election"),
]
