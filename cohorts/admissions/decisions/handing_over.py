"""What a reviewer has not read goes to somebody else when the reviewer leaves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.decisions.models import Conflict, Review, Reviewer, ReviewState
from cohorts.admissions.decisions.reviewing import end_reviewer, name_reviewer
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
