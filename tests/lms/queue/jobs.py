"""Jobs for the queue's own tests: they note what they saw, fail, hang or kill their worker."""

from __future__ import annotations

import os
import signal
import time

from django.core.cache import caches

SEEN: list[tuple[object, ...]] = []


def note_job(*args: object) -> None:
    SEEN.append(args)


def fail_job(*args: object) -> None:
    SEEN.append(args)
    raise RuntimeError("The printer is on fire.")


def fail_once_job(key: str) -> None:
    SEEN.append((key,))
    if len(SEEN) == 1:
        raise RuntimeError("The first time never works.")


def hang_job() -> None:
    time.sleep(600)


def die_job() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_job(path: str) -> None:
    with open(path, "a") as file:
        file.write(f"{os.getpid()}\n")


def share_job(key: str) -> None:
    caches["shared"].set(key, "done", 60)


def no_task() -> None:
    """Not a job by its name."""
