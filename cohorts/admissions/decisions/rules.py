"""Who judges, who decides, and who reads what was decided about them."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.models import Decision, Review, Reviewer, ReviewPlan, ReviewState
from cohorts.programmes.models import Cohort
from cohorts.programmes.rules import runs_cohort
from lms.accounts.models import User


def is_reviewer(user: User) -> bool:
    """Reads applications of any cohort now. One query at most."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.in_cohorts
        and Reviewer.objects.open().filter(person_id=user.pk).exists()
    )


@rules.predicate
def reviews_somewhere(user: User) -> bool:
    return is_reviewer(user)


@rules.predicate
def reviews_cohort(user: User, cohort: Any = None) -> bool:
    """Was named to read applications of the cohort, and still is."""
    return (
        isinstance(cohort, Cohort)
        and user.is_authenticated
        and user.is_active
        and Reviewer.objects.open().filter(cohort=cohort, person_id=user.pk).exists()
    )


@rules.predicate
def holds_review(user: User, review: Any = None) -> bool:
    """Was given this application to read, did not give it back, and is still a reviewer there."""
    return (
        isinstance(review, Review)
        and review.person_id == user.pk
        and review.state != ReviewState.GIVEN_BACK
        and reviews_cohort(user, review.application.cohort)
    )


def reads_openly(user: User, application: Application) -> bool:
    """Was given the application to read, and not blind: files show or name somebody."""
    if not ReviewPlan.objects.filter(cohort=application.cohort_id, is_blind=False).exists():
        return False  # blind unless somebody said otherwise
    reviews = Review.objects.held().filter(application=application, person_id=user.pk)
    return reviews_cohort(user, application.cohort) and reviews.exists()


@rules.predicate
def was_decided_on(user: User, decision: Any = None) -> bool:
    """It is about their own application, and published."""
    return (
        isinstance(decision, Decision)
        and user.is_authenticated
        and user.is_active
        and decision.published_at is not None
        and decision.application.applicant_id == user.pk
    )


@rules.predicate
def runs_its_cohort(user: User, thing: Any = None) -> bool:
    application = getattr(thing, "application", None)
    return application is not None and runs_cohort(user, application.cohort)


rules.set_perm("cohorts.review_somewhere", reviews_somewhere)
rules.set_perm("cohorts.review_applications", reviews_cohort)
rules.set_perm("cohorts.write_review", holds_review)
rules.set_perm("cohorts.read_review", holds_review | runs_its_cohort)
rules.set_perm("cohorts.read_decision", was_decided_on | runs_its_cohort)
