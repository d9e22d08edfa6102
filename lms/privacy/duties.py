"""What a person looks after goes to somebody else before they go."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import Group

from lms.accounts.models import ADMINISTRATORS, Standing, User
from lms.audit.services import record


def _others(person: User) -> list[User]:
    people = User.objects.filter(is_active=True, standing=Standing.ACTIVE, groups__name=ADMINISTRATORS)
    return list(people.exclude(pk=person.pk).order_by("date_joined", "pk")[:1])


def is_last_administrator(person: User) -> bool:
    """Nobody else could give roles once this person has gone. Two queries at most."""
    return person.groups.filter(name=ADMINISTRATORS).exists() and not _others(person)


def successor_of(person: User, successor_uid: UUID | None) -> User | None:
    """Whom the person named, if they can still sign in; else the administrator who has been here longest."""
    named = User.objects.filter(uid=successor_uid, is_active=True, standing=Standing.ACTIVE)
    found = named.exclude(pk=person.pk).first() if successor_uid else None
    return found or next(iter(_others(person)), None)


def pass_duties_on(*, person: User, successor_uid: UUID | None) -> int:
    """What ``person`` looks after is somebody else's now; how many things that were. Repeatable.

    The last administrator's role goes to whoever they named. Where they named nobody the erasure goes
    on all the same (UK GDPR, Article 17, knows no such exception), and the next administrator is made
    on the command line, as the first one was.
    """
    successor = successor_of(person, successor_uid)
    if successor is None or not is_last_administrator(person):
        return 0
    group = Group.objects.get(name=ADMINISTRATORS)
    successor.groups.add(group)
    record(
        actor_uid=person.uid,
        action="accounts.roles_changed",
        subject=f"person:{successor.uid}",
        about_uid=successor.uid,
        added=[ADMINISTRATORS],
        removed=[],
    )
    return 1
