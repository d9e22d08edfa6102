"""Cohorts under ``/cohorts/``, one of them under ``/cohorts/<cohort>/``, one's own place under ``/my/``."""

from django.urls import path, re_path

from cohorts.programmes import my_views, people_views, setup_views, views

under_cohorts = [
    path("", views.index, name="index"),
    path("new/", setup_views.new, name="new"),
    path("programmes/<uuid:programme>/cancel/", setup_views.cancel_programme, name="cancel_programme"),
]

under_cohort = [
    path("", views.cohort, name="cohort"),
    re_path(r"^preview/(?P<who>applicant|trainee)/$", setup_views.preview, name="preview"),
    path("settings/", setup_views.settings, name="settings"),
    path("settings/edit/", setup_views.edit, name="edit"),
    re_path(r"^settings/(?P<what>phases|courses)/$", setup_views.rows, name="rows"),
    path("settings/announce/", setup_views.announce, name="announce"),
    path("settings/organisers/", setup_views.add_organiser, name="add_organiser"),
    path("settings/organisers/<uuid:person>/end/", setup_views.take_organiser, name="take_organiser"),
    path("settings/clone/", setup_views.clone, name="clone"),
    path("settings/cancel/", setup_views.cancel, name="cancel"),
    path("people/", people_views.people, name="people"),
    path("people/give/", people_views.give, name="give"),
    path("people/<uuid:place>/", people_views.person, name="person"),
    path("people/<uuid:place>/final-work/", people_views.final_work, name="final_work"),
    path("removals/<uuid:removal>/", people_views.decide, name="decide_removal"),
]

mine = [
    path("place/<uuid:place>/", my_views.place, name="place"),
    path("place/<uuid:place>/change/", my_views.change, name="change_place"),
    path("place/<uuid:place>/conduct/", my_views.accept, name="accept_conduct"),
    path("place/<uuid:place>/reply/", my_views.reply, name="reply_removal"),
]
