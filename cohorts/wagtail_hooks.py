"""Wagtail looks for hooks here."""

from cohorts.admissions.applications import hooks  # noqa: F401
from cohorts.pathway import hooks as pathway_hooks  # noqa: F401
