"""Who leads a session, who sees it, and who joins it."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.programmes.rules import runs_cohort, takes_part
from cohorts.sessions.models import LiveSession
from lms.accounts.grants.selectors import scopes_of
from lms.accounts.models import ORGANISERS, User
from lms.accounts.rules import is_organiser, is_staff_member


@rules.predicate
def leads_session(user: User, session: Any = None) -> bool:
    """Named as one who leads it, and staff still: so they come with a second factor."""
    if not isinstance(session, LiveSession) or not is_staff_member(user):
        return False
    return session.facilitators.filter(pk=user.pk).exists()


@rules.predicate
def leads_some(user: User) -> bool:
    """May be named to lead sessions: organises the whole or some cohort."""
    return is_organiser(user) or bool(scopes_of(user, ORGANISERS))


rules.set_perm("cohorts.lead_session", runs_cohort | leads_session)
rules.set_perm("cohorts.see_session", takes_part | runs_cohort | leads_session)
rules.set_perm("cohorts.lead_sessions", leads_some)
