"""To whom a letter for updates may go. Rooms above add lists of people of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.consent.models import Subscriber
from lms.consent.selectors import subscribers_allowing

SUBSCRIBERS = "subscribers"


@dataclass(frozen=True)
class Audience:
    """A list with a name. ``people`` are rows with ``pk``, ``uid`` and ``email``, of one table.

    Whoever is on it is asked for consent to letters by e-mail once more when the letter leaves.
    """

    code: str
    title: Any
    people: Callable[[], QuerySet[Any]]

    def row_of(self, uid: UUID) -> Any:
        """The row of ``uid`` if it is on the list now, else None. One query."""
        return self.people().filter(uid=uid).first()


_audiences: dict[str, Audience] = {}


def register_audience(code: str, title: Any, people: Callable[[], QuerySet[Any]]) -> None:
    """Organisers may choose this list from now on; for ``AppConfig.ready()``.

    Of those on it, only who allows letters by e-mail is written to: what serves the programme itself
    is a notice, not a letter for updates. Raises ``ImproperlyConfigured`` for a code that is taken.
    """
    known = _audiences.get(code)
    if known is not None and known.people is not people:
        raise ImproperlyConfigured(f"Two audiences are called “{code}”.")
    _audiences[code] = Audience(code, title, people)


def audiences() -> list[Audience]:
    """All that may be chosen, the subscribers first."""
    return list(_audiences.values())


def audience(code: str) -> Audience | None:
    return _audiences.get(code)


def _subscribers() -> QuerySet[Subscriber]:
    return subscribers_allowing("email")


register_audience(SUBSCRIBERS, _("Everybody who asked for updates by e-mail"), _subscribers)
