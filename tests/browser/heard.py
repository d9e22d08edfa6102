"""The scripts in docs/accessibility: what is heard, as text that a person reads and a test compares.

A script is a Markdown file. Below each heading of the second level stand a few
words on the stop and, in a block marked ``heard``, the accessibility tree of that
part of the page, with the title of the page and what has the focus.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.site import ROOT
from tests.browser.waiting import PATIENCE

FOLDER = ROOT / "docs" / "accessibility"
STOP = re.compile(r"^## (?P<name>.+?)\n(?P<words>.*?)(?:^```heard\n(?P<tree>.*?)^```\n|\Z)", re.M | re.S)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
# What is another one tomorrow, or for the next person, is said by its kind.
CHANGING = (
    (re.compile(rf"\b(({DAYS}) )?\d{{1,2}} ({MONTHS})( \d{{4}})?\b"), "‹date›"),
    (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2}\b"), "‹day›"),
    (re.compile(r"\bGood (morning|afternoon|evening)\b"), "‹greeting›"),
    (re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b"), "‹number›"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "‹fingerprint›"),
    (re.compile(r"\b[0-2]\d:[0-5]\d\b"), "‹time›"),
    (re.compile(r"\b[\d.]+ (kB|MB|KB)\b"), "‹size›"),
    (re.compile(r"p[0-9a-f]{10}@example\.org"), "‹address›"),
    # Where somebody of the cast stopped depends on which tests came before.
    (re.compile(r" You stopped at “[^”]*”\."), ""),
)
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "the page";
  const words = here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.id;
  const said = words.trim().replace(/\\s+/g, " ").slice(0, 60);
  return `${here.getAttribute("role") || here.localName} “${said}”`;
}"""


def hear(part: Locator, told: str) -> str:
    """What is heard once it is what the script tells, or once the page has had the time to come to that."""
    deadline = time.monotonic() + (PATIENCE if told else 2)
    while (heard := as_heard(part)) != told and time.monotonic() < deadline:
        part.page.wait_for_timeout(100)
    return heard


def as_heard(part: Locator) -> str:
    """What a screen reader meets in ``part``, in order; where links lead is not said."""
    page = part.page
    tree = part.aria_snapshot()
    lines = [line for line in tree.splitlines() if not line.lstrip().startswith("- /url:")]
    # A link that held nothing but its address is a plain line then.
    lines = [
        line.removesuffix(":") if line.endswith(":") and not _is_parent(lines, at) else line
        for at, line in enumerate(lines)
    ]
    text = "\n".join([f"title: {page.title()}", f"focus: {page.evaluate(FOCUS)}", *lines]) + "\n"
    for pattern, kind in CHANGING:
        text = pattern.sub(kind, text)
    return text


def _is_parent(lines: list[str], at: int) -> bool:
    """Whether the line after this one stands deeper."""
    depth = [len(line) - len(line.lstrip()) for line in lines[at : at + 2]]
    return len(depth) == 2 and depth[1] > depth[0]


def stops(path: Path) -> dict[str, tuple[str, str]]:
    """Each stop of a script: the words on it and the tree."""
    return {m["name"]: (m["words"].strip(), m["tree"] or "") for m in STOP.finditer(path.read_text())}


def write(path: Path, heard: dict[str, str]) -> None:
    """The script holds these trees afterwards; the words stay, a new stop waits for its own."""
    old = path.read_text() if path.exists() else f"# {path.stem.replace('-', ' ').capitalize()}\n\n"
    words = {name: said for name, (said, _tree) in stops(path).items()} if path.exists() else {}
    beginning = old.partition("\n## ")[0].rstrip()
    parts = [
        f"## {name}\n\n{words.get(name) or 'To be written.'}\n\n```heard\n{tree}```\n"
        for name, tree in heard.items()
    ]
    path.write_text(f"{beginning}\n\n" + "\n".join(parts))
