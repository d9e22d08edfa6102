"""Wagtail looks for hooks here."""

from lms.privacy import hooks  # noqa: F401
