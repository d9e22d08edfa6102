"""Who looks after other people's accounts. A superuser's account is for superusers alone."""

from __future__ import annotations

from typing import Any

import rules

from lms.accounts.models import User
from lms.accounts.rules import is_administrator
from lms.accounts.selectors import roles_of

SAFEGUARDING = "safeguarding"
LOOK_AFTER = "accounts.look_after_accounts"
CHANGE_STANDING = "accounts.decide_standing"


@rules.predicate
def is_lead(user: User) -> bool:
    """A safeguarding lead."""
    return SAFEGUARDING in roles_of(user)


@rules.predicate
def may_touch(user: User, person: Any) -> bool:
    """Not their own account, and not a superuser's unless they are one."""
    return (
        isinstance(person, User) and person.pk != user.pk and (user.is_superuser or not person.is_superuser)
    )


rules.set_perm(LOOK_AFTER, is_administrator | is_lead)
rules.set_perm(CHANGE_STANDING, (is_administrator | is_lead) & may_touch)
