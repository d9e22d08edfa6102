"""`make run`: prepare the database and the assets, then keep web server and workers running.

The supervisor starts each program in a process group of its own and ends all of
them with itself: on Ctrl-C, SIGTERM or a closed terminal, when one of them ends
by itself, and (on Linux) even when the supervisor is killed.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15
PR_SET_PDEATHSIG = 1


def say(words: str = "") -> None:
    print(words, flush=True)


def give_up(words: str) -> NoReturn:
    sys.exit(f"Hustings cannot start: {words}")


@dataclass
class Program:
    """One child: its words for people, its command, its log and its process."""

    title: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes]

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Supervisor:
    """Starts programs, waits, and ends them in the order in which they were started."""

    def __init__(self, log_folder: Path) -> None:
        self.log_folder = log_folder
        self.programs: list[Program] = []
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def start(self, title: str, command: list[str], log_name: str) -> None:
        log = self.log_folder / log_name
        output: IO[bytes]
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.programs.append(Program(title, command, log, process))

    def ended(self) -> Program | None:
        """The first program that ended without being asked to."""
        return next((program for program in self.programs if program.process.poll() is not None), None)

    def wait(self, until: Callable[[], bool]) -> None:
        """Return when ``until`` holds or somebody asked to stop; give up if a program ends."""
        while not self.stopping and not until():
            if program := self.ended():
                self.stop()
                sys.exit(
                    f"Hustings stopped: {program.title} ended unexpectedly "
                    f"(code {program.process.returncode}). "
                    f"The end of {program.log}:\n\n{program.last_words()}"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Nothing that was started is running afterwards; running jobs get time to finish."""
        for program in self.programs:
            if program.process.poll() is None:
                program.process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for program in self.programs:
            with suppress(subprocess.TimeoutExpired):
                program.process.wait(max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(program.process.pid, signal.SIGKILL)
            program.process.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            give_up(
                f"port {port} cannot be used ({error.strerror}). "
                f"Choose another one, such as: make run PORT={port + 1}"
            )


def prepare(*, demo: bool) -> None:
    """Assets are built, tables are up to date, and a new database holds the demo data.

    Data that is there stays as it is, unless ``demo`` asks for fresh demo data.
    """
    import django
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections, transaction

    django.setup()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("build_assets", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    new = not get_user_model().objects.exists()
    if settings.DEMO and (new or demo):
        say("Making the demo organisation, its people and its course …")
        with transaction.atomic():  # all of it or none: an interrupted first start is made good by the next
            call_command("demo", reset=demo, verbosity=0)
    connections.close_all()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def introduce(address: str, log_folder: Path, seconds: float) -> None:
    from django.conf import settings

    from lms.demo import PASSWORD, PEOPLE

    say(f"Hustings is running (ready after {seconds:.0f} s).")
    say()
    say(f"  The site            {address}/")
    say(f"  For editors         {address}/admin/")
    say(f"  For passkeys        {address.replace(HOST, 'localhost')}/ (browsers take them there only)")
    say(f"  Its letters         {address}/account/mail/ (written to {settings.EMAIL_FILE_PATH}, never sent)")
    say(f"  Logs of the web server and the workers are in {log_folder}")
    if settings.DEMO:
        say()
        say(f"  Demo people, one click each at {address}/account/login/ (password: {PASSWORD})")
        for person in PEOPLE:
            say(f"    {person.email:<26}{person.role}")
    say()
    say("Ctrl-C stops everything; your data stays in the folder var/.")


def serve(port: int) -> None:
    """Web server and workers run until somebody stops them or one of them ends."""
    from django.conf import settings

    began = time.monotonic()
    log_folder = settings.VAR_DIR / "log"
    log_folder.mkdir(parents=True, exist_ok=True)
    supervisor = Supervisor(log_folder)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "lms.wsgi:application"]
    workers = [sys.executable, "-m", "django", "qcluster"]
    try:
        supervisor.start("the web server", web, "web.log")
        supervisor.start("a process of the workers", workers, "workers.log")
        address = f"http://{HOST}:{port}"
        deadline = began + SECONDS_TO_ANSWER
        supervisor.wait(lambda: answers(address) or time.monotonic() > deadline)
        if not supervisor.stopping:
            if not answers(address):
                give_up(f"the web server does not answer at {address}. See {log_folder / 'web.log'}")
            introduce(address, log_folder, time.monotonic() - STARTED)
        supervisor.wait(lambda: False)
        say("\nStopping …")
    finally:
        supervisor.stop()
    say("Stopped. Start again with: make run")


STARTED = time.monotonic()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.development")
    os.environ.setdefault("DEBUG", "false")  # newcomers meet the site's own error pages
    parser = argparse.ArgumentParser(prog="python -m lms.run", description="Start Hustings on this machine.")
    parser.add_argument("--prepare", action="store_true", help="prepare database and assets, then stop")
    parser.add_argument("--demo", action="store_true", help="make the demo data again")
    options = parser.parse_args()

    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        from django.conf import settings

        port = settings.PORT
        if not options.prepare:
            check_port(port)
        prepare(demo=options.demo)
    except ImproperlyConfigured as error:
        give_up(str(error))
    except OperationalError as error:
        give_up(f"the database does not answer ({str(error).strip()}). Is DATABASE_URL right?")
    if options.prepare:
        say("Ready.")
    else:
        serve(port)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
