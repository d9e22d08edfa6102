"""From a decision to the last appeal; how applications are read stands in ``review_models``.

Everything here hangs on an ``Application`` and goes with it. Moments are UTC; a moment equal to a
deadline is late.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.review_models import (
    MAX_WORDS,
    Conflict,
    Finding,
    Review,
    Reviewer,
    ReviewPlan,
    ReviewState,
    Score,
    Verdict,
    by_person,
)
from cohorts.programmes.models import Cohort

__all__ = [
    "MAX_WORDS",
    "Appeal",
    "AppealState",
    "Batch",
    "Conflict",
    "Decision",
    "DecisionState",
    "Finding",
    "Offer",
    "OfferState",
    "Outcome",
    "Review",
    "ReviewPlan",
    "ReviewState",
    "Reviewer",
    "Score",
    "Verdict",
    "WaitingEntry",
    "WaitingState",
]


class Batch(models.Model):
    """Decisions that are published together at ``due_at``, unless somebody stops them before."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="decision_batches")
    made_by = by_person()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    stopped_by = by_person(null=True)  # None with ``stopped_at``: the site itself
    stopped_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(stopped_at=None, published_at=None),
                name="one_batch_waits_in_a_cohort",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(published_at=None), name="batch_is_stopped_or_published"
            ),
        ]


class Outcome(models.TextChoices):
    OFFER = "offer", _("A place")
    WAITING = "waiting", _("The waiting list")
    NOT_NOW = "not_now", _("Not this time")


class DecisionState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    CHECKED = "checked", _("Checked")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected since")
    DROPPED = "dropped", _("Dropped")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def pending(self) -> DecisionQuerySet:
        """Not known to the applicant yet."""
        return self.filter(state__in=(DecisionState.PREPARED, DecisionState.CHECKED))

    def told(self) -> DecisionQuerySet:
        """What the applicant may read: what stands, and what stood before it."""
        return self.filter(state__in=(DecisionState.PUBLISHED, DecisionState.CORRECTED))

    def visible_to(self, user: Any) -> DecisionQuerySet:
        """All of the cohorts that one organises; one's own once they are published."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = Q(application__applicant_id=user.pk, published_at__isnull=False)
        return self.filter(mine | Q(application__cohort__in=Cohort.objects.organised_by(user)))


class Decision(models.Model):
    """What was decided about one application, in words that the applicant reads.

    Prepared by one person and checked by another; a correction is a row of its own that
    ``replaces`` the wrong one. ``is_final`` after an appeal, which is a second pair of eyes by itself.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    apology = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PREPARED)
    prepared_by = by_person()
    prepared_at = models.DateTimeField(default=timezone.now)
    sent_back_because = models.TextField(blank=True)
    checked_by = by_person(null=True)
    checked_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="decisions")
    published_at = models.DateTimeField(null=True)
    letter_at = models.DateTimeField(null=True)  # when the job that tells the applicant was asked for
    replaces = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="replaced_by")
    is_final = models.BooleanField(default=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=("prepared", "checked")),
                name="one_decision_is_pending",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="published"), name="one_decision_stands"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("prepared", "dropped"))
                | Q(is_final=True)
                | Q(checked_by__isnull=False),
                name="decision_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("prepared_by")),
                name="second_person_checks_a_decision",
                violation_error_message=_("Somebody else has to check what you prepared."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("published", "corrected"), published_at__isnull=False)
                | Q(state__in=("prepared", "checked", "dropped"), published_at=None),
                name="published_decision_has_a_date",
            ),
        ]


class OfferState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Offer(models.Model):
    """A place kept for one applicant until, and not at, ``expires_at``."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="offers")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=("open", "accepted")),
                name="one_offer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="ended_offer_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(ended_at__lt=F("expires_at")),
                name="offer_is_accepted_in_time",
            ),
        ]


class WaitingState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Was offered a place")
    LEFT = "left", _("Left the list")
    ENDED = "ended", _("The list has ended")


class WaitingEntry(models.Model):
    """One applicant on the waiting list of a cohort; the lowest ``position`` is next."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="waiting_list")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="waiting")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField()
    state = models.CharField(max_length=10, choices=WaitingState, default=WaitingState.WAITING)
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "position"], name="one_at_each_position"),
            models.UniqueConstraint(fields=["application"], condition=Q(state="waiting"), name="waits_once"),
        ]


class AppealState(models.TextChoices):
    OPEN = "open", _("Being looked at")
    STANDS = "stands", _("The decision stands")
    CHANGED = "changed", _("The decision was changed")


class Appeal(models.Model):
    """An applicant asked for another look; somebody who had no part in the decision answers, finally."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="appeal")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    words = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.OPEN)
    answer = models.TextField(blank=True)
    answered_by = by_person(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, answered_by=None)
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_appeal_has_a_date",
            )
        ]
