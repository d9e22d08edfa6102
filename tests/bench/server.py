"""PostgreSQL and the web server as production starts them, and what their processes spend."""

from __future__ import annotations

import os
import pickle
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.client import Load, Outcome, Run
from tests.deployment import environment

ROOT = Path(__file__).resolve().parent.parent.parent
UNIT = ROOT / "deploy" / "hustings-web.service"
HOST = "learn.example.org"
TICKS = os.sysconf("SC_CLK_TCK")


def bench_environment(url: str, var: Path) -> dict[str, str]:
    """A complete production environment on the database at ``url``."""
    return environment(
        DATABASE_URL=url,
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        HUSTINGS_VAR=str(var),
        ALLOWED_HOSTS=f"{HOST},127.0.0.1",
    )


def serve_command(port: int, workers: int = 0) -> list[str]:
    """What the unit in ``deploy/`` starts, at another port and with this environment's Python.

    With ``workers``, as many of them instead of the unit's.
    """
    line = next(row for row in UNIT.read_text().splitlines() if row.startswith("ExecStart="))
    words = shlex.split(line.removeprefix("ExecStart="))
    words[words.index("--port") + 1] = str(port)
    if workers:
        words[words.index("--workers") + 1] = str(workers)
    return [sys.executable, "-m", "granian", *words[1:]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WebServer:
    """The running web server: its port, its root process, and how long it took to answer."""

    def __init__(self, env: dict[str, str], log: Path, workers: int = 0) -> None:
        self.port = free_port()
        self.log = log
        began = time.perf_counter()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                serve_command(self.port, workers),
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait(began + 60)
        except BaseException:
            self.stop()
            raise
        self.seconds_to_answer = time.perf_counter() - began

    def _wait(self, deadline: float) -> None:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.01)
            if self.process.poll() is not None or time.perf_counter() > deadline:
                sys.exit("The web server did not start:\n" + self.log.read_text(errors="replace")[-3000:])

    def stop(self) -> None:
        """Nothing of it runs afterwards."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def web_server(env: dict[str, str], log: Path, workers: int = 0, **more: str) -> Iterator[WebServer]:
    server = WebServer({**env, **more}, log, workers)
    try:
        yield server
    finally:
        server.stop()


class Client:
    """The process that sends requests (``tests.bench.client``)."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from tests.bench.client import main; main()"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def load(self, job: Load) -> None:
        self._send(job)

    def run(self, job: Run) -> Outcome:
        """What came back. Ends the whole command if an answer was not the one that was meant."""
        self._send(job)
        assert self.process.stdout is not None
        outcome: Outcome = pickle.load(self.process.stdout)
        if outcome.wrong:
            sys.exit(f"{job.name}: {outcome.wrong}")
        return outcome

    def _send(self, job: Load | Run) -> None:
        assert self.process.stdin is not None
        pickle.dump(job, self.process.stdin)
        self.process.stdin.flush()

    def stop(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(10)


@contextmanager
def load_client() -> Iterator[Client]:
    client = Client()
    try:
        yield client
    finally:
        client.stop()


# ---------------------------------------------------------------- what processes spend


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; see proc_pid_stat(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def family(root: int) -> list[int]:
    """``root`` and everything it started that still runs."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
            except OSError:
                continue
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, []))
    return found


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def cpu_seconds(root: int) -> float:
    """User and system time of ``root`` and its family, those that ended included, in seconds.

    Of the living by their own clock (nanoseconds), of the ended by what their
    parent inherited (hundredths of a second).
    """
    total = 0.0
    for pid in family(root):
        try:
            total += time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)
            inherited = _stat(pid)
        except OSError:
            continue
        total += (int(inherited[13]) + int(inherited[14])) / TICKS
    return total


def resident_bytes(root: int) -> dict[int, int]:
    """The resident memory of each process of the family, by its id."""
    found = {}
    for pid in family(root):
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
        found[pid] = pages * os.sysconf("SC_PAGE_SIZE")
    return found
