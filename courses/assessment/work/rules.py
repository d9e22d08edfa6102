"""Who may review a piece of work, and who may open its files."""

from __future__ import annotations

from typing import Any

import rules

from courses.assessment.work.models import Work
from courses.assessment.work.reviewers import reviewable_by
from lms.accounts.grants.selectors import scopes_of
from lms.accounts.models import ORGANISERS, User
from lms.accounts.rules import is_organiser


@rules.predicate
def reviews(user: User, work: Any) -> bool:
    """It was sent, and it is theirs to review; nobody reviews themselves."""
    return isinstance(work, Work) and reviewable_by(user).filter(pk=work.pk).exists()


@rules.predicate
def made(user: User, work: Any) -> bool:
    return isinstance(work, Work) and user.is_authenticated and work.learner_id == user.pk


@rules.predicate
def organises_something(user: User) -> bool:
    """Organises everything, or some cohort. At most one query, kept for the request."""
    return user.is_authenticated and (is_organiser(user) or bool(scopes_of(user, ORGANISERS)))


rules.set_perm("assessment.review_work", reviews)
rules.set_perm("assessment.read_work", made | reviews)
rules.set_perm("assessment.review", organises_something)
