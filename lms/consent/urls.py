"""Addresses of consent."""

from django.urls import path

from lms.consent import views

app_name = "consent"

urlpatterns = [
    path("", views.updates, name="updates"),
    path("sent/", views.sent, name="sent"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("preferences/<str:token>/", views.preferences, name="preferences"),
    path("preferences/<str:token>/erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
    path("one-click/<str:token>/", views.one_click, name="one_click"),
]
