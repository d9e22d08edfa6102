"""Wagtail looks for hooks here."""

from lms.messaging import hooks  # noqa: F401
