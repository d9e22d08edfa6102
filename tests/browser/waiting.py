"""Waiting for what a page comes to, however busy the machine is.

What follows an action (a click, a key, a page that loads) is never read at once:
scripts are fetched and run later, and on a loaded machine much later. ``expect``
waits for what can be said of an element; what it cannot say is waited for here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page

PATIENCE = 20.0  # seconds; a machine at a load of ten needs them, and a test that passes never waits so long


def comes_to(page: Page, read: str | Callable[[], Any], wanted: Any) -> None:
    """Waits until ``read`` (JavaScript, or a call) answers ``wanted``, and fails with the difference."""
    ask = (lambda: page.evaluate(read)) if isinstance(read, str) else read
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(Error, IndexError):  # on its way to another page; nothing there yet
            if ask() == wanted:
                return
        page.wait_for_timeout(50)
    assert ask() == wanted


def until(page: Page, true: str | Callable[[], bool]) -> None:
    """Waits until it is true; the page’s policy forbids Playwright’s own way of waiting."""
    ask = (lambda: bool(page.evaluate(true))) if isinstance(true, str) else true
    comes_to(page, lambda: bool(ask()), True)


def follow(target: Locator) -> None:
    """Clicks what leads to another page, and is there: it has loaded, and its scripts have run."""
    with target.page.expect_navigation():
        target.click()
