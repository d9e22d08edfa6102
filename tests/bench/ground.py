"""What is measured once and not in rounds: the first load on a phone, the start, memory, the database."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.cases import CASES
from tests.bench.client import Load, Run
from tests.bench.facts import SiteFacts
from tests.bench.phone import first_load
from tests.bench.server import ROOT, Client, WebServer, resident_bytes, web_server

MIX = ("course", "lesson", "my", "place")
STARTS = 3


def fact(what: str, value: float | None, unit: str) -> dict[str, Any]:
    """One line of ``ground.json``; no value where it could not be measured."""
    return {"what": what, "value": value, "unit": unit}


def measure_ground(
    env: dict[str, str], site: SiteFacts, client: Client, logs: Path, *, requests: int
) -> list[dict[str, Any]]:
    with web_server(env, logs / "phone.log") as server:
        phone = first_load(server, site)
    return [
        *phone,
        *_starts(env, site, client, logs),
        *_memory(env, site, client, logs, requests),
        *_exports(env, site),
        *_database(site),
    ]


def _starts(env: dict[str, str], site: SiteFacts, client: Client, logs: Path) -> list[dict[str, Any]]:
    """From the start of the process to its first answer, and to the first lesson in somebody's hands."""
    alive, lesson = [], []
    client.load(Load("start", [_case("lesson").build(site, 0)]))
    for _start in range(STARTS):
        with web_server(env, logs / "start.log") as server:
            page = client.run(Run("start", server.port, clients=1, most=1))
            alive.append(server.seconds_to_answer)
            lesson.append(server.seconds_to_answer + page.elapsed)
    return [
        fact("start of the web server to its first answer", round(statistics.median(alive), 2), "s"),
        fact("start of the web server to the first lesson page", round(statistics.median(lesson), 2), "s"),
    ]


def _memory(
    env: dict[str, str], site: SiteFacts, client: Client, logs: Path, requests: int
) -> list[dict[str, Any]]:
    """One worker, so that every request is its own; pages and writes in turn."""
    cases = [_case(name) for name in MIX]
    mixed = [case.build(site, number) for number in range(1000) for case in cases]
    client.load(Load("memory", mixed))
    with web_server(env, logs / "memory.log", workers=1) as server:
        client.run(Run("memory", server.port, clients=4, most=100))
        early = _worker_bytes(server)
        client.run(Run("memory", server.port, clients=4, most=requests - 100))
        late = _worker_bytes(server)
    return [
        fact("memory of a web worker after 100 requests", round(early / 1e6, 1), "MB"),
        fact(f"memory of a web worker after {requests:,} requests", round(late / 1e6, 1), "MB"),
    ]


def _worker_bytes(server: WebServer) -> int:
    """Resident memory of the worker: the process that is not the root and holds the most."""
    sizes = resident_bytes(server.process.pid)
    return max(size for pid, size in sizes.items() if pid != server.process.pid or len(sizes) == 1)


def _exports(env: dict[str, str], site: SiteFacts) -> list[dict[str, Any]]:
    """Everybody of the large cohort against its 60 columns, as files."""
    command = [sys.executable, "-m", "tests.bench.export", site.cohorts.large]
    told = json.loads(subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True).stdout)
    people, facts = f"{site.cohorts.trainees:,}", []
    for kind, one in told.items():
        what = f"{kind.upper()} of {people} × 60"
        facts.append(fact(f"{what}: CPU", round(one["seconds"], 2), "s"))
        facts.append(fact(f"{what}: memory held at most", round(one["held"] / 1e6, 1), "MB"))
        facts.append(fact(f"{what}: statements", one["statements"], ""))
    return facts


def _database(site: SiteFacts) -> list[dict[str, Any]]:
    people = len(site.learners)
    grown = (site.sizes["after"] - site.sizes["before"]) / people * 1000
    return [
        fact("database without learners", round(site.sizes["before"] / 1e6, 1), "MB"),
        fact("database for each 1,000 learners, half way through 20 lessons", round(grown / 1e6, 1), "MB"),
    ]


def _case(name: str) -> Any:
    return next(case for case in CASES if case.name == name)
