"""Who reads applications, and what they think of them. ``models`` has what is decided then."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application, Criterion
from cohorts.admissions.decisions.days import last_day
from cohorts.admissions.decisions.ranking import LEAST, MOST
from cohorts.programmes.models import Cohort
from cohorts.programmes.ties import tie

MAX_WORDS = 4_000  # characters of anything that somebody writes here


def by_person(**facts: Any) -> Any:
    """Somebody who did something; their account is emptied one day, never deleted."""
    facts.setdefault("related_name", "+")
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, **facts)


class ReviewPlan(models.Model):
    """How the applications of one cohort are read. A cohort without a row has the defaults."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="review_plan")
    each = models.PositiveSmallIntegerField(
        _("reviews of each application"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    is_blind = models.BooleanField(_("reviewers do not see who it is"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(each__gte=1, each__lte=5), name="application_is_reviewed")
        ]


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def open(self) -> ReviewerQuerySet:
        """Those who may read applications now."""
        return self.filter(ended_at=None)


class Reviewer(models.Model):
    """``person`` reads applications of ``cohort`` from ``named_at`` until ``ended_at``."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="reviewers")
    person = by_person(related_name="reviewer_of")
    named_by = by_person(null=True)
    named_at = models.DateTimeField(default=timezone.now)
    ended_by = by_person(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"], condition=Q(ended_at=None), name="reviewer_named_once"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        tie(self.person)


class Conflict(models.Model):
    """``person`` said that they should not judge this application. Why is not asked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    person = by_person()
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="conflict_declared_once")
        ]


class ReviewState(models.TextChoices):
    OPEN = "open", _("To be read")
    DONE = "done", _("Done")
    GIVEN_BACK = "given_back", _("Given back")


class ReviewQuerySet(models.QuerySet["Review"]):
    def done(self) -> ReviewQuerySet:
        return self.filter(state=ReviewState.DONE)

    def held(self) -> ReviewQuerySet:
        """Those that count as somebody’s work: to be read, or done."""
        return self.exclude(state=ReviewState.GIVEN_BACK)

    def visible_to(self, user: Any) -> ReviewQuerySet:
        """One's own while one is a reviewer there; all of the cohorts that one organises."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reads = Reviewer.objects.open().filter(person_id=user.pk).values("cohort")
        mine = Q(person_id=user.pk, application__cohort__in=reads) & ~Q(state=ReviewState.GIVEN_BACK)
        return self.filter(mine | Q(application__cohort__in=Cohort.objects.organised_by(user)))


class Review(models.Model):
    """One reviewer's judgement of one application; ``points`` is its figure in hundredths, once done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    person = by_person(related_name="reviews")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.OPEN)
    words = models.TextField(blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="reviewed_once_by_a_person"),
            models.CheckConstraint(
                condition=Q(state="done", points__isnull=False, done_at__isnull=False)
                | (~Q(state="done") & Q(points=None)),
                name="done_review_has_a_figure",
            ),
        ]


class Score(models.Model):
    """What a reviewer gave for one criterion, and why. Without ``points`` it is not judged yet."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="criterion_scored_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=LEAST, points__lte=MOST),
                name="score_is_on_the_scale",
            ),
        ]


class Verdict(models.TextChoices):
    COUNTS = "counts", _("Counts")
    DROPPED = "dropped", _("Does not count")


class Finding(models.Model):
    """Something that a check brought up. It counts only once the applicant replied or had the time to."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    question = models.TextField()
    asked_by = by_person()
    asked_at = models.DateTimeField(default=timezone.now)
    reply_by = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    settled_by = by_person(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", settled_at=None) | (~Q(verdict="") & Q(settled_at__isnull=False)),
                name="settled_finding_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="counts")
                | Q(replied_at__isnull=False)
                | Q(settled_at__gte=F("reply_by")),
                name="applicant_is_heard_first",
                violation_error_message=_("It counts only once the applicant replied or had the time to."),
            ),
        ]

    @property
    def reply_until(self) -> dt.date:
        """The last day on which there is time to reply."""
        return last_day(self.reply_by)
