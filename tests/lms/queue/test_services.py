from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage

from lms.audit.models import AuditEvent
from lms.queue import receivers, services
from lms.queue.models import Heartbeat, Job, JobState
from lms.queue.selectors import parked_jobs_count, workers_last_seen, workers_silent
from lms.queue.services import (
    beat,
    enqueue,
    ensure_schedule,
    forget_old_jobs,
    recover_lost_jobs,
    retry_job,
    run_job,
)
from lms.queue.tasks import sweep_job
from tests.lms.queue import jobs
from tests.queue import FailedJobError, run_queue, run_schedules

pytestmark = pytest.mark.django_db

NOTE = "tests.lms.queue.jobs.note_job"
FAIL = "tests.lms.queue.jobs.fail_job"


@pytest.fixture(autouse=True)
def _nothing_seen():
    jobs.SEEN.clear()
    Schedule.objects.all().delete()


def later(job: Job, minutes: int) -> None:
    """Make ``job`` look as if it had been asked for and begun ``minutes`` ago."""
    then = timezone.now() - timedelta(minutes=minutes)
    Job.objects.filter(pk=job.pk).update(created_at=then)
    Job.objects.filter(pk=job.pk, started_at__isnull=False).update(started_at=then)


def test_job_runs_from_its_pickled_package_with_its_ids():
    job = enqueue(NOTE, 7, "ward-12")

    assert SignedPackage.loads(OrmQ.objects.get().payload)["args"] == (job.pk,)
    assert run_queue() == 1

    job.refresh_from_db()
    assert jobs.SEEN == [(7, "ward-12")]
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 1, "")
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize(
    ("task", "args", "words"),
    [
        ("tests.lms.queue.jobs.no_task", (), "no_task is not a job"),
        ("tests.lms.queue.jobs.missing_job", (), "missing_job is not a job"),
        ("nowhere.at_all_job", (), "at_all_job is not a job"),
        ("note_job", (), "note_job is not a job"),
        (NOTE, (True,), "takes ids, not bool"),
        (NOTE, (None,), "takes ids, not NoneType"),
        (NOTE, ({"group": 1},), "takes ids, not dict"),
        (NOTE, (1.5,), "takes ids, not float"),
    ],
)
def test_what_is_no_job_or_no_id_is_refused(task, args, words):
    with pytest.raises(ValueError, match=words):
        enqueue(task, *args)

    assert not Job.objects.exists()
    assert not OrmQ.objects.exists()


def test_keywords_that_django_q_would_swallow_are_refused():
    with pytest.raises(TypeError, match="group"):
        enqueue(NOTE, 1, group="x")


@pytest.mark.django_db(transaction=True)
def test_rolled_back_work_leaves_no_job():
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(NOTE, 1)
        raise RuntimeError

    assert not Job.objects.exists()
    assert not OrmQ.objects.exists()


def test_job_that_is_delivered_twice_runs_once():
    job = enqueue(NOTE, 1)

    assert run_job(job.pk) == "done"
    assert run_queue() == 1

    assert jobs.SEEN == [(1,)]


def test_vanished_job_is_no_error():
    assert run_job(404) == "nothing to do"


def test_failure_is_tried_again_after_a_pause_and_its_account_is_wiped_by_success():
    job = enqueue("tests.lms.queue.jobs.fail_once_job", "x")

    assert run_queue(failures=True) == 1
    job.refresh_from_db()
    retry = Schedule.objects.get()
    pause = retry.next_run - timezone.now()
    assert job.state == JobState.WAITING
    assert "RuntimeError: The first time never works." in job.error
    assert timedelta(seconds=8) < pause <= timedelta(seconds=10)

    assert run_schedules() == 0
    assert run_schedules(ahead=timedelta(seconds=11)) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 2, "")
    assert not Schedule.objects.exists()


def test_pauses_grow_and_the_last_failure_parks():
    job = enqueue(FAIL, 1, max_attempts=5)
    pauses = []

    run_queue(failures=True)
    while Schedule.objects.exists():
        pauses.append(round((Schedule.objects.get().next_run - timezone.now()).total_seconds()))
        run_schedules(ahead=timedelta(hours=1), failures=True)

    job.refresh_from_db()
    assert pauses == [10, 60, 300, 900]
    assert (job.state, job.attempts, len(jobs.SEEN)) == (JobState.PARKED, 5, 5)
    assert "The printer is on fire." in job.error
    assert parked_jobs_count() == 1
    assert run_job(job.pk) == "nothing to do"


def test_run_queue_shows_the_traceback_of_an_unexpected_failure():
    enqueue(FAIL, 1)

    with pytest.raises(FailedJobError, match=r"The printer is on fire\."):
        run_queue()


def test_job_that_kills_its_worker_every_time_is_parked():
    job = enqueue(NOTE, 1, max_attempts=3)
    for _attempt in range(3):
        assert services._begin_attempt(job.pk) is not None  # … and here the worker is killed

    assert run_job(job.pk) == "nothing to do"

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.PARKED, 3, services.LOST_WORKER)
    assert jobs.SEEN == []


def test_job_over_its_time_is_written_down_and_the_worker_is_not_used_again(monkeypatch):
    def too_long(*args: object) -> None:
        raise TimeoutException("Task exceeded maximum timeout value (60 seconds)")

    monkeypatch.setattr(jobs, "note_job", too_long)
    job = enqueue(NOTE, 1)

    with pytest.raises(TimeoutException):
        run_job(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert "maximum timeout value" in job.error
    assert Schedule.objects.count() == 1


def test_late_failure_does_not_undo_a_success():
    job = enqueue(NOTE, 1)
    slow = services._begin_attempt(job.pk)
    assert run_job(job.pk) == "done"

    services._note_failure(slow, "too late")

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")


def test_parked_job_gets_fresh_attempts_and_the_deed_is_recorded():
    actor_uid = uuid4()
    job = enqueue(FAIL, 1, max_attempts=1)
    run_queue(failures=True)

    retry_job(job=job, actor_uid=actor_uid)
    retry_job(job=job, actor_uid=actor_uid)

    job.refresh_from_db()
    event = AuditEvent.objects.get()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert OrmQ.objects.count() == 1
    assert (event.actor_uid, event.action, event.subject) == (actor_uid, "queue.retry", f"job:{job.uid}")
    assert event.details == {"task": FAIL}


def test_lost_job_is_sent_again_and_one_that_is_under_way_is_not():
    lost, waiting, planned, young = enqueue(NOTE, 1), enqueue(NOTE, 2), enqueue(FAIL, 3), enqueue(NOTE, 4)
    run_job(planned.pk)
    OrmQ.objects.exclude(pk=OrmQ.objects.order_by("pk")[1].pk).delete()
    for job in (lost, waiting, planned):
        later(job, minutes=6)

    assert recover_lost_jobs() == 1
    assert recover_lost_jobs() == 0

    sent = [SignedPackage.loads(row.payload)["args"][0] for row in OrmQ.objects.order_by("pk")]
    assert sent == [waiting.pk, lost.pk]
    assert young.state == JobState.WAITING


def test_old_job_that_began_a_moment_ago_is_not_taken_for_lost():
    job = enqueue(NOTE, 1)
    later(job, minutes=60)
    services._begin_attempt(job.pk)
    OrmQ.objects.all().delete()

    assert recover_lost_jobs() == 0

    later(job, minutes=6)
    assert recover_lost_jobs() == 1


def test_job_lost_in_its_last_attempt_is_parked_by_the_sweep():
    job = enqueue(NOTE, 1, max_attempts=1)
    services._begin_attempt(job.pk)
    OrmQ.objects.all().delete()
    later(job, minutes=6)

    assert recover_lost_jobs() == 1

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.PARKED, services.LOST_WORKER)


def test_old_jobs_are_forgotten_but_parked_ones_stay():
    ages = {"fresh": 13, "old": 15, "parked": 15}
    for name, days in ages.items():
        job = enqueue(NOTE, name)
        state = JobState.PARKED if name == "parked" else JobState.DONE
        Job.objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now() - timedelta(days=days))
    regular = enqueue(NOTE)
    Job.objects.filter(pk=regular.pk).update(state=JobState.DONE, ended_at=timezone.now() - timedelta(days=2))

    assert forget_old_jobs() == 2

    assert sorted(job.args[0] for job in Job.objects.all()) == ["fresh", "parked"]


def test_schedule_becomes_a_job_and_a_new_interval_changes_it():
    ensure_schedule("notes", NOTE, minutes=5)
    ensure_schedule("notes", NOTE, minutes=7)

    plan = Schedule.objects.get()
    assert (plan.minutes, plan.repeats) == (7, -1)
    assert run_schedules() == 2  # the package that makes the job, and the job

    assert jobs.SEEN == [()]
    assert Job.objects.get().state == JobState.DONE
    plan.refresh_from_db()
    assert timedelta(minutes=6) < plan.next_run - timezone.now() <= timedelta(minutes=7)


def test_sweep_shows_that_workers_live():
    assert workers_silent()
    services.ensure_schedule("sweep", "lms.queue.tasks.sweep_job", minutes=1, accounted=False)

    assert run_schedules() == 1

    assert not workers_silent()
    assert not Job.objects.exists()


def test_sweep_sends_lost_jobs_again_and_forgets_what_is_over():
    lost, old = enqueue(NOTE, 1), enqueue(NOTE, 2)
    later(lost, minutes=6)
    OrmQ.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=15)
    Job.objects.filter(pk=old.pk).update(state=JobState.DONE, ended_at=long_ago)
    Heartbeat.objects.create(host="gone", seen_at=long_ago)

    sweep_job()

    assert [SignedPackage.loads(row.payload)["args"] for row in OrmQ.objects.all()] == [(lost.pk,)]
    assert not Job.objects.filter(pk=old.pk).exists()
    assert not Heartbeat.objects.filter(host="gone").exists()


def test_heartbeat_that_cannot_be_written_does_not_keep_a_job_from_running(monkeypatch, caplog):
    def full(**kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(receivers, "beat", full)
    job = enqueue(NOTE, 7)

    run_queue()

    job.refresh_from_db()
    assert (job.state, jobs.SEEN) == (JobState.DONE, [(7,)])
    assert "heartbeat not written" in caplog.text


def test_heartbeat_is_written_seldom_and_silence_begins_after_three_minutes():
    beat()
    first = workers_last_seen()
    beat()
    assert workers_last_seen() == first

    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=170))
    assert not workers_silent()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=190))
    assert workers_silent()
    beat()
    assert not workers_silent()


def test_migrating_plans_the_sweep():
    from django.apps import apps
    from django.db.models.signals import post_migrate

    config = apps.get_app_config("queue")
    post_migrate.send(sender=config, app_config=config, verbosity=0, interactive=False, using="default")

    plan = Schedule.objects.get(name="queue: sweep")
    assert (plan.func, plan.minutes, plan.args) == ("lms.queue.tasks.sweep_job", 1, "")
