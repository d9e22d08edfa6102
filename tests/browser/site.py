"""The site that browser tests visit: demo data made once for all processes, and a server for each."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import pseudo
from tests.browser.hand import Hand
from tests.migrated import template

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 420  # on a machine at a load of ten; minutes less on an idle one


@dataclass
class Site:
    """A running site: where it answers, where it keeps its things, and who works inside it."""

    url: str
    var: Path
    hand: Hand

    def python(self, code: str) -> str:
        """Run ``code`` inside the site's own database; answers its standard output."""
        return self.hand.run(code)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, port: int) -> dict[str, str]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "HUSTINGS_VAR": str(var),
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "DEBUG": "false",
        "PYTHONWARNINGS": "default",
    }
    for name in ("DATABASE_URL", "TEST_DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    return env


def copy_of_the_demo(shared: Path, var: Path) -> None:
    """``var`` holds demo data. Whichever process of the tests comes first makes them; the others copy."""
    made, half = shared / "demo-site", shared / "demo-site-half-made"
    with (shared / "demo-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half.mkdir()
            if template().exists():
                shutil.copyfile(template(), half / "db.sqlite3")
            done = subprocess.run(
                [sys.executable, "-m", "lms.run", "--prepare"],
                cwd=ROOT,
                env=environment(half, free_port()),
                capture_output=True,
                text=True,
                check=False,
                timeout=SECONDS_TO_START,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            half.rename(made)
    shutil.copytree(made, var, dirs_exist_ok=True)


@contextmanager
def running(var: Path) -> Iterator[Site]:
    """A server and workers on what ``var`` holds; ended afterwards."""
    port = free_port()
    env = environment(var, port)
    pseudo.write(var / "locale")
    log = var / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "lms.run"], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://localhost:{port}"
        _wait_for(url, process, log)
        hand = Hand(ROOT, env, var / "hand.log")
        yield Site(url, var, hand)
        hand.close()
    finally:
        process.terminate()
        process.wait(timeout=90)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, "the site did not start: " + log.read_text()
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=15) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
