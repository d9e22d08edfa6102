"""Wagtail looks for hooks here."""

from lms.consent import hooks  # noqa: F401
