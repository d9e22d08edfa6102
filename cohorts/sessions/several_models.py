"""Several sessions of a cohort changed in one go."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from cohorts.programmes.models import Cohort


class SessionsChange(models.Model):
    """Sessions that were moved or cancelled together, so that each person has one letter about all.

    ``uid`` is the form's: sent twice, it is carried out once. ``sequences`` holds, for each session
    by its number in the database, the SEQUENCE that it got: one that was changed again since has
    news of its own.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    sequences = models.JSONField(default=dict)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
