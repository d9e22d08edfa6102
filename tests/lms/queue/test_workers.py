"""Real worker processes on a real database, killed and stopped as an operator would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from lms.queue.models import Job, JobState
from lms.queue.selectors import workers_silent
from lms.queue.services import enqueue

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 40


@contextmanager
def workers() -> Iterator[subprocess.Popen[bytes]]:
    """`qcluster` in its own processes, on the database of this test."""
    code = (
        "import os, sys; from django.conf import settings; name = os.environ['WORKER_DATABASE'];"
        "settings.DATABASES['default']['NAME'] = name;"
        "from django.core.management import execute_from_command_line;"
        "execute_from_command_line(['manage.py', 'qcluster'])"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def state(job: Job) -> str:
    return str(Job.objects.get(pk=job.pk).state)


def test_worker_runs_jobs_and_shows_that_it_lives():
    made = [enqueue("tests.lms.queue.jobs.share_job", f"worker-test-{number}") for number in range(5)]

    with workers() as process:
        assert eventually(lambda: all(state(job) == JobState.DONE for job in made))
        assert [caches["shared"].get(f"worker-test-{number}") for number in range(5)] == ["done"] * 5
        assert not workers_silent()
        assert eventually(lambda: not OrmQ.objects.exists())
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_worker_that_is_killed_by_its_job_counts_the_attempt_and_another_takes_over():
    deadly = enqueue("tests.lms.queue.jobs.die_job", max_attempts=1)

    with workers():
        assert eventually(lambda: Job.objects.get(pk=deadly.pk).attempts == 1)
        after = enqueue("tests.lms.queue.jobs.share_job", "worker-test-after")
        assert eventually(lambda: state(after) == JobState.DONE)
        assert state(deadly) == JobState.RUNNING
        assert eventually(lambda: OrmQ.objects.count() == 1)  # nobody has acknowledged the deadly one

        # The lock of the dead worker runs out; the package is delivered again.
        OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
        assert eventually(lambda: state(deadly) == JobState.PARKED)

    deadly.refresh_from_db()
    assert (deadly.attempts, deadly.error) == (1, "The worker ended in the middle of every attempt.")


@pytest.mark.postgresql
def test_two_clusters_share_the_queue_on_postgresql():
    made = [enqueue("tests.lms.queue.jobs.share_job", f"cluster-test-{number}") for number in range(20)]

    with workers(), workers():
        assert eventually(lambda: all(state(job) == JobState.DONE for job in made))

    assert {job.attempts for job in Job.objects.all()} == {1}
