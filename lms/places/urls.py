"""Addresses of places."""

from django.urls import path

from lms.places import views

app_name = "places"

urlpatterns = [path("councils/", views.councils, name="councils")]
