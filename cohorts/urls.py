"""One's cohorts, under ``/cohorts/``. Each room adds the addresses it serves."""

from django.urls import URLPattern, URLResolver

app_name = "cohorts"
urlpatterns: list[URLPattern | URLResolver] = []
