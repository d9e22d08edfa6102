"""`python -m lms.run` as `make run` starts it: one line for what goes wrong, and nothing left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lms import bootstrap, run

ROOT = Path(__file__).resolve().parents[2]


def test_taken_port_is_named_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {**os.environ, "HUSTINGS_VAR": str(tmp_path), "PORT": str(port)}
        environment["DJANGO_SETTINGS_MODULE"] = "lms.settings.development"
        command = [sys.executable, "-m", "lms.run"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr == (
        f"Hustings cannot start: port {port} cannot be used (Address already in use). "
        f"Choose another one, such as: make run PORT={port + 1}\n"
    )
    assert done.stdout == ""


def test_wrong_variable_is_named_without_a_traceback(tmp_path):
    environment = {**os.environ, "HUSTINGS_VAR": str(tmp_path), "PORT": "http", "DEMO": "perhaps"}
    environment["DJANGO_SETTINGS_MODULE"] = "lms.settings.development"
    command = [sys.executable, "-m", "lms.run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert "PORT is wrong (“http”)" in done.stderr
    assert "DEMO is wrong (“perhaps”)" in done.stderr
    assert "Traceback" not in done.stderr


def test_program_that_ends_stops_the_others_and_its_last_words_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    supervisor = run.Supervisor(tmp_path)
    child = "import subprocess, sys, time; subprocess.Popen(['sleep', '600']); time.sleep(600)"
    supervisor.start("the long one", [sys.executable, "-c", child], "long.log")
    supervisor.start(
        "the short one", [sys.executable, "-c", "print('goodbye'); raise SystemExit(3)"], "short.log"
    )

    with pytest.raises(SystemExit) as ended:
        supervisor.wait(lambda: False)

    assert "Hustings stopped: the short one ended unexpectedly (code 3)." in str(ended.value)
    assert str(ended.value).endswith("\n\ngoodbye")
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True).stdout.split("\n")
    group = str(supervisor.programs[0].process.pid)
    alive = [line for line in listed if line.split()[:1] == [group] and line.split()[1][0] != "Z"]
    assert alive == []


def test_old_python_missing_pango_and_chromium_are_one_line_each(monkeypatch):
    monkeypatch.setattr(bootstrap, "LEAST_PYTHON", (3, 99))
    monkeypatch.setattr(bootstrap, "may_install", lambda: False)
    monkeypatch.setattr(bootstrap, "PANGO_LIBRARIES", ("no-such-library",))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    said = []
    for step in (bootstrap.check_python, bootstrap.ensure_pango, bootstrap.ensure_test_programs):
        with pytest.raises(SystemExit) as ended:
            step()
        said.append(str(ended.value))

    assert said[0].startswith("Hustings cannot start: it needs Python 3.11 or newer, and this is Python 3.")
    assert said[1].endswith("apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    assert said[2].endswith(
        "the tests need chromium and poppler-utils. Install: apt-get install chromium poppler-utils"
    )
    assert all("\n" not in line for line in said)


def test_packages_are_installed_only_when_the_lock_changed(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / "var")
    monkeypatch.setattr(bootstrap, "run_logged", lambda command, log: calls.append(command[-1].name) or True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements").mkdir()
    for name in ("base.txt", "dev.txt"):
        (tmp_path / "requirements" / name).write_text("a==1")

    for name in ("base.txt", "base.txt", "dev.txt", "dev.txt", "base.txt"):
        bootstrap.install_packages(name)
    (tmp_path / "requirements" / "base.txt").write_text("a==2")
    bootstrap.install_packages("base.txt")

    assert calls == ["base.txt", "dev.txt", "base.txt"]
