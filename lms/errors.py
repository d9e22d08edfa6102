"""Errors that may be shown to the person who met them."""

from __future__ import annotations


class DomainError(Exception):
    """A rule said no; ``message`` is safe to show to the person as it stands.

    ``code`` is stable and meant for programs (tests, JSON answers, logs).
    """

    code = "refused"
    default_message: object = ""  # a text, or a lazily translated one

    def __init__(self, message: str = "", *, code: str = "") -> None:
        self.message = str(message or self.default_message)
        self.code = code or type(self).code
        super().__init__(self.message)
