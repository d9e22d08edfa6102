"""SMTP that knows how far a letter got, so that “refused” and “nobody knows” are told apart."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

START_MAIL_INPUT = 354  # the only reply that asks for the content (RFC 5321, section 4.2.3)


class _Watching:
    """Notes that the server asked for the content: from then on it may have all of it."""

    content_begun = False

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()  # type: ignore[misc]
        if code == START_MAIL_INPUT:
            self.content_begun = True
        return code, words


class _SMTP(_Watching, smtplib.SMTP):
    pass


class _SMTPOverTLS(_Watching, smtplib.SMTP_SSL):
    pass


class SMTPBackend(EmailBackend):
    """Django's own, with ``content_begun``: whether this connection ever sent some of a letter."""

    @property
    def connection_class(self) -> Any:
        return _SMTPOverTLS if self.use_ssl else _SMTP

    @property
    def content_begun(self) -> bool:
        return bool(getattr(self.connection, "content_begun", False))
