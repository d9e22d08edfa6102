"""Work that a lesson asks for: what was sent stays as it was sent, with what its reviewer wrote."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.content.models import Lesson, LessonEdition

MAX_WORK = 20_000  # characters of one text


class WorkState(models.TextChoices):
    """A draft is the learner's alone. What came back for another go can be sent again."""

    DRAFT = "draft", _("Not sent yet")
    SENT = "sent", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Received, with a day for the answer")
    RETURNED = "returned", _("Came back for another go")
    READY = "ready", _("Accepted")


WAITING = (WorkState.SENT, WorkState.ACKNOWLEDGED)  # for a reviewer


class WorkQuerySet(models.QuerySet["Work"]):
    def sent(self) -> WorkQuerySet:
        """Those that left their learner at least once."""
        return self.exclude(state=WorkState.DRAFT)

    def waiting(self) -> WorkQuerySet:
        """Those that a reviewer has to answer."""
        return self.filter(state__in=WAITING)


class Work(models.Model):
    """What one learner makes for one block of one lesson, from the first word until it is accepted.

    ``draft`` and the draft's file are the learner's alone, also between two versions; ``reviewer`` is
    empty while nobody is named, and then every organiser who may review it sees it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="works")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="works")
    block = models.CharField(max_length=36)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=WorkState, default=WorkState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="works_to_review",
    )
    promised_on = models.DateField(null=True, blank=True)  # the day by which the learner hears
    passed_on_at = models.DateTimeField(null=True, blank=True)  # because nobody answered in time
    draft = models.TextField(blank=True)
    draft_number = models.PositiveIntegerField(default=0)  # of this draft's saves, to notice another device
    draft_file = models.FileField(upload_to="work/%Y/%m/", blank=True, max_length=200)
    draft_file_name = models.CharField(max_length=150, blank=True)
    draft_file_kind = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "block"], name="one_work_per_block"),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(promised_on__isnull=False),
                name="received_work_has_a_promised_day",
                violation_error_message=_("Promise a day for the answer."),
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="works_of_a_reviewer")]

    def __str__(self) -> str:
        return self.title or f"work {self.uid}"


class WorkVersion(models.Model):
    """One state of a work as it was sent; never changed. ``submission`` makes sending it twice harmless."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    file = models.FileField(upload_to="work/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=150, blank=True)
    file_kind = models.CharField(max_length=10, blank=True)  # “file” or “audio”
    file_size = models.PositiveBigIntegerField(default=0)
    submission = models.UUIDField()
    lesson_edition = models.ForeignKey(LessonEdition, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="one_work_version_per_number"),
            models.UniqueConstraint(fields=["work", "submission"], name="one_work_version_per_submission"),
            models.CheckConstraint(
                condition=~Q(text="", file=""),
                name="sent_work_holds_something",
                violation_error_message=_("Write something, or choose a file."),
            ),
        ]


class Outcome(models.TextChoices):
    READY = "ready", _("Accepted")
    AGAIN = "again", _("Another go")


class Review(models.Model):
    """What a reviewer says of one version. A draft is the reviewer's; once returned it is never changed.

    ``levels`` is ``{criterion id: level id}`` in the words of the version's ``lesson_edition``.
    """

    version = models.OneToOneField(WorkVersion, on_delete=models.CASCADE, related_name="review")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work_reviews"
    )
    levels = models.JSONField(default=dict, blank=True)
    words = models.TextField(blank=True, max_length=10_000)
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    is_draft = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_draft=True, returned_at__isnull=True)
                | (Q(is_draft=False, returned_at__isnull=False) & ~Q(outcome="")),
                name="returned_review_says_what_follows",
                violation_error_message=_("Say whether it is accepted or comes back for another go."),
            )
        ]
