"""Addresses of privacy under /account/."""

from django.urls import path

from lms.privacy import views

app_name = "privacy"

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/copy/", views.ask_for_copy, name="ask_for_copy"),
    path("data/copy/status/", views.copy_status, name="copy_status"),
    path("data/copy/<uuid:export>/", views.download, name="download"),
    path("data/erase/", views.erase, name="erase"),
    path("data/erase/cancel/", views.cancel, name="cancel"),
    path("data/keep/<str:token>/", views.keep, name="keep"),
]
