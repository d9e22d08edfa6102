"""What a person looks after goes to somebody else before they go."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.duties import duties_of, hand_duties_over
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ADMINISTRATORS, Standing, User


def _others(person: User) -> list[User]:
    people = User.objects.filter(is_active=True, standing=Standing.ACTIVE, groups__name=ADMINISTRATORS)
    return list(people.exclude(pk=person.pk).order_by("date_joined", "pk")[:1])


def is_last_administrator(person: User) -> bool:
    """Nobody else could give roles once this person has gone. Two queries at most."""
    return person.groups.filter(name=ADMINISTRATORS).exists() and not _others(person)


def successor_of(person: User, successor_uid: UUID | None) -> User | None:
    """Whom the person named, if they can still sign in; else the administrator who has been here longest."""
    if successor_uid is not None:
        named = User.objects.filter(uid=successor_uid, is_active=True, standing=Standing.ACTIVE)
        if (found := named.exclude(pk=person.pk).first()) is not None:
            return found
    return next(iter(_others(person)), None)


def duties_in_words(person: User) -> list[tuple[str, int]]:
    """What ``person`` looks after, and how many of each, for the page on which they ask to be erased."""
    return [(str(duty.title), number) for duty, number in duties_of(person)]


def pass_duties_on(*, person: User, successor_uid: UUID | None) -> int:
    """What ``person`` looks after is somebody else's now; how many things that were. Repeatable.

    The last administrator's role goes to whoever they named. Where they named nobody the erasure goes
    on all the same (UK GDPR, Article 17, knows no such exception), and the next administrator is made
    on the command line, as the first one was.
    """
    successor = successor_of(person, successor_uid)
    if successor is None:
        return 0
    moved = hand_duties_over(person=person, successor=successor)
    if is_last_administrator(person):
        grant_role(person=successor, role=ADMINISTRATORS, actor=None)
        moved += 1
    return moved
