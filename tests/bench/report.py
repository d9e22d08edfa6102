"""The figures as people read them, and as programs do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.server import ROOT

LATEST = ROOT / "var" / "bench" / "latest.json"
GROUND = ROOT / "var" / "bench" / "ground.json"
DOCS = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: {} -->", "<!-- end of figures: {} -->"
KEYS = (
    "case",
    "rps",
    "p50_ms",
    "p95_ms",
    "cpu_ms_app",
    "cpu_ms_db",
    "queries",
    "bytes",
    "ratio_to_bare_wagtail",
)
HEADS = ("case", "requests/s", "p50 ms", "p95 ms", "CPU ms app", "CPU ms db", "queries", "bytes", "ratio")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a table for a terminal."""
    cells = [HEADS, *(tuple(_cell(row[key]) for key in KEYS) for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def markdown(rows: list[dict[str, Any]]) -> str:
    """The rows as a table of ``docs/performance.md``."""
    lines = ["| " + " | ".join(HEADS) + " |", "|---|" + "--:|" * (len(HEADS) - 1)]
    lines += ["| " + " | ".join(_cell(row[key]) for key in KEYS) + " |" for row in rows]
    return "\n".join(lines)


def figure(fact: dict[str, Any]) -> str:
    """“29,314 bytes”, “0.91 s”; a dash where nothing could be measured."""
    value = fact["value"]
    if value is None:
        return "–"
    return f"{value:,} {fact['unit']}".strip()


def ground_table(facts: list[dict[str, Any]]) -> str:
    """The facts as lines for a terminal."""
    width = max(len(fact["what"]) for fact in facts)
    return "\n".join(f"{fact['what'].ljust(width)}  {figure(fact)}" for fact in facts)


def ground_markdown(facts: list[dict[str, Any]]) -> str:
    lines = ["| what | figure |", "|---|--:|"]
    lines += [f"| {fact['what']} | {figure(fact)} |" for fact in facts]
    return "\n".join(lines)


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def replace(text: str, name: str, figures: str) -> str:
    """``text`` with ``figures`` between the two markers of ``name``.

    Raises ``ValueError`` where the markers are missing.
    """
    begin, end = BEGIN.format(name), END.format(name)
    before, found, rest = text.partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no place for the figures: {begin} … {end}")
    return f"{before}{begin}\n\n{figures}\n\n{end}{after}"


def write_docs() -> None:
    """``docs/performance.md`` shows what the last runs wrote."""
    text = DOCS.read_text()
    text = replace(text, "requests", markdown(json.loads(LATEST.read_text())))
    if GROUND.exists():
        text = replace(text, "ground", ground_markdown(json.loads(GROUND.read_text())))
    DOCS.write_text(text)
