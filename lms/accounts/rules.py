"""Who holds which role. Everything else about people follows from their records."""

from __future__ import annotations

import rules

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, User
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
def is_administrator(user: User) -> bool:
    """In the administrators' group, or a superuser made on the command line."""
    return (user.is_active and user.is_superuser) or ADMINISTRATORS in roles_of(user)


@rules.predicate
def is_staff_member(user: User) -> bool:
    """In any group at all, or a superuser: whoever can do more than a learner. Asks no query."""
    return bool(user.is_authenticated and user.is_active and (user.is_superuser or user.has_role))
