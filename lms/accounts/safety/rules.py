"""Who looks after other people's accounts. A superuser's account is for superusers alone."""

from __future__ import annotations

from typing import Any

import rules

from lms.accounts.models import SAFEGUARDING as SAFEGUARDING
from lms.accounts.models import User
from lms.accounts.rules import is_administrator
from lms.accounts.rules import is_safeguarding_lead as is_lead

RECOVER = "accounts.recover_account"
LOOK_AFTER = "accounts.look_after_accounts"
CHANGE_STANDING = "accounts.decide_standing"


@rules.predicate
def may_touch(user: User, person: Any) -> bool:
    """Not their own account, and not a superuser's unless they are one."""
    return (
        isinstance(person, User) and person.pk != user.pk and (user.is_superuser or not person.is_superuser)
    )


rules.set_perm(LOOK_AFTER, is_administrator | is_lead)
rules.set_perm(RECOVER, is_administrator & may_touch)
rules.set_perm(CHANGE_STANDING, (is_administrator | is_lead) & may_touch)
