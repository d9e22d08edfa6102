"""What people are told, and how often they want to hear of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.messaging.kinds import NoticeKind, Rhythm, kind_called

QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(8)


class Notice(models.Model):
    """One thing that one person is told; it stands on the site from ``created_at`` on.

    ``context`` fills the gaps of the words. ``rhythm`` is what the person had chosen when it was
    made. ``due_at`` is when it goes by e-mail at the earliest; None where no letter of its own is
    planned: it waits for the daily or weekly letter, or goes by no letter at all. ``mailed_at`` is
    when a letter with it was written. ``told_…`` is set where somebody was rung up instead.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    context = models.JSONField(default=dict)
    subject = models.CharField(max_length=200)
    link = models.CharField(max_length=500, blank=True)
    calendar = models.BinaryField(default=bytes)
    is_decisive = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(
        "messaging.OutgoingMessage", on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    told_by_uid = models.UUIDField(null=True, blank=True)

    objects: ClassVar[models.Manager[Notice]] = models.Manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], name="notice_told_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_newest"),
            models.Index(
                fields=["due_at"], name="notice_due", condition=models.Q(mailed_at=None, due_at__isnull=False)
            ),
            models.Index(
                fields=["rhythm"], name="notice_to_gather", condition=models.Q(mailed_at=None, read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def known_kind(self) -> NoticeKind | None:
        return kind_called(self.kind)

    @property
    def is_new(self) -> bool:
        return self.read_at is None


class NoticeChoice(models.Model):
    """How one person wants to hear of one kind; without a row, as the kind has it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    rhythm = models.CharField(max_length=8, choices=Rhythm)

    objects: ClassVar[models.Manager[NoticeChoice]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notice_one_choice")]


class QuietHours(models.Model):
    """When one person gets no letter that can wait, on their own clock; without a row, 21:00 to 08:00.

    Two equal times mean that there is no such time.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begins = models.TimeField(_("no letters from"), default=QUIET_FROM)
    ends = models.TimeField(_("until"), default=QUIET_UNTIL)

    objects: ClassVar[models.Manager[QuietHours]] = models.Manager()


class GatheredLetter(models.Model):
    """That somebody’s daily or weekly letter of one period was written; there is one, ever.

    ``period`` is the day of the letter, on the person's own calendar. ``notices`` and ``parts`` are
    how many of each stand in it. Both are 0 where it was looked whether there is anything to say,
    and there was not: no letter went, and this week it is not looked again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    period = models.DateField()
    notices = models.PositiveIntegerField()
    parts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[GatheredLetter]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "rhythm", "period"], name="gathered_one_a_period")
        ]
