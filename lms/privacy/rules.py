"""Who may decide what about other people's data."""

from __future__ import annotations

from typing import Any

import rules

from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_organiser
from lms.accounts.selectors import roles_of


@rules.predicate
def is_safeguarding_lead(user: User) -> bool:
    """Of the group “safeguarding”."""
    return "safeguarding" in roles_of(user)


@rules.predicate
def is_own_copy(user: User, export: Any) -> bool:
    """They asked for it, and it is about them; or they are an administrator, and the person has died."""
    if not user.is_authenticated or export.asked_by_uid != user.uid:
        return False
    return bool(export.person_id == user.pk or is_administrator(user))


rules.set_perm("privacy.download_copy", is_own_copy)
rules.set_perm("privacy.decide_confidential", is_administrator)
rules.set_perm("privacy.act_for_the_dead", is_administrator)
rules.set_perm("privacy.delay_reading", is_administrator | is_safeguarding_lead)
rules.set_perm("privacy.read_requests", is_administrator)
rules.set_perm("privacy.dry_run", is_organiser | is_administrator)
