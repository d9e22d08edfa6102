"""The kinds of messages whose words organisers may change, each with its set of placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Gap:
    """One placeholder: its name, what stands there, and a sample for the preview.

    ``in_subject``: it is nobody's name and nobody's own words, so a locked screen may show it.
    """

    name: str
    about: Any
    sample: Any
    in_subject: bool = False


@dataclass(frozen=True)
class CopyKind:
    """A kind of message. ``template`` is the prefix of the house's own words, ``link`` the value in their
    context that the button leads to: the button is always there, whatever organisers write."""

    code: str
    title: Any
    about: Any
    template: str
    gaps: tuple[Gap, ...]
    link: str = ""
    button: Any = ""

    @property
    def names(self) -> list[str]:
        return [gap.name for gap in self.gaps]

    @property
    def in_subject(self) -> list[str]:
        return [gap.name for gap in self.gaps if gap.in_subject]

    @property
    def samples(self) -> dict[str, str]:
        return {gap.name: str(gap.sample) for gap in self.gaps}


_kinds: dict[str, CopyKind] = {}


def register_copy_kind(kind: CopyKind) -> None:
    """Organisers may change the words of ``kind`` from now on; for ``AppConfig.ready()``.

    Raises ``ImproperlyConfigured`` for a code, or a template, that is another's.
    """
    for known in _kinds.values():
        if known != kind and (known.code == kind.code or known.template == kind.template):
            raise ImproperlyConfigured(f"Two kinds of messages are called “{kind.code}”.")
    _kinds[kind.code] = kind


def copy_kinds() -> list[CopyKind]:
    return sorted(_kinds.values(), key=lambda kind: str(kind.title))


def copy_kind(code: str) -> CopyKind | None:
    return _kinds.get(code)


def kind_of_template(template: str) -> CopyKind | None:
    return next((kind for kind in _kinds.values() if kind.template == template), None)


def register() -> None:
    """What rooms below messaging send."""
    register_copy_kind(
        CopyKind(
            "consent.confirm",
            _("Sign-up for updates: confirm"),
            _("To whoever asked for updates, with the link that confirms it. Nobody’s name stands in it."),
            "consent/email/confirm",
            (Gap("days", _("how many days the link works"), "7", in_subject=True),),
            link="confirm_url",
            button=_("Confirm"),
        )
    )
