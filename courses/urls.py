"""Courses and lessons, under ``/courses/``."""

from django.urls import path

from courses.learning import views

app_name = "courses"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:course>/", views.course, name="course"),
    path("<str:course>/join/", views.enrol, name="enrol"),
    path("<str:course>/leave/", views.withdraw, name="withdraw"),
    path("<str:course>/<str:module>/<str:lesson>/", views.lesson, name="lesson"),
]
