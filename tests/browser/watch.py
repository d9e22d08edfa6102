"""Looks strictly at every page that a browser test sees: as it was served, and as it stands in the browser.

A page is looked at when it has loaded and once more when its test ends, after
all that scripts have made of it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.served import NOT_OURS, taken
from tests.strict.markup import faults_of_page, faults_of_part
from tests.strict.watch import is_whole

TELL = """(() => {
  if (window !== window.top || !location.protocol.startsWith("http")) return;
  const tell = () => window.pageHasSettled?.(location.pathname, document.documentElement.outerHTML);
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(tell)));
})()"""


@dataclass
class Watch:
    """Of one test: the documents that its pages became."""

    var: Path
    settled: dict[str, str] = field(default_factory=dict)  # the document, where it stood

    def follow(self, context: BrowserContext) -> None:
        context.expose_binding("pageHasSettled", lambda source, path, html: self._keep(path, html))
        context.add_init_script(TELL)

    def _keep(self, path: str, html: str) -> None:
        if not NOT_OURS.match(path):
            self.settled.setdefault(f"<!DOCTYPE html>{html}", path)

    def look_once_more(self, page: Page) -> None:
        """At the page as the test leaves it."""
        with suppress(Error):  # closed, or on its way to another page
            if urlsplit(page.url).scheme.startswith("http"):
                self._keep(urlsplit(page.url).path, page.evaluate("document.documentElement.outerHTML"))

    def faults(self) -> list[str]:
        found = []
        for what, html in taken(self.var):
            faults = faults_of_page(html) if is_whole(html) else faults_of_part(html)
            found += [f"{what}: {fault}" for fault in faults]
        for html, path in self.settled.items():
            found += [f"{path} in the browser: {fault}" for fault in faults_of_page(html)]
        return list(dict.fromkeys(found))
