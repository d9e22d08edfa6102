"""Rounds that alternate between the cases, and what they add up to."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

from tests.bench.cases import BASE, Case
from tests.bench.client import Load, Outcome, Run
from tests.bench.facts import SiteFacts
from tests.bench.server import Client, WebServer, cpu_seconds


@dataclass(frozen=True)
class Plan:
    """How long: ``rounds`` of ``seconds`` for each case, after ``warm`` seconds that nobody counts."""

    rounds: int = 6
    seconds: float = 2.0
    warm: float = 1.0


QUICK = Plan(rounds=3, seconds=0.8, warm=0.5)


@dataclass
class Measured:
    """Everything that was seen of one case."""

    outcomes: list[Outcome] = field(default_factory=list)
    cpu_app: float = 0.0  # seconds
    cpu_db: float = 0.0
    counts: list[int] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(len(outcome.latencies) for outcome in self.outcomes)


def count_queries(cases: list[Case], site: SiteFacts, client: Client, server: WebServer) -> dict[str, int]:
    """The most statements that an answer took, among forty people; each was asked once before."""
    found = {}
    for case in cases:
        client.load(Load(case.name, [case.build(site, number) for number in range(120)]))
        client.run(Run(case.name, server.port, clients=2, most=80))
        found[case.name] = max(client.run(Run(case.name, server.port, clients=1, most=40)).counts)
    return found


def measure(
    cases: list[Case], site: SiteFacts, client: Client, server: WebServer, postmaster: int, plan: Plan
) -> dict[str, Measured]:
    found = {case.name: Measured() for case in cases}
    for case in cases:
        client.load(Load(case.name, [case.build(site, number) for number in range(case.prepared)]))
    for case in cases:
        client.run(Run(case.name, server.port, case.clients, plan.warm))
    for _round in range(plan.rounds):
        for case in cases:
            app, database = cpu_seconds(server.process.pid), cpu_seconds(postmaster)
            outcome = client.run(Run(case.name, server.port, case.clients, plan.seconds))
            measured = found[case.name]
            measured.cpu_app += cpu_seconds(server.process.pid) - app
            measured.cpu_db += cpu_seconds(postmaster) - database
            measured.outcomes.append(outcome)
    return found


def row(name: str, measured: Measured, queries: int | None) -> dict[str, Any]:
    """One object of ``latest.json``; the ratio is added by ``rows``."""
    latencies = sorted(second for outcome in measured.outcomes for second in outcome.latencies)
    elapsed = sum(outcome.elapsed for outcome in measured.outcomes)
    requests = measured.requests
    return {
        "case": name,
        "rps": round(requests / elapsed, 1),
        "p50_ms": round(statistics.median(latencies) * 1000, 2),
        "p95_ms": round(latencies[min(len(latencies) - 1, int(len(latencies) * 0.95))] * 1000, 2),
        "cpu_ms_app": round(measured.cpu_app / requests * 1000, 3),
        "cpu_ms_db": round(measured.cpu_db / requests * 1000, 3),
        "queries": queries,
        "bytes": round(sum(outcome.body_bytes for outcome in measured.outcomes) / requests),
        "ratio_to_bare_wagtail": None,
    }


def rows(found: dict[str, Measured], queries: dict[str, int]) -> list[dict[str, Any]]:
    """Every case in its order, with its CPU (application and database) over the bare Wagtail page's."""
    made = [row(name, measured, queries.get(name)) for name, measured in found.items()]
    base = next((one for one in made if one["case"] == BASE), None)
    for one in made:
        if base is not None:
            one["ratio_to_bare_wagtail"] = round(_cpu(one) / _cpu(base), 2)
    return made


def _cpu(one: dict[str, Any]) -> float:
    return float(one["cpu_ms_app"] + one["cpu_ms_db"])
