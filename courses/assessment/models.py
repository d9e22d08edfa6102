"""Attempts at knowledge checks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.content.models import Lesson, LessonEdition


class Attempt(models.Model):
    """One answer by one learner to one check, marked against the lesson edition it was given in.

    ``submission`` is made by the page that asked: the same answer sent twice is one attempt.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="attempts")
    lesson_edition = models.ForeignKey(LessonEdition, on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=36)
    submission = models.UUIDField()
    chosen = models.JSONField(default=list)  # ids of the options
    raw = models.PositiveSmallIntegerField()
    maximum = models.PositiveSmallIntegerField()
    correct = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["learner", "lesson", "block"], name="attempt_by_learner")]
        constraints = [
            models.UniqueConstraint(fields=["learner", "submission"], name="one_attempt_per_submission"),
            models.CheckConstraint(
                condition=models.Q(raw__lte=models.F("maximum")),
                name="attempt_raw_within_maximum",
                violation_error_message=_("A mark cannot be above the maximum."),
            ),
        ]

    @property
    def scaled(self) -> float:
        """The share of the maximum, 0 to 1."""
        return self.raw / self.maximum if self.maximum else 0.0
