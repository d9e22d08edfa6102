"""What stands on somebody's list before the poll, when the poll was moved, and editors' words about dates."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.pathway.models import Pathway
from cohorts.pathway.timetables import Event
from lms.places.models import Nation


class CountdownItem(models.Model):
    """One line of the list: a day that the law sets (``event``), or one's own (``words``), ticked or not.

    ``uid`` stays the same for calendars however often the day moves; ``sequence`` is one higher for
    each change of the day or of ``is_gone`` (RFC 5545, 3.8.7.4). ``week_told_for`` and
    ``day_told_for`` are the days of which a reminder was sent.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="items")
    event = models.CharField(max_length=12, blank=True, choices=Event)
    words = models.CharField(_("what there is to do"), max_length=200, blank=True)
    on = models.DateField(_("by which day"), null=True, blank=True)
    ticked_at = models.DateTimeField(null=True)
    is_gone = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    week_told_for = models.DateField(null=True)
    day_told_for = models.DateField(null=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "event"], condition=~Q(event=""), name="countdown_event_once"
            ),
            models.CheckConstraint(
                condition=(~Q(event="") & Q(words="", on__isnull=False)) | (Q(event="") & ~Q(words="")),
                name="countdown_item_is_one_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'own'} {self.on}"

    @property
    def is_ticked(self) -> bool:
        return self.ticked_at is not None


class PollMove(models.Model):
    """The poll was to be on one day and is now on another (or not known any more); who said so, and why."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="moves")
    was_on = models.DateField()
    poll_on = models.DateField(null=True)
    reason = models.CharField(_("why it was moved"), max_length=300, blank=True)
    by_uid = models.UUIDField(editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.was_on} → {self.poll_on}"


class DateAdvice(models.Model):
    """What to do about one date in one nation, in the words of an editor; hidden, the shipped words count."""

    nation = models.CharField(max_length=16, choices=Nation)
    event = models.CharField(max_length=12, choices=Event)
    language = models.CharField(max_length=8)
    text = models.TextField(_("what to do"), max_length=600)
    source = models.URLField(_("source"), max_length=300)
    checked_on = models.DateField(_("last checked on"))
    checked_by_uid = models.UUIDField(editable=False)
    is_shown = models.BooleanField(_("show these words"), default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["nation", "event", "language"]
        constraints = [
            models.UniqueConstraint(fields=["nation", "event", "language"], name="one_advice_for_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.event} {self.language}"
