"""Measures of a page as the browser has drawn it: sizes, room, motion, rings; taken by measure.js."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "measure.js").read_text()


def measure(page: Page, what: str, *given: Any) -> list[str]:
    """Faults by one of the measures; the page is told them first where it does not know them."""
    if not page.evaluate("'measure' in window"):
        page.evaluate(SCRIPT)
    found: list[str] = page.evaluate(f"given => window.measure.{what}(...given)", list(given))
    return found
