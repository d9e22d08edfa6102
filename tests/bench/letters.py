"""A letter to many, measured: time and memory of one process that sends it to its last reader.

    .venv/bin/python -m tests.bench.letters 100000

On PostgreSQL as installed, every commit on the disk; the mail server takes everything at once and
``BULK_PER_MINUTE`` holds nobody back, so this is what the programme itself needs. Not part of
``make bench``: 100,000 letters take a machine of two cores the better part of an hour.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

from tests.bench.server import ROOT, bench_environment
from tests.postgres import postgresql

NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"
A_TURN = 2000


def main() -> int:
    if os.environ.get("BENCH_LETTERS"):
        measure(int(os.environ["BENCH_LETTERS"]))
        return 0
    var = ROOT / "var" / "bench" / "site"
    var.mkdir(parents=True, exist_ok=True)
    with postgresql(durable=True) as url:
        env = bench_environment(url, var) | {"BENCH_LETTERS": sys.argv[1]}
        return subprocess.call([sys.executable, "-m", "tests.bench.letters"], cwd=ROOT, env=env)


def measure(count: int) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    settings.BULK_AT_NIGHT, settings.BULK_PER_MINUTE = True, 10**9
    settings.DELIVERY_BACKEND = NO_SERVER
    make_readers(count)
    from lms.messaging.bulk_run import advance_bulk
    from lms.messaging.models import BulkRecipient, BulkSend, BulkState

    words = "Dear {name},\n\nthe dates for the autumn are here.\n\n" * 5
    bulk = BulkSend.objects.create(
        subject="Dates",
        text=words,
        audiences=["subscribers"],
        state=BulkState.SENDING,
        author_uid=uuid.uuid4(),
    )
    began, spent, rounds = time.perf_counter(), time.process_time(), 0
    say(f"{count:,} readers; memory {megabytes():.1f} MB")
    while BulkSend.objects.filter(pk=bulk.pk, state=BulkState.SENDING).exists():
        advance_bulk(bulk_id=bulk.pk)
        rounds += 1
        sent = BulkRecipient.objects.filter(bulk=bulk, state="sent").count()
        seconds, cpu = time.perf_counter() - began, time.process_time() - spent
        say(f"round {rounds}: {sent:,} sent, {seconds:.0f} s, CPU {cpu:.0f} s, memory {megabytes():.1f} MB")


def make_readers(count: int) -> None:
    """``count`` people who asked for updates and confirmed it."""
    from django.utils import timezone

    from lms.consent.models import ConsentEntry, ConsentWording, Subscriber

    asked = {"channel": "email", "language": "en-gb", "version": 1}
    words, _made = ConsentWording.objects.get_or_create(**asked, defaults={"text": "Yes, by e-mail."})
    for start in range(0, count, A_TURN):
        people = Subscriber.objects.bulk_create(
            Subscriber(
                email=f"reader{number:06}@example.org", name=f"Reader {number}", confirmed_at=timezone.now()
            )
            for number in range(start, min(count, start + A_TURN))
        )
        ConsentEntry.objects.bulk_create(
            ConsentEntry(subject_uid=one.uid, channel="email", given=True, wording=words, form="updates")
            for one in people
        )


def megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
