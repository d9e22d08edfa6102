"""Addresses of the pathway: one's own, and under a cohort."""

from django.urls import path

from cohorts.pathway import countdown_views, views
from cohorts.pathway.checklist import COUNTDOWN
from cohorts.sessions.feeds import send_feed

mine = [
    path("pathway/", views.pathway, name="pathway"),
    path("pathway/limit/", views.limit, name="spending_limit"),
    path("pathway/calendar/", countdown_views.dates_feed, name="pathway_feed"),
    path("dates/<str:token>.ics", send_feed, {"feed": COUNTDOWN}, name="dates_file"),
    path("pathway/<uuid:place>/", views.pathway, name="pathway_of"),
    path("pathway/<uuid:place>/dates.ics", countdown_views.dates_download, name="pathway_dates"),
    path("pathway/<uuid:place>/line/", countdown_views.write_line, name="pathway_line"),
    path("pathway/<uuid:place>/line/tick/", countdown_views.tick_line, name="pathway_tick"),
    path("pathway/<uuid:place>/line/drop/", countdown_views.drop_line, name="pathway_drop"),
    path("pathway/<uuid:place>/move/", countdown_views.move, name="pathway_move"),
    path("pathway/<uuid:place>/poll/", views.poll, name="pathway_poll"),
    path("pathway/<uuid:place>/write/", views.write, name="pathway_write"),
    path("pathway/<uuid:place>/<uuid:entry>/", views.write, name="pathway_correct"),
    path("pathway/<uuid:place>/<uuid:entry>/take-back/", views.withdraw, name="pathway_take_back"),
]
under_cohort = [
    path("pathway/", views.cohort_pathways, name="pathway"),
    path("pathway/<uuid:place>/", views.cohort_pathway, name="pathway_of"),
    path("pathway/<uuid:place>/move/", countdown_views.move_theirs, name="pathway_move"),
    path("pathway/<uuid:place>/<uuid:entry>/", views.correct, name="pathway_correct"),
    path("pathway/<uuid:place>/<uuid:entry>/confirm/", views.confirm, name="pathway_confirm"),
]
