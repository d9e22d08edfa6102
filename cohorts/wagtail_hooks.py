"""Wagtail looks for hooks here."""

from cohorts.admissions.applications import hooks  # noqa: F401
