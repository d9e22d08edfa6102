"""Who invites people, and who sees which invitation."""

from __future__ import annotations

from typing import Any

import rules

from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_organiser

INVITE = "accounts.invite_people"
LOOK_AFTER = "accounts.look_after_invitation"


@rules.predicate
def made_it(user: User, thing: Any) -> bool:
    """The invitation, or the file of people to invite, is theirs."""
    maker = getattr(thing, "invited_by_id", None) or getattr(thing, "made_by_id", None)
    return maker is not None and maker == user.pk


rules.set_perm(INVITE, is_organiser | is_administrator)
rules.set_perm(LOOK_AFTER, is_administrator | (is_organiser & made_it))
