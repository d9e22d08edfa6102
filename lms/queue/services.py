"""enqueue() and what a worker does with it: the only importer of django_q.

The queue lives in the main database, so a job commits or rolls back with the
work that asked for it. A job may run twice, even at the same time: every task
must be safe for that.
"""

from __future__ import annotations

import logging
import socket
import traceback
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task, schedule

from lms.audit.services import record
from lms.queue.models import Heartbeat, Job, JobState

logger = logging.getLogger(__name__)

RUNNER = "lms.queue.services.run_job"
STARTER = "lms.queue.services.start_job"
# Seconds before the second, third, … attempt; the last one serves for all after it.
BACKOFF = (10, 60, 300, 900)
KEEP_DONE = timedelta(days=14)
KEEP_DONE_WITHOUT_ARGUMENTS = timedelta(days=1)  # what schedules start, as often as every minute
# A job without a sign of life for this long is looked for among the packages.
LOST_AFTER = timedelta(minutes=5)
# Workers write their heartbeat at most this often.
BEAT_EVERY = timedelta(seconds=20)
LOST_WORKER = "The worker ended in the middle of every attempt."


@transaction.atomic
def enqueue(task: str, *args: int | str, max_attempts: int = 5) -> Job:
    """Ask for ``task`` (a dotted path to a job) to be run with ``args`` by a worker.

    The job is part of the caller's transaction. ``args`` are ids only (whole
    numbers or texts), positional: django-q swallows keyword arguments named
    ``group``, ``timeout``, ``hook`` and others, so none are taken at all.

    Raises ``ValueError`` for a path that is no ``…_job`` and for other arguments.
    """
    if not task.rpartition(".")[2].endswith("_job") or not _exists(task):
        raise ValueError(f"{task} is not a job")
    for arg in args:
        if isinstance(arg, bool) or not isinstance(arg, int | str):
            raise ValueError(f"{task} takes ids, not {type(arg).__name__}")
    job = Job.objects.create(task=task, args=list(args), max_attempts=max_attempts)
    _send(job)
    return job


def _exists(task: str) -> bool:
    try:
        return callable(import_string(task))
    except ImportError:
        return False


def _send(job: Job) -> None:
    async_task(RUNNER, job.pk, task_name=f"{job.task}:{job.pk}"[:100])


def run_job(job_id: int) -> str:
    """Run one job and write down how it went; what a worker calls.

    The attempt is counted and committed before the work begins. A failure asks
    for the next attempt after a pause; after ``max_attempts`` the job is parked
    and shown to administrators. A job that is done or parked is left alone.
    """
    job = _begin_attempt(job_id)
    if job is None:
        return "nothing to do"
    try:
        import_string(job.task)(*job.args)
    except (Exception, SystemExit) as error:  # django-q's time limit is a SystemExit
        logger.exception("job failed", extra={"job": job.pk, "task": job.task, "attempt": job.attempts})
        if not connection.in_atomic_block:
            connection.close()  # the error may have come in the middle of a conversation
        _note_failure(job, traceback.format_exc(limit=-12))
        if isinstance(error, SystemExit):
            raise  # the worker must not be used again
        return "failed"
    Job.objects.filter(pk=job_id).update(state=JobState.DONE, ended_at=timezone.now(), error="")
    return "done"


@transaction.atomic
def _begin_attempt(job_id: int) -> Job | None:
    """The job with its new attempt counted, or None if there is nothing to run."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state in (JobState.DONE, JobState.PARKED):
        return None
    if job.attempts >= job.max_attempts:
        _park(job)
        return None
    job.state, job.attempts, job.started_at = JobState.RUNNING, job.attempts + 1, timezone.now()
    job.save(update_fields=["state", "attempts", "started_at"])
    return job


def _park(job: Job) -> None:
    job.state, job.ended_at, job.error = JobState.PARKED, timezone.now(), job.error or LOST_WORKER
    job.save(update_fields=["state", "ended_at", "error"])
    logger.error("job parked", extra={"job": job.pk, "task": job.task, "attempt": job.attempts})


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
            name=f"retry:{job.pk}:{job.attempts}:{timezone.now():%Y%m%d%H%M%S%f}",
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
        _send(job)
        record(actor_uid=actor_uid, action="queue.retry", subject=f"job:{job.uid}", task=job.task)
    return job


def recover_lost_jobs() -> int:
    """Every unfinished job has a package on its way to a worker afterwards, or is parked.

    A package is lost when the worker dies after the last one was acknowledged, or
    when rows of the queue are removed by hand. Only jobs without a sign of life for
    five minutes are looked at. Returns how many were sent again or parked.
    """
    silent_since = timezone.now() - LOST_AFTER
    suspects = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING), created_at__lt=silent_since)
    suspects = suspects.exclude(started_at__gte=silent_since)
    if not suspects.exists():
        return 0
    under_way = _jobs_under_way()
    recovered = 0
    for job_id in suspects.order_by("pk").values_list("pk", flat=True):
        if job_id not in under_way:
            recovered += _recover(job_id)
    return recovered


@transaction.atomic
def _recover(job_id: int) -> int:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state in (JobState.DONE, JobState.PARKED):
        return 0
    if job.attempts >= job.max_attempts:
        _park(job)
    else:
        _send(job)
    return 1


def _jobs_under_way() -> set[int]:
    """Jobs that a package or a planned retry will bring to a worker."""
    packages = (row.task for row in OrmQ.objects.iterator())
    ids = {package["args"][0] for package in packages if package.get("func") == RUNNER}
    retries = Schedule.objects.filter(func=RUNNER).values_list("args", flat=True)
    return ids | {int(args.strip("(), ")) for args in retries}


def forget_old_jobs() -> int:
    """Jobs done more than 14 days ago (without arguments: one day) are gone; returns how many went."""
    now = timezone.now()
    old = Q(ended_at__lt=now - KEEP_DONE) | Q(args=[], ended_at__lt=now - KEEP_DONE_WITHOUT_ARGUMENTS)
    return Job.objects.filter(old, state=JobState.DONE).delete()[0]


def start_job(task: str) -> None:
    """Turn a due schedule into a job with an account of its own; what django-q calls for schedules."""
    enqueue(task)


@transaction.atomic
def ensure_schedule(name: str, task: str, *, minutes: int, accounted: bool = True) -> None:
    """Make sure ``task`` is run every ``minutes``; changing the interval changes the schedule.

    Idempotent. Each run is a job with attempts and an account, unless ``accounted``
    is False (for what runs every minute and must work when jobs do not). Made for
    ``post_migrate``: where the queue has no tables yet, nothing happens.
    """
    if Schedule._meta.db_table not in connection.introspection.table_names():
        return
    func, args = (STARTER, repr((task,))) if accounted else (task, "")
    wanted = {"func": func, "args": args, "schedule_type": Schedule.MINUTES, "minutes": minutes}
    if not Schedule.objects.filter(name=name, **wanted).exists():
        Schedule.objects.update_or_create(name=name, defaults={**wanted, "repeats": -1})


def beat() -> None:
    """Note that workers of this machine are alive; writes at most every 20 seconds."""
    now = timezone.now()
    host = socket.gethostname()[:255]
    if Heartbeat.objects.filter(host=host, seen_at__gt=now - BEAT_EVERY).exists():
        return
    Heartbeat.objects.update_or_create(host=host, defaults={"seen_at": now})


def forget_old_machines() -> int:
    """Machines that were silent for a day are gone afterwards; returns how many went."""
    return Heartbeat.objects.filter(seen_at__lt=timezone.now() - timedelta(days=1)).delete()[0]
