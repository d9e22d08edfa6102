"""Wagtail looks for hooks here."""

from lms.audit import hooks  # noqa: F401
