"""The record in words: rooms say what their deeds, the things they are about and the details are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise

_deeds: dict[str, Words] = {}
_things: dict[str, Words] = {}
_details: dict[str, Words] = {}
_values: dict[tuple[str, Any], Words] = {}


def register_words(
    *,
    deeds: Mapping[str, Words] | None = None,
    things: Mapping[str, Words] | None = None,
    details: Mapping[str, Words] | None = None,
    values: Mapping[str, Mapping[Any, Words]] | None = None,
) -> None:
    """From now on the record is read in these words. Repeatable.

    ``deeds`` by action, ``things`` by the first part of a subject (“person” of “person:…”), ``details``
    by the name of a detail, and ``values`` the codes that stand in it.
    """
    _deeds.update(deeds or {})
    _things.update(things or {})
    _details.update(details or {})
    for name, said in (values or {}).items():
        _values.update({(name, code): words for code, words in said.items()})


def deed_in_words(action: str) -> str:
    """“Roles given or ended” for ``accounts.roles_changed``; the code itself where nobody said."""
    return str(_deeds.get(action, action))


def thing_in_words(subject: str) -> str:
    """“certificate 5f2c…”: what it is, and the number under which it is found again."""
    kind, _colon, number = subject.partition(":")
    return f"{_things.get(kind, kind)} {number}".strip()


def details_said(details: Mapping[str, Any]) -> str:
    """“Roles given: organiser; How many: 3”, or a dash."""
    return "; ".join(f"{_details.get(name, name)}: {_said(name, value)}" for name, value in details.items())


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value) or "–"
    return str(_values.get((name, value), value)) or "–"


def known_deeds() -> dict[str, Words]:
    return dict(_deeds)


def known_details() -> dict[str, Words]:
    return dict(_details)


def known_things() -> dict[str, Words]:
    return dict(_things)
