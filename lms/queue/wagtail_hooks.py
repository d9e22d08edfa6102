"""Wagtail looks for hooks here."""

from lms.queue import hooks  # noqa: F401
