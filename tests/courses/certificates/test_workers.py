"""Issuing by a real worker that is killed with SIGKILL between any two steps."""

from __future__ import annotations

import hashlib
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
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from courses.certificates.life import replace_certificate
from courses.certificates.models import Certificate
from lms.queue.models import Job, JobState
from lms.queue.services import enqueue
from tests.courses.certificates.deadly import died_at
from tests.factories.certificates import completed_enrolment, issued, person, renamed

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 55
JOB = "courses.certificates.tasks.issue_certificate_job"


@contextmanager
def deadly_workers(storage: Path, *, dies: str) -> Iterator[None]:
    """A cluster of one worker at a time, in processes of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
        "WORKER_STORAGE": str(storage),
        "WORKER_DIES": dies,
    }
    command = [sys.executable, "-m", "tests.courses.certificates.deadly"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether ``holds`` comes true; meanwhile the lock of each dead worker is let run out at once."""
    deadline = time.monotonic() + SECONDS
    seen = 0
    while time.monotonic() < deadline:
        if holds():
            return True
        attempts = sum(Job.objects.values_list("attempts", flat=True))
        if attempts > seen:
            seen = attempts
            time.sleep(0.5)
            OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
        time.sleep(0.1)
    return False


def test_worker_killed_after_each_step_leaves_one_certificate_and_one_file(tmp_path):
    storage = tmp_path / "private"
    storage.mkdir()
    enrolment = completed_enrolment()
    job = enqueue(JOB, enrolment.pk, max_attempts=10)

    with deadly_workers(storage, dies="once"):
        done = eventually(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)

    assert done, (died_at(tmp_path), Job.objects.get(pk=job.pk).error)
    assert died_at(tmp_path) == [
        "died-after-freeze_certificate",
        "died-after-render_document",
        "died-after-write_exactly",
        "died-after-save",
        "died-after-_keep_file",
    ]
    certificate = Certificate.objects.get()
    [path] = [path for path in storage.rglob("*") if path.is_file()]
    assert path.relative_to(storage).as_posix() == certificate.storage_key
    assert hashlib.sha256(path.read_bytes()).hexdigest() == certificate.sha256
    assert path.stat().st_size == certificate.size


def test_worker_killed_after_each_step_of_a_replacement_leaves_one_file_of_the_new_one(tmp_path):
    storage = tmp_path / "private"
    storage.mkdir()
    old = issued(person("Mercy Okonjo"))
    fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy Adeyemi"), name="Mercy Adeyemi")
    job = Job.objects.get(task__startswith="courses.")  # by day, a letter may be on its way too
    Job.objects.update(max_attempts=10)

    with deadly_workers(storage, dies="once"):
        done = eventually(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)

    assert done, (died_at(tmp_path), Job.objects.get(pk=job.pk).error)
    assert died_at(tmp_path) == [
        "died-after-render_document",
        "died-after-write_exactly",
        "died-after-save",
        "died-after-_keep_file",
    ]
    old.refresh_from_db()
    fresh.refresh_from_db()
    [path] = [path for path in storage.rglob("*") if path.is_file()]
    assert path.relative_to(storage).as_posix() == fresh.storage_key
    assert hashlib.sha256(path.read_bytes()).hexdigest() == fresh.sha256
    assert (old.sha256, old.revoked_reason, fresh.state) == ("", "replaced", "valid")
    assert Certificate.objects.count() == 2


def test_job_that_always_kills_its_worker_is_parked(tmp_path):
    storage = tmp_path / "private"
    storage.mkdir()
    job = enqueue(JOB, completed_enrolment().pk, max_attempts=2)

    with deadly_workers(storage, dies="always"):
        parked = eventually(lambda: Job.objects.get(pk=job.pk).state == JobState.PARKED)

    job.refresh_from_db()
    assert parked
    assert (job.attempts, job.error) == (2, "The worker ended in the middle of every attempt.")
    assert [certificate.sha256 for certificate in Certificate.objects.all()] == [""]
