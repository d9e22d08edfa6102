"""Who holds which role. Everything else about people follows from their records."""

from __future__ import annotations

from uuid import UUID

import rules

from lms.accounts.grants.selectors import scopes_of
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, User
from lms.accounts.selectors import roles_of


@rules.predicate
def is_editor(user: User) -> bool:
    """In the editors' group. Superusers are not, unless they are put there."""
    return EDITORS in roles_of(user)


@rules.predicate
def is_organiser(user: User) -> bool:
    """In the organisers' group. Superusers are not, unless they are put there."""
    return ORGANISERS in roles_of(user)


@rules.predicate
def is_safeguarding_lead(user: User) -> bool:
    """In the safeguarding leads' group. Nobody else is, administrators and superusers included."""
    return SAFEGUARDING in roles_of(user)


@rules.predicate
def is_administrator(user: User) -> bool:
    """In the administrators' group, or a superuser made on the command line."""
    return (user.is_active and user.is_superuser) or ADMINISTRATORS in roles_of(user)


@rules.predicate
def organises(user: User, scope_uid: UUID | None = None) -> bool:
    """Organises everything, or the cohort ``scope_uid``."""
    return is_organiser(user) or scope_uid in scopes_of(user, ORGANISERS)


@rules.predicate
def is_staff_member(user: User) -> bool:
    """In any group at all, or a superuser: whoever can do more than a learner. Asks no query."""
    return bool(user.is_authenticated and user.is_active and (user.is_superuser or user.has_role))


rules.set_perm("accounts.read_profile", is_administrator)
rules.set_perm("accounts.read_access_needs", is_organiser)
rules.set_perm("accounts.read_former_names", is_administrator)
rules.set_perm("accounts.read_what_others_see", is_administrator)
rules.set_perm("accounts.end_council", is_organiser | is_administrator)
