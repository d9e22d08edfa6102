"""Programmes, their cohorts, and the places that people hold in them.

Days are days in the cohort's own time (Europe/London); moments are stored in UTC.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.ties import tie
from courses.content.models import Course, Lesson
from lms.accounts.grants.selectors import scopes_of
from lms.accounts.models import ORGANISERS
from lms.accounts.rules import is_organiser

MOST_PLACES = 2_000


class Programme(models.Model):
    """A programme as people's records know it. Made at the first publish; retired, never deleted.

    ``key`` equals the page's ``translation_key``; there is no foreign key to a page.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    title = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class CohortState(models.TextChoices):
    """What organisers decide; whether it has begun or is over follows from its dates."""

    PREPARING = "preparing", _("Being prepared")
    ANNOUNCED = "announced", _("Announced")
    CANCELLED = "cancelled", _("Cancelled")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def organised_by(self, user: Any) -> CohortQuerySet:
        """What ``user`` organises: all for an organiser of the whole, else the cohorts they were given."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if is_organiser(user) else self.filter(uid__in=scopes_of(user, ORGANISERS))

    def visible_to(self, user: Any) -> CohortQuerySet:
        """What ``user`` organises, and what they hold or held an open place in once it is announced."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_organiser(user):
            return self
        held = Place.objects.open().filter(trainee_id=user.pk).values("cohort")
        mine = Q(pk__in=held) & ~Q(state=CohortState.PREPARING)
        return self.filter(mine | Q(uid__in=scopes_of(user, ORGANISERS)))


class Cohort(models.Model):
    """One intake of a programme: its people, dates, courses and rules.

    Organisers of one cohort hold a ``RoleGrant`` of scope “cohort” with its ``uid``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=CohortState, default=CohortState.PREPARING)
    places = models.PositiveIntegerField(
        _("places"), default=40, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    # Admissions. Empty: nobody can apply.
    opens_at = models.DateTimeField(_("applications open"), null=True, blank=True)
    closes_at = models.DateTimeField(_("applications close"), null=True, blank=True)
    hear_by = models.DateField(_("applicants hear by"), null=True, blank=True)
    offers_last = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    list_ends_on = models.DateField(_("the waiting list ends on"), null=True, blank=True)
    appeal_days = models.PositiveSmallIntegerField(
        _("days to ask for another look"), default=14, validators=[MaxValueValidator(90)]
    )
    # The completion rule; courses that count are those of ``CohortCourse.is_required``.
    sessions_needed = models.PositiveSmallIntegerField(_("sessions to attend or make up"), default=0)
    final_work = models.CharField(_("final work"), max_length=200, blank=True)
    # Whose work, once a reviewer accepted it, is the final work. Empty: organisers say that they saw it.
    final_lesson = models.ForeignKey(
        Lesson,
        verbose_name=_("the lesson that asks for the final work"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    gives_certificate = models.BooleanField(_("a certificate for completing"), default=True)
    conduct = models.TextField(_("code of conduct"), blank=True)
    cloned_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="clones"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="applications_close_after_they_open",
                violation_error_message=_("Give both: when applications open and, later, when they close."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(hear_by__isnull=False),
                name="applicants_are_promised_a_day",
                violation_error_message=_("Promise the day by which every applicant hears."),
            ),
            models.CheckConstraint(
                condition=(~Q(state="cancelled") & Q(cancelled_at__isnull=True))
                | Q(state="cancelled", cancelled_at__isnull=False),
                name="cancelled_cohort_has_a_date",
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="cohort_has_a_place"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_applications(self) -> bool:
        """Announced, and now is from the opening up to, and not at, the closing moment."""
        if self.state != CohortState.ANNOUNCED or self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def last_minute(self) -> datetime | None:
        """The last minute in time, for people to read: 23:59, where the closing moment is midnight."""
        if self.closes_at is None:
            return None
        local = timezone.localtime(self.closes_at)
        return local - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else local

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()


class Phase(models.Model):
    """A stretch of a cohort's time with a name: taster, seven Mondays, final work, evaluation."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="phases")
    title = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class CohortCourse(models.Model):
    """One course of a cohort; ``opens_after`` and ``due_after`` count days from the cohort's first day."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="cohort_courses")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    opens_after = models.SmallIntegerField(_("opens, days after the first day"), default=0)
    due_after = models.SmallIntegerField(_("due, days after the first day"), null=True, blank=True)
    is_required = models.BooleanField(_("counts towards completing"), default=True)

    class Meta:
        ordering = ["opens_after", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "course"],
                name="course_once_in_a_cohort",
                violation_error_message=_("This course is in the cohort already."),
            ),
            models.CheckConstraint(
                condition=Q(due_after__isnull=True) | Q(due_after__gte=F("opens_after")),
                name="course_is_due_after_it_opens",
                violation_error_message=_("A course cannot be due before it opens."),
            ),
        ]


class PlaceState(models.TextChoices):
    ACTIVE = "active", _("Taking part")
    PAUSED = "paused", _("Pausing")
    DEFERRED = "deferred", _("Moved to a later cohort")
    LEFT = "left", _("Left")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed")


TAKES_UP_ROOM = (PlaceState.ACTIVE, PlaceState.PAUSED, PlaceState.SUSPENDED)


class PlaceQuerySet(models.QuerySet["Place"]):
    def taking_part(self) -> PlaceQuerySet:
        """Those whom reminders, rules and lists are about."""
        return self.filter(state=PlaceState.ACTIVE)

    def open(self) -> PlaceQuerySet:
        """Those whose holders may see the cohort: taking part or pausing."""
        return self.filter(state__in=(PlaceState.ACTIVE, PlaceState.PAUSED))

    def taking_up_room(self) -> PlaceQuerySet:
        """Those that count against the number of places."""
        return self.filter(state__in=TAKES_UP_ROOM)

    def visible_to(self, user: Any) -> PlaceQuerySet:
        """One's own, and those of the cohorts that one organises."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(trainee_id=user.pk) | Q(cohort__in=Cohort.objects.organised_by(user)))


class Place(models.Model):
    """One trainee's place in one cohort; one row for ever, whatever becomes of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="held_places")
    trainee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cohort_places"
    )
    state = models.CharField(max_length=10, choices=PlaceState, default=PlaceState.ACTIVE)
    state_since = models.DateTimeField(default=timezone.now)
    deferred_to = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="deferred_places"
    )
    conduct_accepted_at = models.DateTimeField(null=True, blank=True)
    final_work_at = models.DateTimeField(null=True, blank=True)  # when it was found done
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "trainee"],
                name="one_place_in_a_cohort",
                violation_error_message=_("This person has a place in the cohort already."),
            ),
            models.CheckConstraint(
                condition=Q(deferred_to__isnull=True) | Q(state="deferred"),
                name="only_a_deferred_place_leads_on",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        tie(self.trainee)


class PlaceEvent(models.Model):
    """One change of a place: what it became, when, by whom; for the trainee and organisers. Appended only."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=PlaceState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]


class CourseCredit(models.Model):
    """A course that a trainee completed elsewhere counts for this cohort: brought in by its organisers.

    It meets the cohort's rule like the course itself. It is no completion of the course here, and
    earns no certificate of it.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="course_credits")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    earned_on = models.DateField(null=True, blank=True)  # where the other side says a day
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "course"], name="one_credit_for_a_course_in_a_cohort")
        ]


class Removal(models.Model):
    """One proposal to take a place away: why, who proposed, what the trainee answered, who confirmed.

    Until a second organiser confirms it, the place is suspended and the trainee can answer.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="removals")
    reason = models.TextField(_("reason"), max_length=2_000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(_("your reply"), blank=True, max_length=4_000)
    replied_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(decided_at=None), name="one_removal_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("decided_by")) | Q(is_confirmed=False),
                name="removal_takes_two_people",
                violation_error_message=_("Somebody else has to confirm this."),
            ),
        ]
