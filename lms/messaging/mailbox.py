"""The letters that a site in development writes to files instead of sending them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

from lms.accounts.models import User
from lms.accounts.rules import is_staff_member

TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
MOST_FILES = 100
MOST_LETTERS = 100
MOST_BYTES = 5 * 1024 * 1024
# Django's backend writes this line after each letter; a letter begins with a header.
_BETWEEN = re.compile(rb"\n-{79}\n(?=[A-Za-z-]+: |\Z)")
_NAME = re.compile(r"\A[\w-]+\.log\Z", re.ASCII)


@dataclass(frozen=True)
class Letter:
    """One letter of one file, by its place there."""

    file: str
    place: int
    message: EmailMessage

    def _header(self, name: str) -> str:
        return " ".join(str(self.message[name] or "").split())

    @property
    def subject(self) -> str:
        return self._header("Subject")

    @property
    def to(self) -> str:
        return self._header("To")

    @property
    def sender(self) -> str:
        return self._header("From")

    @property
    def at(self) -> datetime | None:
        try:
            return parsedate_to_datetime(self._header("Date"))
        except ValueError:
            return None

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""

    @property
    def attachments(self) -> list[tuple[str, str]]:
        """Names and types of what hangs on the letter."""
        parts = self.message.iter_attachments()
        return [(part.get_filename() or part.get_content_type(), part.get_content_type()) for part in parts]


def writes_to_files() -> bool:
    """Whether letters become files here; never so in production."""
    return settings.DELIVERY_BACKEND == TO_FILES


def may_read_mail(user: User) -> bool:
    """Staff may where letters become files; in the demo everybody may, who could be anybody there anyway.

    The demo answers on its own machine alone (docs/decisions/0016).
    """
    return writes_to_files() and (settings.DEMO or is_staff_member(user))


def newest_letters() -> list[Letter]:
    """At most 100 letters of the newest 100 files, newest first."""
    letters: list[Letter] = []
    for path in _files():
        letters += reversed(list(_letters(path)))
        if len(letters) >= MOST_LETTERS:
            break
    return letters[:MOST_LETTERS]


def find_letter(file: str, place: int) -> Letter | None:
    """The letter at ``place`` of ``file``, a bare name; None if there is none."""
    path = _folder() / file
    if not _NAME.match(file) or not path.is_file():
        return None
    return next((letter for letter in _letters(path) if letter.place == place), None)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _files() -> list[Path]:
    """Newest first: the name begins with the second in which the file was begun."""
    found = (path for path in _folder().glob("*.log") if _NAME.match(path.name))
    return sorted(found, key=lambda path: (path.name[:15], path.stat().st_mtime_ns), reverse=True)[
        :MOST_FILES
    ]


def _letters(path: Path) -> Iterator[Letter]:
    if path.stat().st_size > MOST_BYTES:
        return
    for place, raw in enumerate(_BETWEEN.split(path.read_bytes())):
        if raw.strip():
            message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
            yield Letter(path.name, place, message)
