"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from rules.permissions import permissions

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "courses", "cohorts", "networks")
LONGEST_FILE = 400
LONGEST_JOB = 5
DOORS = {"django_q": "lms/queue/", "weasyprint": "lms/pdf", "icalendar": "lms/calendars"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize(("package", "door"), DOORS.items())
def test_package_is_imported_behind_one_door(package, door):
    importers = [path for path, tree in sources() if package in imported(tree) and not path.startswith(door)]

    assert importers == []


def test_rule_names_never_reuse_djangos():
    assert [name for name in permissions if re.search(r"\.(add|change|delete|view)_", name)] == []


def test_jobs_are_short_and_call_a_service():
    long = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_job") and path.endswith("tasks.py"):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1
                if lines > LONGEST_JOB:
                    long.append(f"{path}:{node.name} has {lines} lines")

    assert long == []


def test_files_are_short_enough_to_be_read():
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
        and "standing_for_council" not in path.parts  # prose
        and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    ]

    assert long == []


def test_no_room_is_called_core_common_utils_or_helpers():
    bad = {"core", "common", "utils", "helpers"}

    assert [path for path, _tree in sources() if bad & set(Path(path).with_suffix("").parts)] == []


def test_locks_name_every_hash_and_no_index():
    for name in ("base.txt", "dev.txt"):
        lock = (ROOT / "requirements" / name).read_text()
        pins = re.findall(r"^[a-z0-9][\w.\-\[\],]*==", lock, re.MULTILINE)
        assert len(pins) > 40
        assert lock.count("--hash=sha256:") >= len(pins)
        assert "http" not in lock.lower()
        assert "index-url" not in lock


def test_base_lock_is_part_of_the_dev_lock():
    pins = {
        name: set(
            re.findall(r"^([a-z0-9][\w.\-]*==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
        )
        for name in ("base.txt", "dev.txt")
    }

    assert sorted(pins["base.txt"] - pins["dev.txt"]) == []


@pytest.mark.django_db
def test_models_have_their_migrations():
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
