"""A worker that is killed while decisions are told, for test_killed_worker.py.

Run as a program it is `qcluster` on the database that the environment names. What is handed over is
one line in a file; a mark beside it stands for each death.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

HANDED_OVER = "handed-over"


def place() -> Path:
    return Path(os.environ["WORKER_STORAGE"])


def handed_over(folder: Path) -> list[str]:
    """To whom letters went, in order."""
    path = folder / HANDED_OVER
    return path.read_text().split() if path.exists() else []


def die_once(name: str) -> None:
    """By SIGKILL, the first time that ``name`` is come to; nothing that follows in the process is done."""
    mark = place() / f"died-{name}"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class Backend(BaseEmailBackend):
    """A mail server that takes everything. Its worker dies before one letter, and after another."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        many = int(os.environ["WORKER_LETTERS"])
        for message in messages:
            number = len(handed_over(place()))
            if number >= many // 4:
                die_once("before-a-letter")
            with (place() / HANDED_OVER).open("a") as file:
                file.write(f"{message.to[0]}\n")
                file.flush()
                os.fsync(file.fileno())
            if number >= many // 2:
                die_once("after-a-letter")
        return len(messages)


def dying(real: Callable[..., Any], name: str, calls: int) -> Callable[..., Any]:
    """``real``, after which the worker dies at the ``calls``-th time, before anything is committed."""
    count = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        result, count = real(*args, **kwargs), count + 1
        if count >= calls:
            die_once(name)
        return result

    return deadly


def main() -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
    settings.DELIVERY_BACKEND = "tests.cohorts.admissions.decisions.deadly.Backend"
    settings.Q_CLUSTER.update(workers=1, poll=0.05)

    import django

    django.setup()
    from django.core.management import execute_from_command_line

    from cohorts.admissions.decisions import publishing, telling
    from lms.messaging.notice_times import Clock

    Clock.is_quiet = lambda self, moment: False  # type: ignore[method-assign]  # by night as by day
    third = int(os.environ["WORKER_LETTERS"]) // 3
    publishing.enqueue = dying(publishing.enqueue, "asking-for-letters", third)  # type: ignore[attr-defined]
    telling.notify = dying(telling.notify, "telling", 2)  # type: ignore[attr-defined]
    execute_from_command_line(["manage.py", "qcluster"])


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
