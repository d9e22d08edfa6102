"""Giving and ending roles. The history is written here, and nowhere else."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.accounts.errors import LastAdministratorError
from lms.accounts.grants.models import GrantQuerySet, RoleGrant
from lms.accounts.models import ADMINISTRATORS, STAFF_GROUPS, User
from lms.audit.services import record


@transaction.atomic
def grant_role(
    *, person: User, role: str, actor: User | None, scope_kind: str = "", scope_uid: UUID | None = None
) -> RoleGrant:
    """``person`` holds ``role`` from now on, for the whole organisation or for one scope.

    Idempotent: a role that is held already stays as it was given. Recorded.
    """
    held = _open(person, role, scope_kind, scope_uid).first()
    if held is not None:
        return held
    grant = begin_grant(person=person, role=role, actor=actor, scope_kind=scope_kind, scope_uid=scope_uid)
    if not scope_kind:
        person.groups.add(Group.objects.get_or_create(name=role)[0])
    keep_has_role(person=person)
    _record(person, actor, scope_kind, scope_uid, added=[role], removed=[])
    return grant


@transaction.atomic
def end_role(
    *, person: User, role: str, actor: User | None, scope_kind: str = "", scope_uid: UUID | None = None
) -> None:
    """``person`` holds ``role`` no longer; access ends with their next request. Idempotent; recorded.

    Raises ``LastAdministratorError``.
    """
    Group.objects.select_for_update().filter(name=ADMINISTRATORS).first()
    if role == ADMINISTRATORS and not scope_kind and not _somebody_else_administers(person):
        raise LastAdministratorError
    if not _open(person, role, scope_kind, scope_uid).exists():
        return
    finish_grants(person=person, role=role, actor=actor, scope_kind=scope_kind, scope_uid=scope_uid)
    if not scope_kind:
        person.groups.remove(*Group.objects.filter(name=role))
    keep_has_role(person=person)
    _record(person, actor, scope_kind, scope_uid, added=[], removed=[role])


def begin_grant(
    *, person: User, role: str, actor: User | None, scope_kind: str = "", scope_uid: UUID | None = None
) -> RoleGrant:
    """The history says that ``person`` holds ``role``. Idempotent; neither recorded nor in a group yet."""
    grant, _is_new = RoleGrant.objects.get_or_create(
        person=person,
        role=role,
        scope_kind=scope_kind,
        scope_uid=scope_uid,
        ended_at=None,
        defaults={"given_by": actor},
    )
    return grant


def finish_grants(
    *, person: User, role: str, actor: User | None, scope_kind: str = "", scope_uid: UUID | None = None
) -> int:
    """The history says that ``person`` holds ``role`` no longer. Idempotent; how many rows ended."""
    held = _open(person, role, scope_kind, scope_uid)
    return held.update(ended_at=timezone.now(), ended_by=actor)


def keep_in_step(*, person: User) -> None:
    """What the groups of ``person`` say, the history says too. For groups that changed by another way."""
    names = set(person.groups.filter(name__in=STAFF_GROUPS).values_list("name", flat=True))
    whole = RoleGrant.objects.open().filter(person=person, scope_kind="")
    whole.exclude(role__in=names).update(ended_at=timezone.now())
    for role in sorted(names - set(whole.values_list("role", flat=True))):
        begin_grant(person=person, role=role, actor=None)
    keep_has_role(person=person)


def end_every_role(*, person: User, actor: User | None) -> int:
    """``person`` holds no role of any scope; how many ended. Idempotent; for accounts that are emptied."""
    ended = RoleGrant.objects.open().filter(person=person).update(ended_at=timezone.now(), ended_by=actor)
    person.groups.clear()
    keep_has_role(person=person)
    return ended


def keep_has_role(*, person: User) -> None:
    """``User.has_role`` says whether the person holds any role; what was read of them before is forgotten."""
    for name in ("_staff_roles", "_scoped_roles"):
        person.__dict__.pop(name, None)
    scoped = RoleGrant.objects.open().filter(person=person).exclude(scope_kind="")
    has_role = person.groups.exists() or scoped.exists()
    if person.has_role != has_role:
        person.has_role = has_role
        person.save(update_fields=["has_role"])


def _open(person: User, role: str, scope_kind: str, scope_uid: UUID | None) -> GrantQuerySet:
    return RoleGrant.objects.open().filter(
        person=person, role=role, scope_kind=scope_kind, scope_uid=scope_uid
    )


def _somebody_else_administers(person: User) -> bool:
    people = User.objects.filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True)
    return people.exclude(pk=person.pk).exists()


def _record(
    person: User, actor: User | None, scope_kind: str, scope_uid: UUID | None, **changes: list[str]
) -> None:
    scope = {"scope_kind": scope_kind, "scope_uid": str(scope_uid)} if scope_kind else {}
    record(
        actor_uid=actor.uid if actor else None,
        action="accounts.roles_changed",
        subject=f"person:{person.uid}",
        about_uid=person.uid,
        **changes,
        **scope,
    )
