"""The account that each job gives of itself."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARKED = "parked", _("Parked")


class Job(models.Model):
    """One piece of work asked for: what, how often tried, and how it ended.

    ``attempts`` is committed before a run begins, so a run that kills its
    worker still counts.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("ids"), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState, default=JobState.WAITING, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=5)
    error = models.TextField(_("what went wrong"), blank=True)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True, db_index=True)
    started_at = models.DateTimeField(_("last begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=models.F("max_attempts")),
                name="job_attempts_within_bound",
                violation_error_message=_("A job was tried more often than allowed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}({', '.join(map(str, self.args))})"


class Heartbeat(models.Model):
    """When the workers of one machine last showed that they are alive; one row a machine."""

    host = models.CharField(max_length=255, unique=True)
    seen_at = models.DateTimeField()
