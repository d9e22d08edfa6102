"""Files brought into a cohort, under ``/cohorts/<cohort>/import/``."""

from django.urls import path

from cohorts.imports import views

under_cohort = [
    path("import/", views.imports, name="imports"),
    path("import/<uuid:file>/", views.report, name="import"),
    path("import/<uuid:file>/report.csv", views.report_file, name="import_report"),
    path("import/<uuid:file>/columns/", views.columns, name="import_columns"),
    path("import/<uuid:file>/check/", views.check, name="check_import"),
    path("import/<uuid:file>/apply/", views.apply, name="apply_import"),
    path("import/<uuid:file>/delete/", views.empty, name="empty_import"),
]
