"""Who reads, what they read, and what they think of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import criteria_of, submitted_applications
from cohorts.admissions.decisions.assignment import Sharing, share_out
from cohorts.admissions.decisions.errors import IncompleteReviewError, NotAReviewerError, ReviewClosedError
from cohorts.admissions.decisions.models import (
    Conflict,
    Decision,
    Review,
    Reviewer,
    ReviewPlan,
    ReviewState,
    Score,
)
from cohorts.admissions.decisions.ranking import figure
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

TELL_REVIEWER_JOB = "cohorts.admissions.decisions.tasks.tell_reviewer_job"
AT_ONCE = 500


def plan_of(cohort: Cohort) -> ReviewPlan:
    """How the cohort's applications are read; the defaults, unsaved, where nobody has said."""
    return ReviewPlan.objects.filter(cohort=cohort).first() or ReviewPlan(cohort=cohort)


@transaction.atomic
def change_plan(*, cohort: Cohort, each: int, is_blind: bool, actor: User) -> ReviewPlan:
    """Applications of ``cohort`` are read by ``each`` reviewers, blind or not. Repeatable; recorded."""
    plan, _is_new = ReviewPlan.objects.update_or_create(
        cohort=cohort, defaults={"each": each, "is_blind": is_blind}
    )
    _record(cohort, actor, "plan_changed", each=each, is_blind=is_blind)
    return plan


@transaction.atomic
def name_reviewer(*, cohort: Cohort, person: User, actor: User) -> Reviewer:
    """``person`` may read the applications that they are given. Idempotent; recorded.

    Raises ``NotAReviewerError`` for whoever cannot come in.
    """
    if not person.may_come_in:
        raise NotAReviewerError
    reviewer, is_new = Reviewer.objects.get_or_create(
        cohort=cohort, person=person, ended_at=None, defaults={"named_by": actor}
    )
    if is_new:
        _record(cohort, actor, "reviewer_named", about=person)
    return reviewer


@transaction.atomic
def end_reviewer(*, cohort: Cohort, person: User, actor: User | None) -> int:
    """``person`` reads nothing there from their next request on; how many unread reviews came back.

    What they have done stays. Idempotent; recorded.
    """
    open_rows = Reviewer.objects.open().filter(cohort=cohort, person=person)
    if not open_rows.update(ended_at=timezone.now(), ended_by=actor):
        return 0
    unread = Review.objects.filter(person=person, application__cohort=cohort, state=ReviewState.OPEN)
    returned, _each = unread.delete()
    _record(cohort, actor, "reviewer_ended", about=person)
    return returned


@transaction.atomic
def share_reviews(*, cohort: Cohort, actor: User | None) -> Sharing:
    """Every submitted application has as many reviewers as planned, or as many as may read it.

    Reviews that are held stay. Each reviewer with something new is told once. Locks the cohort, so
    that two who share out at once do it once. Repeatable.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    waiting = submitted_applications(cohort)
    own = set(waiting.exclude(applicant=None).values_list("pk", "applicant"))
    declared = Conflict.objects.filter(application__cohort=cohort)
    reviews = Review.objects.filter(application__cohort=cohort)
    back = reviews.filter(state=ReviewState.GIVEN_BACK).values_list("application", "person")
    sharing = share_out(
        list(waiting.values_list("pk", flat=True)),
        list(Reviewer.objects.open().filter(cohort=cohort).values_list("person", flat=True)),
        each=plan_of(cohort).each,
        held=reviews.held().values_list("application", "person"),
        barred={*own, *declared.values_list("application", "person"), *back},
    )
    Review.objects.bulk_create(
        [Review(application_id=one, person_id=who) for one, who in sharing.pairs], batch_size=AT_ONCE
    )
    for person in sorted({who for _one, who in sharing.pairs}):
        enqueue(TELL_REVIEWER_JOB, cohort.pk, person)
    _record(cohort, actor, "reviews_shared", reviews=len(sharing.pairs), missing=len(sharing.missing))
    return sharing


@transaction.atomic
def declare_conflict(*, review: Review, actor: User) -> None:
    """``actor`` never reads this application again, and somebody else does if there is anybody.

    Idempotent. What they had typed is gone: it must not weigh. Raises ``ReviewClosedError``.
    """
    review = Review.objects.select_for_update().select_related("application__cohort").get(pk=review.pk)
    if review.state == ReviewState.GIVEN_BACK:
        return
    if _is_decided(review.application):
        raise ReviewClosedError
    Conflict.objects.get_or_create(application=review.application, person=actor)
    review.scores.all().delete()
    review.state, review.points, review.words = ReviewState.GIVEN_BACK, None, ""
    review.done_at = None
    review.save(update_fields=["state", "points", "words", "done_at"])
    share_reviews(cohort=review.application.cohort, actor=actor)


@transaction.atomic
def save_review(
    *, review: Review, scores: Mapping[int, tuple[int | None, str]], words: str, is_done: bool
) -> Review:
    """What the reviewer gave and wrote is kept; once ``is_done`` it counts towards the ranking.

    ``scores`` is the mark and its reason for each criterion's id. Repeatable; a review that was
    done stays done while it is changed. Raises ``ReviewClosedError``, and ``IncompleteReviewError``
    where a done one lacks a mark or a reason.
    """
    review = Review.objects.select_for_update().select_related("application__cohort").get(pk=review.pk)
    if review.state == ReviewState.GIVEN_BACK or _is_decided(review.application):
        raise ReviewClosedError
    is_done = is_done or review.state == ReviewState.DONE
    asked = list(criteria_of(review.application.cohort))
    given = {one.pk: scores.get(one.pk, (None, "")) for one in asked}
    if is_done and not all(points and reason.strip() for points, reason in given.values()):
        raise IncompleteReviewError
    for criterion, (points, reason) in given.items():
        Score.objects.update_or_create(
            review=review, criterion_id=criterion, defaults={"points": points, "reason": reason.strip()}
        )
    review.words = words.strip()
    if is_done:
        review.state, review.done_at = ReviewState.DONE, review.done_at or timezone.now()
        review.points = figure([points for points, _reason in given.values() if points])
    review.save(update_fields=["words", "state", "done_at", "points"])
    return review


def _is_decided(application: Application) -> bool:
    return Decision.objects.told().filter(application=application).exists()


def _record(
    cohort: Cohort, actor: User | None, deed: str, *, about: User | None = None, **facts: int
) -> None:
    record(
        actor_uid=actor.uid if actor else None,
        action=f"admissions.{deed}",
        subject=f"cohort:{cohort.uid}",
        about_uid=about.uid if about else None,
        **facts,
    )
