"""Break one thing at a time in a copy of the tree, run the tests that must notice, and say what they did."""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import json
import os
import pkgutil
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

import tests.breakages
from tests.breakages import Breakage, Room
from tests.breakages.warm import NEEDS_A_PROCESS_OF_ITS_OWN, OUT_OF_TIME
from tests.postgres import postgresql

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = (".git", ".venv", "var", "__pycache__", "node_modules", ".*_cache", ".hypothesis", "locale")
# A test that needs a database and leaves it as it was made.
MAKES_A_DATABASE = "tests/rules/test_house.py::test_models_have_their_migrations"
LONGEST = 300  # seconds for one breakage; tests that hang have noticed too
AT_ONCE = 2
CAUGHT, SURVIVED, GONE = "caught", "survived", "no longer applies"
Answer = tuple[int, str]  # the exit code of pytest, and all it said


@dataclass(frozen=True)
class Named:
    name: str
    breakage: Breakage


@dataclass(frozen=True)
class Outcome:
    verdict: str
    by: str  # the first test that failed, or why nothing could be tried
    seconds: float = 0.0


def rooms() -> list[Room]:
    names = sorted(module.name for module in pkgutil.iter_modules(tests.breakages.__path__))
    modules = [importlib.import_module(f"tests.breakages.{name}") for name in names if name[0] != "_"]
    return [module.ROOM for module in modules if hasattr(module, "ROOM")]


def chosen(words: list[str], names: list[str]) -> list[Named]:
    """Those of the rooms ``names`` (of all, if none) whose name, file, text or harm holds all ``words``."""
    found = []
    for room in rooms():
        if names and room.name not in names:
            continue
        for number, breakage in enumerate(room.breakages, 1):
            name = f"{room.name} {number}"
            text = " ".join([name, breakage.file, breakage.old, breakage.harm]).lower()
            if all(word.lower() in text for word in words):
                found.append(Named(name, breakage))
    return found


def broken_source(breakage: Breakage) -> str:
    """Raises ``ValueError`` where the text is not there just once, or what comes out is no Python."""
    source = (ROOT / breakage.file).read_text()
    if (times := source.count(breakage.old)) != 1:
        raise ValueError(f"the text occurs {times} times in {breakage.file}")
    broken = source.replace(breakage.old, breakage.new)
    try:
        ast.parse(broken)
    except SyntaxError as error:
        raise ValueError(f"{breakage.file} would be no Python: {error}") from error
    return broken


@contextlib.contextmanager
def copy_of_the_tree() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hustings-broken-"))
    try:
        shutil.copytree(ROOT, folder / "tree", ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        yield folder / "tree"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Prepared:
    """Databases that are made once, and copied for every breakage."""

    sqlite: Path
    server: str = ""  # URL of a PostgreSQL, where one is needed

    def environment(self, breakage: Breakage, tree: Path) -> dict[str, str]:
        given = {"HUSTINGS_VAR": str(tree / "var"), "PYTHONDONTWRITEBYTECODE": "1"}
        if breakage.postgresql:
            name = f"broken_{tree.parent.name.rpartition('-')[2].lower()}"
            return {**given, "TEST_DATABASE_URL": self.server, "BREAKAGES_DATABASE": name,
                    "BREAKAGES_TEMPLATE": "prepared"}  # fmt: skip
        if not breakage.fresh:
            given["BREAKAGES_DATABASE"] = str(shutil.copy(self.sqlite, tree.parent / "prepared.sqlite3"))
        return given


def run_tests(
    tree: Path, paths: tuple[str, ...], given: dict[str, str], *options: str, longest: int = LONGEST
) -> Answer:
    """The exit code of pytest and all it said; the code is 1 when the time was up."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.breakages.database", *options, *paths]
    process = subprocess.Popen(
        command, cwd=tree, env={**os.environ, **given}, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 1, "FAILED no answer in time"
    return process.returncode, said


class Warm:
    """One process that waits with everything imported; answers one question at a time."""

    def __init__(self, tree: Path, prepared: Path, number: int) -> None:
        self.said, self.prepared = tree.parent / f"said-{number}", prepared
        self.database = tree.parent / f"warm-{number}.sqlite3"
        given = {"HUSTINGS_VAR": str(tree / "var"), "BREAKAGES_DATABASE": str(self.database)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.breakages.warm"], cwd=tree, env={**os.environ, **given},
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def ask(self, paths: tuple[str, ...], file: str = "", broken: str = "", longest: int = LONGEST) -> Answer:
        request = {
            "tests": paths, "file": file, "broken": broken, "longest": longest, "said": str(self.said),
            "prepared": str(self.prepared), "database": str(self.database),
        }  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(request), file=self.process.stdin, flush=True)
        code = json.loads(self.process.stdout.readline())
        if code == OUT_OF_TIME:
            return 1, "FAILED no answer in time"
        return code, self.said.read_text(errors="replace")

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def ask_a_process(breakage: Breakage, broken: str, prepared: Prepared) -> Answer:
    """The long way: a process and a tree of its own, where all of the file is broken from the start."""
    with copy_of_the_tree() as tree:
        (tree / breakage.file).write_text(broken)
        options = [] if breakage.fresh else ["--reuse-db"]
        return run_tests(tree, breakage.tests, prepared.environment(breakage, tree), *options)


_FAILS_ANYHOW: dict[str, bool] = {}


def fails_anyhow(test: str, breakage: Breakage, prepared: Prepared, idle: SimpleQueue[Warm]) -> bool:
    """Whether ``test`` fails on the whole code; it is asked once."""
    if not test.startswith("tests/"):
        return False
    if test not in _FAILS_ANYHOW and breakage.postgresql:
        whole = (ROOT / breakage.file).read_text()
        _FAILS_ANYHOW[test] = ask_a_process(replace(breakage, tests=(test,)), whole, prepared)[0] == 1
    elif test not in _FAILS_ANYHOW:
        warm = idle.get()
        try:
            _FAILS_ANYHOW[test] = warm.ask((test,))[0] == 1
        finally:
            idle.put(warm)
    return _FAILS_ANYHOW[test]


def attempt(breakage: Breakage, prepared: Prepared, idle: SimpleQueue[Warm], *, quick: bool) -> Outcome:
    """What survives in a warm process is tried again in one of its own, and counts only then.

    A test that fails on the whole code as well has noticed nothing.
    """
    try:
        broken = broken_source(breakage)
    except (OSError, ValueError) as error:
        return Outcome(GONE, str(error))
    began = time.monotonic()
    code, said = NEEDS_A_PROCESS_OF_ITS_OWN, ""
    if not breakage.fresh and not breakage.postgresql:
        warm = idle.get()
        try:
            code, said = warm.ask(breakage.tests, breakage.file, broken)
        finally:
            idle.put(warm)
    if code == NEEDS_A_PROCESS_OF_ITS_OWN or (code == 0 and not quick):
        code, said = ask_a_process(breakage, broken, prepared)
    failed = [line for line in said.splitlines() if line.startswith(("FAILED ", "ERROR tests/"))]
    by = failed[0].split(" ", 1)[1].split(" - ")[0] if failed else ""
    seconds = time.monotonic() - began
    if code not in (0, 1):
        return Outcome(GONE, by or said.strip()[-300:], seconds)
    if code and not breakage.fresh and fails_anyhow(by, breakage, prepared, idle):
        return Outcome(GONE, f"{by} fails on code that nobody broke", seconds)
    return Outcome(CAUGHT if code else SURVIVED, by, seconds)


def prepare(found: list[Named], folder: Path, server: str, *, quick: bool) -> Prepared:
    """Databases to copy, unused; ``quick`` takes those of an earlier run if the migrations are the same."""
    kept = ROOT / "var" / "breakages" / f"{_migrations_digest()}.sqlite3"
    sqlite = folder / "prepared.sqlite3"
    if quick and kept.exists():
        shutil.copy(kept, sqlite)
    else:
        _make_database(folder, {"BREAKAGES_DATABASE": str(sqlite)})
        _make_one_file(sqlite)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sqlite, kept)
    if server:
        _make_database(folder, {"BREAKAGES_DATABASE": "prepared", "TEST_DATABASE_URL": server})
    return Prepared(sqlite, server)


def _make_database(folder: Path, given: dict[str, str]) -> None:
    with copy_of_the_tree() as tree:
        given = {"HUSTINGS_VAR": str(folder / "var"), **given}
        _must_pass(run_tests(tree, (MAKES_A_DATABASE,), given, "--create-db", "--reuse-db"))


def _make_one_file(database: Path) -> None:
    """What stands in the log beside it moves in: a copy of the file alone would be half of it."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (mode,) = connection.execute("pragma journal_mode=delete").fetchone()
    assert mode == "delete", f"{database} is still in use"


def _migrations_digest() -> str:
    digest = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for path in sorted(ROOT.glob("[a-z]*/**/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def see_tests_pass(found: list[Named], prepared: Prepared, warm: Warm) -> None:
    """A test that fails on the whole code says nothing of broken code. Exits where one does."""
    for needs_server in (False, True):
        asked = [one.breakage for one in found if one.breakage.postgresql == needs_server]
        paths = tuple(sorted({test for breakage in asked for test in breakage.tests}))
        if asked and needs_server:
            with copy_of_the_tree() as tree:
                _must_pass(run_tests(tree, paths, prepared.environment(asked[0], tree), "--reuse-db"))
        elif asked:
            _must_pass(warm.ask(paths, longest=LONGEST * 10))


def _must_pass(answer: Answer) -> None:
    code, said = answer
    if code:
        sys.exit(f"These tests fail on code that nobody broke:\n{said[-4000:]}")


def report(one: Named, outcome: Outcome) -> None:
    mark = {CAUGHT: "  ", SURVIVED: "! ", GONE: "? "}[outcome.verdict]
    print(f"{mark}{outcome.verdict:9} {one.name:16} {one.breakage.harm}", flush=True)
    print(f"            {outcome.by or one.breakage.file}  ({outcome.seconds:.0f} s)", flush=True)


def table(rows: list[tuple[Named, Outcome]]) -> str:
    lines = ["| | what would happen | noticed by |", "|---|---|---|"]
    lines += [f"| {one.name} | {one.breakage.harm} | `{outcome.by}` |" for one, outcome in rows]
    return "\n".join(lines) + "\n"


def try_all(found: list[Named], *, quick: bool) -> list[Outcome]:
    needs_server = any(one.breakage.postgresql for one in found)
    idle: SimpleQueue[Warm] = SimpleQueue()
    with (
        tempfile.TemporaryDirectory(prefix="hustings-breakages-") as folder,
        postgresql() if needs_server else contextlib.nullcontext("") as server,
        copy_of_the_tree() as tree,
        contextlib.ExitStack() as at_the_end,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        at_the_end.callback(pool.shutdown, cancel_futures=True)
        prepared = prepare(found, Path(folder), server, quick=quick)
        for number in range(AT_ONCE):
            warm = Warm(tree, prepared.sqlite, number)
            at_the_end.callback(warm.end)
            idle.put(warm)
        if not quick:
            see_tests_pass(found, prepared, warm)
        outcomes = []
        answers = pool.map(lambda one: attempt(one.breakage, prepared, idle, quick=quick), found)
        for one, outcome in zip(found, answers, strict=True):
            report(one, outcome)
            outcomes.append(outcome)
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.breakages", description=__doc__)
    parser.add_argument("--rooms", nargs="+", default=[], metavar="ROOM", help="those of these lists")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="those that hold every word")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="neither see the tests pass first nor try survivors again in a process of their own",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the outcome as a table")
    arguments = parser.parse_args()
    found = chosen(arguments.only, arguments.rooms)
    if not found:
        parser.error("no breakage is like that")
    outcomes = try_all(found, quick=arguments.quick)
    counts = Counter(outcome.verdict for outcome in outcomes)
    print(", ".join(f"{counts[verdict]} {verdict}" for verdict in (CAUGHT, SURVIVED, GONE)))
    if arguments.table:
        arguments.table.write_text(table(list(zip(found, outcomes, strict=True))))
    return int(counts[CAUGHT] != len(found))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
