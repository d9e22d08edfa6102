"""Applying, under ``/programmes/``; one's own, under ``/my/``; the organisers' side, under ``/cohorts/``."""

from django.urls import path

from cohorts.admissions.applications import (
    my_views,
    organiser_views,
    standing_views,
    views,
    write_views,
)

_COHORT = "<str:programme>/apply/<slug:cohort>/"
_ONE = _COHORT + "<uuid:application>/"

programmes = [
    path("can-i-stand/", standing_views.can_i_stand, name="can_i_stand"),
    path("<str:programme>/apply/", views.choose, name="apply"),
    path(_COHORT, views.start, name="start"),
    path(_COHORT + "link/", views.link, name="link"),
    path(_COHORT + "link/sent/", views.link_sent, name="link_sent"),
    path(_COHORT + "open/<str:token>/", views.open_link, name="open"),
    path(_COHORT + "leave/", views.leave, name="leave"),
    path(_ONE, write_views.write, name="write"),
    path(_ONE + "save/", write_views.save, name="save"),
    path(_ONE + "other/<str:block>/", write_views.forget_other, name="forget_other"),
    path(_ONE + "files/<str:block>/", write_views.own_file, name="own_file"),
    path(_ONE + "sent/", write_views.sent, name="sent"),
    path(_ONE + "about-you/", write_views.about_you, name="about_you"),
    path(_ONE + "withdraw/", views.withdraw, name="withdraw"),
]

mine = [path("applications/", my_views.applications, name="applications")]

under_cohort = [
    path("form/", organiser_views.form, name="form"),
    path("applications/", organiser_views.applications, name="applications"),
    path("applications/late/", organiser_views.late, name="late"),
    path("applications/diversity/", organiser_views.diversity, name="diversity"),
    path("applications/<uuid:application>/", organiser_views.application, name="application"),
    path(
        "applications/<uuid:application>/answers/<str:block>/",
        organiser_views.answer_file,
        name="answer_file",
    ),
]
