"""Reading who holds which role, and since when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lms.accounts.grants.models import RoleGrant
from lms.accounts.grants.words import role_in_words, scope_in_words
from lms.accounts.models import ADMINISTRATORS, Standing, User


def scopes_of(user: User, role: str) -> set[UUID]:
    """The cohorts for which ``user`` holds ``role``; empty for whoever holds it for the whole only.

    Nothing is asked of the database for somebody without any role; otherwise one query, kept on
    the object for all roles.
    """
    if not getattr(user, "has_role", False) or not user.is_active:
        return set()
    known: set[tuple[str, UUID]] | None = getattr(user, "_scoped_roles", None)
    if known is None:
        scoped = RoleGrant.objects.open().filter(person=user).exclude(scope_kind="")
        known = set(scoped.values_list("role", "scope_uid"))
        user._scoped_roles = known  # type: ignore[attr-defined]
    return {uid for name, uid in known if name == role}


def role_history(person: User) -> QuerySet[RoleGrant]:
    """Every role ``person`` holds or held, newest first, with who gave and who ended it. One query."""
    return RoleGrant.objects.filter(person=person).select_related("given_by", "ended_by")


def others_with_role(person: User, role: str) -> QuerySet[User]:
    """Those besides ``person`` who hold ``role`` for the whole and can come in, longest here first."""
    people = User.objects.filter(is_active=True, standing=Standing.ACTIVE, groups__name=role)
    return people.exclude(pk=person.pk).order_by("date_joined", "pk")


def successor_in_default(person: User) -> User | None:
    """Who takes over where nobody was named: the administrator who has been here longest."""
    return others_with_role(person, ADMINISTRATORS).first()


def in_words(person: User) -> list[dict[str, Any]]:
    """Each role of the history: its name, for what, when and by whom it was given and ended. One query."""
    return [
        {
            "role": role_in_words(grant.role),
            "scope": scope_in_words(grant.scope_kind),
            "grant": grant,
        }
        for grant in role_history(person)
    ]
