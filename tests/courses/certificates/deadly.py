"""A worker that is killed once at each step of issuing, for test_workers.py.

Run as a program it is `qcluster` on the database, and the storage, that the
environment names. Every step has a file beside the storage once a worker died there.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any


def died_at(place: Path) -> list[str]:
    """The steps at which workers died so far, in order."""
    return [path.name for path in sorted(place.glob("died-*"), key=lambda path: path.stat().st_mtime_ns)]


def kill_once(where: Any, name: str, when: str, place: Path) -> None:
    """Let the worker be killed by SIGKILL the first time it comes to ``name``."""
    real = getattr(where, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if name == "save" and "update_fields" not in kwargs:
            return real(*args, **kwargs)
        result = real(*args, **kwargs) if when == "after" else None
        mark = place / f"died-{when}-{name}"
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs) if when == "before" else result

    setattr(where, name, deadly)


def kill_always(where: Any, name: str) -> None:
    def deadly(*args: Any, **kwargs: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, deadly)


def main() -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
    settings.STORAGES["default"]["OPTIONS"]["location"] = os.environ["WORKER_STORAGE"]
    settings.Q_CLUSTER["workers"] = 1
    place = Path(os.environ["WORKER_STORAGE"]).parent

    import django

    django.setup()
    from django.core.management import execute_from_command_line

    from courses.certificates import document, services
    from courses.certificates.models import Certificate

    if os.environ["WORKER_DIES"] == "always":
        kill_always(document, "render_document")
    else:
        kill_once(services, "freeze_certificate", "after", place)
        kill_once(document, "render_document", "after", place)
        kill_once(services, "write_exactly", "after", place)
        kill_once(Certificate, "save", "after", place)
        kill_once(services, "_keep_file", "after", place)
    execute_from_command_line(["manage.py", "qcluster"])


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
