"""The worker is killed in the middle of telling many: nobody is missed, and nobody told twice.

With ``HUSTINGS_LETTERS=500`` it is five hundred, which takes minutes.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.models import Batch, Decision, DecisionState, Outcome
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.messaging.delivery import CLAIM_HOLDS, deliver_message
from lms.messaging.models import MessageState, Notice, OutgoingMessage
from lms.queue.models import Job, JobState
from lms.queue.services import enqueue
from tests.cohorts.admissions.decisions import made
from tests.cohorts.admissions.decisions.deadly import handed_over

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[4]
LETTERS = int(os.environ.get("HUSTINGS_LETTERS", "12"))
SECONDS = 60 + 2 * LETTERS
DEATHS = ["after-a-letter", "asking-for-letters", "before-a-letter", "telling"]


@contextmanager
def deadly_worker(folder: Path) -> Iterator[None]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
        "WORKER_STORAGE": str(folder),
        "WORKER_LETTERS": str(LETTERS),
    }
    command = [sys.executable, "-m", "tests.cohorts.admissions.decisions.deadly"]
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


def due_batch(cohort: Cohort) -> None:
    """So many checked decisions, in a batch whose quarter of an hour is over."""
    first, second = made.organiser(), made.organiser()
    now = timezone.now()
    batch = Batch.objects.create(cohort=cohort, made_by=first, due_at=now - dt.timedelta(seconds=1))
    people = User.objects.bulk_create(
        [
            User(username=f"applicant-{one}", email=f"applicant{one}@example.org", name=f"Person {one}")
            for one in range(LETTERS)
        ]
    )
    applications = Application.objects.bulk_create(
        [
            Application(
                cohort=cohort,
                applicant=one,
                email=one.email,
                name=one.name,
                state=ApplicationState.SUBMITTED,
                submitted_at=now,
            )
            for one in people
        ]
    )
    facts = {"state": DecisionState.CHECKED, "prepared_by": first, "checked_by": second, "checked_at": now}
    Decision.objects.bulk_create(
        [
            Decision(application=one, outcome=Outcome.NOT_NOW, reason="Not this time.", batch=batch, **facts)
            for one in applications
        ]
    )
    enqueue("cohorts.admissions.decisions.tasks.publish_due_batches_job")


def unfinished() -> list[str]:
    """What is still to be done, but for letters of which nobody knows whether they went."""
    lost = OutgoingMessage.objects.filter(state=MessageState.SENDING).values_list("pk", flat=True)
    jobs = Job.objects.exclude(state=JobState.DONE)
    return [str(job) for job in jobs if not ("deliver" in job.task and job.args[0] in set(lost))]


def wait_for_the_rest(folder: Path) -> bool:
    """After each death, and where nothing moves, the lock of what a dead worker held is let run out."""
    deadline, before, moved_at = time.monotonic() + SECONDS, (0, 0), time.monotonic()
    while time.monotonic() < deadline:
        deaths = sorted(path.name.removeprefix("died-") for path in folder.glob("died-*"))
        done = Job.objects.filter(state=JobState.DONE).count()
        if deaths == DEATHS and Notice.objects.count() == LETTERS and not unfinished():
            return True
        if len(deaths) > before[0] or time.monotonic() > moved_at + 3:
            time.sleep(0.5)
            OrmQ.objects.update(lock=timezone.now() - dt.timedelta(seconds=1))
            moved_at = time.monotonic()
        if (len(deaths), done) != before:
            before, moved_at = (len(deaths), done), time.monotonic()
        time.sleep(0.2)
    return False


def test_worker_killed_in_the_middle_of_telling_misses_nobody_and_tells_nobody_twice(tmp_path):
    due_batch(made.cohort())

    with deadly_worker(tmp_path):
        done = wait_for_the_rest(tmp_path)
    assert done, (list(tmp_path.glob("died-*")), unfinished(), handed_over(tmp_path))

    # The claims of the dead run out; whoever looks at these letters next says that nobody knows.
    sending = OutgoingMessage.objects.filter(state=MessageState.SENDING)
    sending.update(claimed_at=timezone.now() - CLAIM_HOLDS - dt.timedelta(seconds=1))
    for letter in sending:
        deliver_message(message=letter)
    sent, states = handed_over(tmp_path), Counter(OutgoingMessage.objects.values_list("state", flat=True))
    unknown = set(
        OutgoingMessage.objects.filter(state=MessageState.UNKNOWN).values_list("person_uid", flat=True)
    )
    applicants = {one.email: one.uid for one in User.objects.filter(applications__isnull=False)}

    assert Decision.objects.filter(state=DecisionState.PUBLISHED).count() == LETTERS
    assert Notice.objects.values("recipient").distinct().count() == LETTERS
    assert OutgoingMessage.objects.count() == LETTERS
    assert len(sent) == len(set(sent))  # nobody twice
    assert {uid for email, uid in applicants.items() if email not in sent} <= unknown  # nobody missed
    # Two of the four deaths were at a letter: one is not sent, one was, and nobody knows of either.
    assert states == {MessageState.SENT: LETTERS - 2, MessageState.UNKNOWN: 2}
