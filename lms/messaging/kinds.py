"""The kinds of notices: what rooms above may tell people, and how often people want to hear of it.

A room registers its kinds in ``AppConfig.ready()``. The house's words of a kind are the templates
``messaging/notices/<code, its dots as slashes>_{subject.txt,message.txt,message.html}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.messaging.copy_kinds import CopyKind, Gap, register_copy_kind


class Rhythm(models.TextChoices):
    """How soon a notice goes by e-mail; on the site it stands at once, whatever was chosen."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("In a letter each morning")
    WEEKLY = "weekly", _("In a letter each Monday")
    OFF = "off", _("On this site only")


NAME = Gap("name", _("the person’s name"), "Nadia Ahmed")  # in every kind; as it is when the words are read


@dataclass(frozen=True)
class NoticeKind:
    """One matter of which people are told.

    ``decisive``: it serves a decision, so it always goes by e-mail, at once, and a person is rung up
    whom it does not reach. ``urgent``: it may go in quiet hours too. ``consent``: the purpose in the
    ledger without which it is not sent. ``gaps`` are all that its words may hold
    besides the name.
    """

    code: str
    title: Any
    about: Any
    gaps: tuple[Gap, ...] = ()
    button: Any = ""
    decisive: bool = False
    urgent: bool = False
    default: Rhythm = Rhythm.AT_ONCE
    consent: str = ""

    @property
    def template(self) -> str:
        return f"messaging/notices/{self.code.replace('.', '/')}"

    @property
    def names(self) -> set[str]:
        return {gap.name for gap in self.gaps}

    @property
    def for_copy(self) -> CopyKind:
        """The same for the screens on which organisers change words."""
        gaps = (NAME, *self.gaps)
        return CopyKind(
            self.code, self.title, self.about, self.template, gaps, link="link", button=self.button
        )

    @property
    def rhythms(self) -> list[Rhythm]:
        """What a person may choose."""
        return [Rhythm.AT_ONCE] if self.decisive else list(Rhythm)


_kinds: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> NoticeKind:
    """People may be told of ``kind``, and organisers may change its words, from now on. Repeatable.

    Raises ``ImproperlyConfigured`` for a code that means something else already, for a decisive
    kind that does not go at once, and for an urgent one that is not decisive.
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ImproperlyConfigured(f"Two kinds of notices are called “{kind.code}”.")
    if (kind.decisive and kind.default != Rhythm.AT_ONCE) or (kind.urgent and not kind.decisive):
        raise ImproperlyConfigured(f"“{kind.code}” cannot be put off, so it has no rhythm to choose.")
    register_copy_kind(
        CopyKind(kind.code, kind.title, kind.about, kind.template, kind.gaps, link="link", button=kind.button)
    )
    return kind


def kind_called(code: str) -> NoticeKind | None:
    return _kinds.get(code)


def known_kinds() -> list[NoticeKind]:
    """All of them, the decisive first, then by title."""
    return sorted(_kinds.values(), key=lambda kind: (not kind.decisive, str(kind.title)))
