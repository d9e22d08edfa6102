"""Jobs: asked for in the caller's transaction, counted before they run, never lost, never run for ever."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("queue")

services = ROOM.file("lms/queue/services.py", "tests/lms/queue/test_services.py")

services.breaks(
    "    _send(job)\n    return job\n\n\ndef _exists",
    "    return job\n\n\ndef _exists",
    "What is asked for is written down and never done: no letters, no certificates.",
)
services.breaks(
    '    if not task.rpartition(".")[2].endswith("_job") or not _exists(task):',
    "    if not _exists(task):",
    "Any function can be put into the queue, also those that are not safe to run twice.",
)
services.breaks(
    " or not _exists(task):",
    ":",
    "A mistyped path is only found out when the job is parked, five attempts later.",
)
services.breaks(
    "isinstance(arg, bool) or not isinstance(arg, int | str)",
    "arg is None",
    "Whole objects are pickled into the queue and are old when the job runs.",
)
services.breaks(
    "    except (Exception, SystemExit) as error:",
    "    except Exception as error:",
    "A job that runs too long leaves no account, and is not planned again.",
)
services.breaks(
    "        if isinstance(error, SystemExit):\n            raise  # the worker must not be used again\n",
    "",
    "A worker whose job was cut off in the middle goes on with a broken connection.",
)
services.breaks(
    "    if job is None or job.state in (JobState.DONE, JobState.PARKED):\n        return None\n    if job.attempts",
    "    if job is None:\n        return None\n    if job.attempts",
    "A package delivered twice runs a finished job again.",
)
services.breaks(
    "    if job.attempts >= job.max_attempts:\n        _park(job)\n        return None",
    "    if job.attempts > job.max_attempts:\n        _park(job)\n        return None",
    "A job that kills its worker is tried once more than allowed, and the database refuses.",
)
services.breaks(
    "job.state, job.attempts, job.started_at = JobState.RUNNING, job.attempts + 1, timezone.now()",
    "job.state, job.started_at = JobState.RUNNING, timezone.now()",
    "Attempts are never counted: a job that cannot succeed is tried for ever.",
)
services.breaks(
    "    spent = job.attempts >= job.max_attempts",
    "    spent = job.attempts > job.max_attempts",
    "A job that failed for the last time waits for an attempt that never comes.",
)
services.breaks(
    ".exclude(state=JobState.DONE).update(",
    ".update(",
    "A second run that fails makes a job that is done look undone.",
)
services.breaks(
    "        pause = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]",
    "        pause = BACKOFF[0]",
    "A mail server that is down is asked every ten seconds.",
)
services.breaks(
    "            repeats=-1,\n            next_run",
    "            repeats=1,\n            next_run",
    "The next attempt is planned twice over.",
)
services.breaks(
    "    if job.state == JobState.PARKED:\n        job.state, job.attempts",
    "    if True:\n        job.state, job.attempts",
    "“Run again” starts what is running or done a second time.",
    "tests/lms/queue/test_services.py",
    "tests/lms/queue/test_admin.py",
)
services.breaks(
    "job.state, job.attempts, job.ended_at = JobState.WAITING, 0, None",
    "job.state, job.ended_at = JobState.WAITING, None",
    "“Run again” parks the job at once: it has no attempt left.",
    "tests/lms/queue/test_services.py",
    "tests/lms/queue/test_admin.py",
)
services.breaks(
    '        record(actor_uid=actor_uid, action="queue.retry", subject=f"job:{job.uid}", task=job.task)\n',
    "",
    "Nobody knows who ran a parked job again.",
    "tests/lms/queue/test_services.py",
    "tests/lms/queue/test_admin.py",
)
services.breaks(
    "    suspects = suspects.exclude(started_at__gte=silent_since)\n",
    "",
    "A job that has just begun is started a second time by the sweep.",
)
services.breaks(
    "        if job_id not in under_way:\n",
    "        if True:\n",
    "The sweep sends what is on its way a second time, every minute.",
)
services.breaks(
    '    return ids | {int(args.strip("(), ")) for args in retries}',
    "    return ids",
    "The sweep runs a job whose next attempt is planned for later.",
)
services.breaks(
    "    else:\n        _send(job)\n    return 1",
    "    return 1",
    "A job whose package was lost is never done.",
)
services.breaks(
    "    return Job.objects.filter(old, state=JobState.DONE).delete()[0]",
    "    return Job.objects.filter(old).delete()[0]",
    "Parked jobs disappear before anybody has looked at them.",
)
services.breaks(
    "Q(args=[], ended_at__lt=now - KEEP_DONE_WITHOUT_ARGUMENTS)",
    "Q(ended_at__lt=now - KEEP_DONE_WITHOUT_ARGUMENTS)",
    "The account of a certificate's job is gone after a day.",
)
services.breaks(
    "    if Heartbeat.objects.filter(host=host, seen_at__gt=now - BEAT_EVERY).exists():\n        return\n",
    "",
    "Every job writes a heartbeat: a write more for each.",
)
services.breaks(
    "    return Heartbeat.objects.filter(seen_at__lt=",
    "    return Heartbeat.objects.filter(seen_at__gt=",
    "The machines that work are forgotten, and the site says that none does.",
)

selectors = ROOM.file("lms/queue/selectors.py", "tests/lms/queue", "tests/lms/test_health.py")
selectors.breaks(
    "seen_at is None or seen_at < timezone.now() - SILENT_AFTER",
    "seen_at is not None and seen_at < timezone.now() - SILENT_AFTER",
    "A site whose workers never started calls itself ready.",
)
ROOM.file("lms/queue/receivers.py", "tests/lms/queue").breaks(
    "    except DatabaseError:",
    "    except ValueError:",
    "A heartbeat that cannot be written stops every job.",
)
ROOM.file("lms/queue/tasks.py", "tests/lms/queue").breaks(
    "    recover_lost_jobs()\n", "", "Jobs whose worker died are never done."
)

hooks = ROOM.file("lms/queue/hooks.py", "tests/lms/queue/test_admin.py")
hooks.breaks(
    'if jobs.permission_policy.user_has_permission(request.user, "view") and (',
    "if (",
    "Editors are shown errors of the machine room.",
)
hooks.breaks(
    "parked_jobs_count() or workers_silent()\n    ):",
    "parked_jobs_count()\n    ):",
    "Nobody is told that the workers stand still.",
)
viewsets = ROOM.file("lms/queue/viewsets.py", "tests/lms/queue/test_admin.py", "tests/rules/test_urls.py")
viewsets.breaks(
    '    permission_required = "change"\n',
    "    permission_required = None\n",
    "Every editor can run jobs again.",
)
viewsets.breaks(
    "        if job.state == JobState.PARKED:\n            retry_job",
    "        if True:\n            retry_job",
    "The page says “in the queue again” of a job that is not.",
)
ROOM.file("lms/queue/apps.py", "tests/lms/queue").breaks(
    "minutes=1, accounted=False", "minutes=60, accounted=True", "Lost jobs wait for an hour.", fresh=True
)
