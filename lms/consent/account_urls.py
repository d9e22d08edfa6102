"""Addresses of consent under /account/."""

from django.urls import path

from lms.consent import views

app_name = "consent_account"

urlpatterns = [path("updates/", views.own, name="own")]
