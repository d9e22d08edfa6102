"""enqueue(): the only importer of django_q.

The queue lives in the main database, so a job commits or rolls back with the
work that asked for it. A job may run twice, even at the same time: every task
must be safe for that.
"""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule
from django_q.tasks import async_task, schedule

from lms.audit.services import record
from lms.queue.models import Job, JobState

logger = logging.getLogger(__name__)

RUNNER = "lms.queue.services.run_job"
# Seconds before the second, third, … attempt; the last one serves for all after it.
BACKOFF = (10, 60, 300, 900)
KEEP_DONE = timedelta(days=14)


@transaction.atomic
def enqueue(task: str, *args: int | str, max_attempts: int = 5) -> Job:
    """Ask for ``task`` (a dotted path to a job) to be run with ``args`` by a worker.

    The job is part of the caller's transaction. ``args`` are ids only (whole
    numbers or texts), positional: django-q swallows keyword arguments named
    ``group``, ``timeout``, ``hook`` and others, so none are taken at all.

    Raises ``ValueError`` for a path that is no ``…_job`` and for other arguments.
    """
    if not task.rpartition(".")[2].endswith("_job") or not callable(import_string(task)):
        raise ValueError(f"{task} is not a job")
    for arg in args:
        if isinstance(arg, bool) or not isinstance(arg, int | str):
            raise ValueError(f"{task} takes ids, not {type(arg).__name__}")
    job = Job.objects.create(task=task, args=list(args), max_attempts=max_attempts)
    async_task(RUNNER, job.pk, task_name=f"{task}:{job.pk}"[:100])
    return job


def run_job(job_id: int) -> str:
    """Run one job and write down how it went; what a worker calls.

    The attempt is counted and committed before the work begins. A failure asks
    for the next attempt after a pause; after ``max_attempts`` the job is parked
    and shown to administrators. A job that is done or parked is left alone.
    """
    if not _begin_attempt(job_id):
        return "nothing to do"
    job = Job.objects.get(pk=job_id)
    try:
        import_string(job.task)(*job.args)
    except Exception:
        logger.exception("job failed", extra={"job": job.pk, "task": job.task, "attempt": job.attempts})
        _note_failure(job, traceback.format_exc(limit=-12))
        return "failed"
    Job.objects.filter(pk=job_id).update(state=JobState.DONE, ended_at=timezone.now(), error="")
    return "done"


@transaction.atomic
def _begin_attempt(job_id: int) -> bool:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state in (JobState.DONE, JobState.PARKED):
        return False
    if job.attempts >= job.max_attempts:
        lost = "The worker ended in the middle of every attempt."
        Job.objects.filter(pk=job_id).update(
            state=JobState.PARKED, ended_at=timezone.now(), error=job.error or lost
        )
        return False
    Job.objects.filter(pk=job_id).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=timezone.now()
    )
    return True


@transaction.atomic
def _note_failure(job: Job, error: str) -> None:
    spent = job.attempts >= job.max_attempts
    Job.objects.filter(pk=job.pk).exclude(state=JobState.DONE).update(
        state=JobState.PARKED if spent else JobState.WAITING, ended_at=timezone.now(), error=error
    )
    if not spent:
        pause = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
        schedule(
            RUNNER,
            job.pk,
            name=f"retry:{job.pk}:{job.attempts}",
            schedule_type=Schedule.ONCE,
            repeats=-1,
            next_run=timezone.now() + timedelta(seconds=pause),
        )


@transaction.atomic
def retry_job(*, job: Job, actor_uid: UUID) -> Job:
    """Give a parked job a fresh set of attempts, and record who did. Others are left as they are."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state == JobState.PARKED:
        job.state, job.attempts, job.ended_at = JobState.WAITING, 0, None
        job.save(update_fields=["state", "attempts", "ended_at"])
        async_task(RUNNER, job.pk, task_name=f"{job.task}:{job.pk}"[:100])
        record(actor_uid=actor_uid, action="queue.retry", subject=f"job:{job.uid}", task=job.task)
    return job


def forget_old_jobs() -> int:
    """Jobs done more than 14 days ago are gone afterwards; returns how many went."""
    done = Job.objects.filter(state=JobState.DONE, ended_at__lt=timezone.now() - KEEP_DONE)
    return done.delete()[0]


def ensure_schedule(name: str, task: str, *, minutes: int) -> None:
    """Make sure ``task`` is run every ``minutes``; changing the interval changes the schedule."""
    Schedule.objects.update_or_create(
        name=name,
        defaults={"func": task, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1},
    )
