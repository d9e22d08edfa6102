"""Courses and lessons, under ``/courses/``."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from courses.learning import views


class Part(StringConverter):
    """One part of an address. A NUL byte is in none: PostgreSQL would not even look for it."""

    regex = r"[^/\x00]+"


register_converter(Part, "part")

app_name = "courses"
urlpatterns = [
    path("", views.index, name="index"),
    path("<part:course>/", views.course, name="course"),
    path("<part:course>/join/", views.enrol, name="enrol"),
    path("<part:course>/leave/", views.withdraw, name="withdraw"),
    path("<part:course>/<part:module>/<part:lesson>/", views.lesson, name="lesson"),
]
