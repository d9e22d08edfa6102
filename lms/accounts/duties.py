"""What somebody looks after goes to somebody else before they leave it.

Rooms above register what they hand over (reviews, a lead, promised dates); accounts know one
duty themselves: where the last organiser goes, somebody else becomes one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.grants.selectors import others_with_role, successor_in_default
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, User
from lms.audit.services import record


@dataclass(frozen=True)
class Duty:
    """``count`` says how many things of this kind somebody holds; ``hand_over`` gives them all to another.

    ``hand_over(giver, taker)`` is repeatable and returns how many things changed hands.
    """

    code: str
    title: str | Promise
    count: Callable[[User], int]
    hand_over: Callable[[User, User], int]


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> Duty:
    """``duty`` is handed over from now on. Raises ``ImproperlyConfigured`` for a code that is taken."""
    known = _duties.get(duty.code)
    if known is not None and known is not duty:
        raise ImproperlyConfigured(f"Two duties are called “{duty.code}”.")
    _duties[duty.code] = duty
    return duty


def forget_duty(code: str) -> None:
    """``code`` is registered no longer; for tests."""
    _duties.pop(code, None)


def duties_of(person: User) -> list[tuple[Duty, int]]:
    """What ``person`` looks after, and how many of each; kinds of which there are none are left out."""
    counted = [(duty, duty.count(person)) for duty in _duties.values()]
    return [(duty, number) for duty, number in counted if number]


@transaction.atomic
def hand_duties_over(*, person: User, successor: User | None = None, actor: User | None = None) -> int:
    """What ``person`` looked after is the successor's, or else the longest-serving administrator's.

    Never refuses: where nobody is left at all, nothing changes hands. Recorded, with numbers
    only. Repeatable; returns how many things changed hands.
    """
    taker = successor or successor_in_default(person)
    if taker is None or taker.pk == person.pk:
        return 0
    moved = {duty.code: duty.hand_over(person, taker) for duty, _number in duties_of(person)}
    if any(moved.values()):
        details: dict[str, Any] = {"to": str(taker.uid), **moved}
        record(
            actor_uid=actor.uid if actor else None,
            action="accounts.duties_handed_over",
            subject=f"person:{person.uid}",
            about_uid=person.uid,
            **details,
        )
    return sum(moved.values())


def is_last_organiser(person: User) -> bool:
    """Nobody else who can come in organises for the whole organisation. Two queries at most."""
    is_one = person.groups.filter(name=ORGANISERS).exists()
    return is_one and not others_with_role(person, ORGANISERS).exists()


def _make_organiser(giver: User, taker: User) -> int:
    grant_role(person=taker, role=ORGANISERS, actor=None)
    return 1


register_duty(
    Duty(
        "organising", _("being the last organiser"), lambda one: int(is_last_organiser(one)), _make_organiser
    )
)
