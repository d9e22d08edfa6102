"""What somebody has not read or not published goes to somebody else when they leave."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.decisions.models import Conflict, Decision, Review, Reviewer, ReviewState
from cohorts.admissions.decisions.reviewing import end_reviewer, name_reviewer
from cohorts.programmes.handing_over import let_organise
from cohorts.programmes.models import Cohort
from lms.accounts.duties import Duty
from lms.accounts.models import User


def _unread(person: User) -> int:
    return Review.objects.filter(person=person, state=ReviewState.OPEN).count()


@transaction.atomic
def hand_over_reviews(giver: User, taker: User) -> int:
    """``taker`` reviews wherever ``giver`` did, and has their unread reviews; how many. Repeatable.

    What the taker may not judge, or reads already, comes back to be shared out.
    """
    moved = 0
    for one in Reviewer.objects.open().filter(person=giver).select_related("cohort"):
        name_reviewer(cohort=one.cohort, person=taker, actor=taker)
        unread = Review.objects.filter(
            person=giver, application__cohort=one.cohort, state=ReviewState.OPEN
        ).exclude(application__applicant=taker)
        unread = unread.exclude(application__in=Conflict.objects.filter(person=taker).values("application"))
        has = Review.objects.filter(person=taker).values("application")
        ids = list(unread.exclude(application__in=has).values_list("pk", flat=True))
        Review.objects.filter(pk__in=ids).update(person=taker)
        moved += len(ids)
        end_reviewer(cohort=one.cohort, person=giver, actor=None)
    return moved


REVIEWS = Duty("admissions_reviews", _("applications to review"), _unread, hand_over_reviews)


def _unpublished(person: User) -> QuerySet[Decision]:
    return Decision.objects.pending().filter(prepared_by=person)


@transaction.atomic
def hand_over_prepared(giver: User, taker: User) -> int:
    """``taker`` can publish what ``giver`` prepared; how many decisions those are that they could not before.

    Who prepared it stays as it was: somebody else's words do not become the taker's, and the taker is
    the second person whom a decision needs. Repeatable.
    """
    moved = 0
    cohorts = Cohort.objects.filter(pk__in=_unpublished(giver).values("application__cohort"))
    for cohort in cohorts.order_by("pk"):
        if let_organise(taker, cohort):
            moved += _unpublished(giver).filter(application__cohort=cohort).count()
    return moved


PREPARED = Duty(
    "admissions_prepared",
    _("decisions that were prepared and are not published"),
    lambda person: _unpublished(person).count(),
    hand_over_prepared,
)
