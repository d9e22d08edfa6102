"""The site that browser tests visit: demo data made once for all processes, and a server for each.

Demo data are made beside the other tests, as soon as it is known that a browser test is among those
to come, and are kept for an hour in ``var/demo-sites/``, named by all that they are made of.
"""

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
from hashlib import sha256
from pathlib import Path

from tests.browser.hand import Hand

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 420  # on a machine at a load of ten; minutes less on an idle one
SECONDS_TO_KEEP = 3600  # the demo speaks of today and tonight
KEPT = 2
DEMO_SITES = "demo-sites"
MADE_OF = ("lms", "courses", "cohorts", "networks", "templates", "requirements", "tests/browser/settings.py")


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


def made_of() -> str:
    """A name for all that decides what the demo is, but for the time."""
    digest = sha256()
    for name in MADE_OF:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def copy_of_the_demo(folder: Path, template: Path, var: Path) -> None:
    """``var`` holds demo data. Whichever process comes first makes them; the others wait, and copy."""
    made = folder / made_of()
    with _held(made):
        _make(made, template)
        shutil.copytree(made, var, dirs_exist_ok=True)


@contextmanager
def _held(made: Path) -> Iterator[None]:
    made.parent.mkdir(parents=True, exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(made: Path, template: Path) -> None:
    """Demo data are in ``made``, and are of this hour."""
    if made.exists():
        age = time.time() - made.stat().st_mtime
        if age < SECONDS_TO_KEEP and time.localtime().tm_yday == time.localtime(made.stat().st_mtime).tm_yday:
            return
    half = made.with_suffix(".half")
    for old in (made, half):
        shutil.rmtree(old, ignore_errors=True)
    half.mkdir()
    if template.exists():
        shutil.copyfile(template, half / "db.sqlite3")
    fonts = ROOT / "var" / "assets"  # cut already for the other tests: half of the work
    if fonts.exists():
        shutil.copytree(fonts, half / "assets")
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
    os.utime(made)
    _forget_others(made)


def _forget_others(made: Path) -> None:
    others = [path for path in made.parent.iterdir() if path.is_dir() and not path.suffix and path != made]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - KEPT or None]:
        shutil.rmtree(path, ignore_errors=True)


def begin_to_make(folder: Path, template: Path) -> subprocess.Popen[bytes]:
    """Another process makes demo data meanwhile; whoever needs them before it has done so waits."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.browser.site", str(folder), str(template)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _make_beside(folder: Path, template: Path) -> None:
    """A site that cannot be made is told by the first test that needs it, which tries once more."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not template.exists() and time.monotonic() < deadline:
        time.sleep(0.3)  # the tests are about to do the migrations; they need not be done twice
    made = folder / made_of()
    with _held(made):
        _make(made, template)


@contextmanager
def running(var: Path) -> Iterator[Site]:
    """A server and workers on what ``var`` holds; ended afterwards."""
    port = free_port()
    env = environment(var, port)
    from tests import pseudo  # needs Django

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


if __name__ == "__main__":
    _make_beside(Path(sys.argv[1]), Path(sys.argv[2]))
