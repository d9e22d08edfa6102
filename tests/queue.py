"""Run the queue in a test as a worker would: the pickled package, django-q's own worker and monitor."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import Value
from unittest.mock import patch

from django.db import connection
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.monitor import monitor
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from django_q.worker import worker

from lms.queue.models import Job, JobState


class FailedJobError(AssertionError):
    """A job failed in a test that did not expect it; the message is the job's own account."""


def run_queue(*, failures: bool = False, limit: int = 200) -> int:
    """Run every package that waits, and those that they ask for; returns how many ran.

    A failing job fails the test with its traceback, unless ``failures`` is True.
    Retries planned for later do not run: see ``run_schedules``.
    """
    began, ran = timezone.now(), 0
    while packages := list(OrmQ.objects.filter(lock__lte=timezone.now()).order_by("pk")):
        for package in packages:
            _deliver(package)
            ran += 1
            if ran > limit:
                raise AssertionError(f"More than {limit} packages ran; do jobs ask for themselves?")
    if not failures:
        for job in Job.objects.filter(ended_at__gte=began).exclude(error="").exclude(state=JobState.DONE):
            raise FailedJobError(f"{job}\n{job.error}")
    return ran


def run_schedules(*, ahead: timedelta = timedelta(), failures: bool = False) -> int:
    """Start what is due within ``ahead`` (retries, regular jobs), then run the queue."""
    due = Schedule.objects.filter(next_run__lte=timezone.now() + ahead)
    due.update(next_run=timezone.now() - timedelta(seconds=1))
    with _connection_kept():
        scheduler(broker=get_broker())
    return run_queue(failures=failures)


def _deliver(package: OrmQ) -> None:
    """One package through the worker's and the monitor's own code, acknowledged at the end."""
    task = SignedPackage.loads(package.payload)
    task.update(cluster="hustings", ack_id=package.pk)
    tasks: queue.Queue = queue.Queue()
    results: queue.Queue = queue.Queue()
    tasks.put(task)
    tasks.put("STOP")
    with _connection_kept():
        worker(tasks, results, Value("f", -1))
        results.put("STOP")
        monitor(results, broker=get_broker())


@contextmanager
def _connection_kept() -> Iterator[None]:
    """A worker begins each job with a fresh connection; a test inside a transaction has only one."""
    if not connection.in_atomic_block:
        yield
        return
    with patch("django.db.close_old_connections"):
        yield
