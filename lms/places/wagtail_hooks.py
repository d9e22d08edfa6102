"""Wagtail looks for hooks here."""

from lms.places import hooks  # noqa: F401
