"""Reports as papers, and what the numbers owe to rows that are gone."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort


class PaperState(models.TextChoices):
    MAKING = "making", _("Is being made")
    READY = "ready", _("Ready")


class OutcomesPaper(models.Model):
    """One report as a PDF, of these cohorts, as things stood at ``made_at``. Holds numbers, no people.

    ``asking`` makes asking twice harmless: one paper for one pressed button. Who asked stands in the
    record of actions alone.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohorts = models.ManyToManyField(Cohort, related_name="outcomes_papers")
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.MAKING)
    asking = models.UUIDField(unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8)
    stored_as = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"outcomes {self.uid}"


class GoneNumbers(models.Model):
    """What of each number hung on rows that were erased or whose time was over. Holds no people.

    A report made years later says the same as one made at the end: what is deleted is counted here in the
    same transaction (``cohorts.outcomes.receivers``). Places are never deleted.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="gone_numbers")
    applied = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    selected = models.PositiveIntegerField(default=0)
    elected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"numbers of {self.cohort_id} without rows"
