"""The overview of one cohort, under ``/cohorts/<cohort>/``."""

from django.urls import path, re_path

from cohorts.overview import export_views, views

under_cohort = [
    path("grid/", views.grid, name="grid"),
    re_path(r"^grid\.(?P<kind>csv|xlsx)$", export_views.grid_file, name="grid_file"),
    path("records/", export_views.records, name="records"),
    path("records.xlsx", export_views.records_workbook, name="records_file"),
    path("hands/", views.hands_page, name="hands"),
    path("hands/rules/", views.rules, name="help_rules"),
    path("hands/<uuid:place>/", views.one, name="one"),
    path("hands/<uuid:place>/put-off/", views.put_off, name="put_off"),
    path("write/", views.write, name="write"),
    path("trends/", views.trends, name="trends"),
    path("me/", views.my_facts, name="my_facts"),
]
