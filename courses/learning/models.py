"""What a learner holds, has done and has kept. Nothing here hangs on a page."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.content.models import Course, CourseEdition, Lesson, LessonEdition

MAX_WRITING = 20_000  # characters a learner may keep in one text


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", _("Active")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def holding_a_place(self) -> EnrolmentQuerySet:
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def completed(self) -> EnrolmentQuerySet:
        return self.filter(completed_at__isnull=False)

    def visible_to(self, user: Any) -> EnrolmentQuerySet:
        """A learner's own rows; nobody else's, whatever their role."""
        return self.filter(learner_id=user.pk) if user.is_authenticated else self.none()


class Enrolment(models.Model):
    """One learner's place on one course; one row for ever, withdrawn and taken up again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_edition = models.ForeignKey(
        CourseEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Where the learner was last, for “continue”.
    last_lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"],
                name="one_enrolment_per_course",
                violation_error_message=_("You already have a place on this course."),
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True, completed_edition__isnull=True)
                | models.Q(completed_at__isnull=False, completed_edition__isnull=False),
                name="completion_cites_an_edition",
                violation_error_message=_("A completed course cites the edition it was completed in."),
            ),
        ]


class LessonProgress(models.Model):
    """How far one learner is in one lesson, wherever that lesson now lives."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    seen_edition = models.ForeignKey(
        LessonEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resume_block = models.CharField(max_length=36, blank=True)
    resume_label = models.CharField(max_length=200, blank=True)
    resume_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_progress_per_lesson")]


class RequirementMet(models.Model):
    """One thing a lesson asks for that one learner has done. Once met, met for good."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=36)
    met_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "block"], name="one_met_per_requirement")
        ]


class Tick(models.Model):
    """One item of a checklist as one learner left it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=36)
    item = models.CharField(max_length=36)
    ticked = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "block", "item"], name="one_tick_per_item")
        ]


class Writing(models.Model):
    """A text one learner keeps in one lesson, as it stands now; every saved state is a version.

    ``number`` is the version that ``text`` is; versions put aside may have higher ones.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="writings")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=36)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)  # of the version that stands
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "block"], name="one_writing_per_block")
        ]

    @property
    def words(self) -> int:
        return len(self.text.split())


class WritingVersion(models.Model):
    """One saved state of a writing; ``submission`` makes sending it twice harmless."""

    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    submission = models.UUIDField()
    # True while this state, written without knowing the one that stands (another device), waits for a choice.
    aside = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["writing", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["writing", "submission"], name="one_version_per_submission"),
        ]
