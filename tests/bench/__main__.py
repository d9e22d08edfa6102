"""The command behind ``make bench``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import report
from tests.bench.cases import CASES, Case
from tests.bench.facts import LEARNERS, CohortFacts, LearnerFacts, LessonFacts, SiteFacts
from tests.bench.ground import measure_ground
from tests.bench.measure import QUICK, Plan, count_queries, measure, rows
from tests.bench.server import HOST, ROOT, Client, bench_environment, load_client, parent_of, web_server
from tests.postgres import postgresql


@dataclass
class Filled:
    """A filled database: how to reach it, what is in it, the root of PostgreSQL's processes."""

    env: dict[str, str]
    site: SiteFacts
    postmaster: int
    logs: Path


def say(words: str = "") -> None:
    print(words, flush=True)


@contextmanager
def filled(learners: int) -> Iterator[Filled]:
    """PostgreSQL as installed, with the course and its learners; gone afterwards."""
    var = ROOT / "var" / "bench" / "site"
    var.mkdir(parents=True, exist_ok=True)
    logs = Path(tempfile.mkdtemp(prefix="hustings-bench-"))
    try:
        with postgresql(durable=True) as url:
            env = bench_environment(url, var)
            say(f"Making a course of 20 lessons, {learners:,} learners, and cohorts …")
            facts, log = logs / "facts.json", logs / "fill.log"
            command = [sys.executable, "-m", "tests.bench.fill", HOST, str(learners), str(facts)]
            with log.open("wb") as output:
                failed = subprocess.call(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
            if failed:
                sys.exit("The site could not be filled:\n" + log.read_text(errors="replace"))
            yield Filled(env, read_facts(facts.read_text()), postmaster_of(url), logs)
    finally:
        shutil.rmtree(logs, ignore_errors=True)


def read_facts(raw: str) -> SiteFacts:
    facts = json.loads(raw)
    return SiteFacts(
        course=facts["course"],
        course_title=facts["course_title"],
        lessons=[LessonFacts(**one) for one in facts["lessons"]],
        learners=[LearnerFacts(**one) for one in facts["learners"]],
        sizes=facts["sizes"],
        cohorts=CohortFacts(**facts["cohorts"]),
        organisers=[LearnerFacts(**one) for one in facts["organisers"]],
    )


def postmaster_of(url: str) -> int:
    import psycopg

    with psycopg.connect(url) as connection:
        return parent_of(connection.info.backend_pid)


def run_ground(made: Filled, client: Client, requests: int) -> None:
    say()
    say(f"Measuring a first load, a start, and the memory after {requests:,} requests …")
    facts = measure_ground(made.env, made.site, client, made.logs, requests=requests)
    report.write(report.GROUND, facts)
    say()
    say(report.ground_table(facts))
    say()
    say(f"Written to {report.GROUND.relative_to(ROOT)}.")


def run_cases(made: Filled, client: Client, cases: list[Case], plan: Plan) -> None:
    with web_server(made.env, made.logs / "count.log", workers=1, BENCH_COUNTS="1") as server:  # warm for all
        queries = count_queries(cases, made.site, client, server)
    say(f"Measuring {len(cases)} cases, {plan.rounds} rounds of {plan.seconds:g} s each …")
    with web_server(made.env, made.logs / "web.log") as server:
        found = measure(cases, made.site, client, server, made.postmaster, plan)
    made_rows = rows(found, queries)
    report.write(report.LATEST, made_rows)
    say()
    say(report.table(made_rows))
    say()
    say(f"Written to {report.LATEST.relative_to(ROOT)}. Load during the run: {os.getloadavg()[0]:.1f}.")


def chosen(names: str) -> list[Case]:
    """The cases of these names, in the order of ``CASES``; all of them without names."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := set(wanted) - {case.name for case in CASES}:
        known = ", ".join(case.name for case in CASES)
        sys.exit(f"No such case: {', '.join(sorted(unknown))}. There are: {known}.")
    return [case for case in CASES if not wanted or case.name in wanted]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAMES", help="cases, separated by commas")
    parser.add_argument("--quick", action="store_true", help="short rounds: a first look")
    parser.add_argument("--rounds", type=int, help="rounds for each case")
    parser.add_argument("--seconds", type=float, help="seconds of a round")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument(
        "--markdown", action="store_true", help="print the last figures as Markdown, measure nothing"
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="put the last figures into docs/performance.md"
    )
    options = parser.parse_args()
    if options.markdown or options.write_docs:
        if options.markdown:
            say(report.markdown(json.loads(report.LATEST.read_text())))
        if options.write_docs:
            report.write_docs()
        return
    plan = QUICK if options.quick or os.environ.get("BENCH") == "quick" else Plan()
    plan = Plan(options.rounds or plan.rounds, options.seconds or plan.seconds, plan.warm)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with filled(options.learners) as made, load_client() as client:
        run_cases(made, client, chosen(options.only), plan)
        if not options.only:
            run_ground(made, client, requests=2000 if plan.rounds < Plan().rounds else 10_000)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
