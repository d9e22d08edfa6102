"""What administrators and health checks ask of the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from lms.queue.models import Heartbeat, Job, JobState

SILENT_AFTER = timedelta(minutes=3)


def parked_jobs_count() -> int:
    return Job.objects.filter(state=JobState.PARKED).count()


def workers_last_seen() -> datetime | None:
    return Heartbeat.objects.aggregate(last=Max("seen_at"))["last"]


def workers_silent() -> bool:
    """No worker on any machine has shown itself for three minutes, or ever."""
    seen_at = workers_last_seen()
    return seen_at is None or seen_at < timezone.now() - SILENT_AFTER
