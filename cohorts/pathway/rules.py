"""Who may know that somebody stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules

from cohorts.pathway.models import SEEN_WHILE, Pathway
from cohorts.programmes.models import Cohort
from cohorts.programmes.rules import runs_cohort
from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_editor, is_organiser

MentorCheck = Callable[[User, Pathway], bool]
_mentors: list[MentorCheck] = []


def register_mentor_check(check: MentorCheck) -> None:
    """``check`` says whether somebody is the trainee's mentor and the trainee agreed that they see this."""
    _mentors.append(check)


@rules.predicate
def owns_pathway(user: User, thing: Any = None) -> bool:
    """It is their own, whatever became of the place."""
    return (
        isinstance(thing, Pathway)
        and user.is_authenticated
        and user.is_active
        and thing.place.trainee_id == user.pk
    )


@rules.predicate
def organises_pathway(user: User, thing: Any = None) -> bool:
    """Organises the cohort in which the trainee holds an open place; nobody's after they left."""
    if not isinstance(thing, Pathway) or thing.place.state not in SEEN_WHILE:
        return False
    return bool(runs_cohort(user, thing.place.cohort))


@rules.predicate
def mentors_with_consent(user: User, thing: Any = None) -> bool:
    """Nobody, until mentoring registers who; never without the trainee's consent."""
    return isinstance(thing, Pathway) and any(check(user, thing) for check in _mentors)


@rules.predicate
def runs_its_cohort(user: User, thing: Any = None) -> bool:
    return isinstance(thing, Cohort) and bool(runs_cohort(user, thing))


rules.set_perm("cohorts.see_pathway", owns_pathway | organises_pathway | mentors_with_consent)
rules.set_perm("cohorts.confirm_pathway", organises_pathway)
rules.set_perm("cohorts.edit_date_advice", is_editor | is_organiser | is_administrator)
