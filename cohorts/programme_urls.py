"""Applying to programmes, under ``/programmes/``; their pages themselves are Wagtail's."""

from django.urls import URLPattern, URLResolver

from cohorts.admissions.applications import urls as applications

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [*applications.programmes]
