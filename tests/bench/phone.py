"""A lesson on a phone, for the first time: what comes over the line, what moves, who else is asked."""

from __future__ import annotations

import gzip
import http.client
from typing import Any
from urllib.parse import urlsplit

from tests.bench.facts import SiteFacts
from tests.bench.server import HOST, WebServer
from tests.browser.devices import CHROMIUM, PHONE

LESSON = 5  # the learner of that number is in the sixth lesson: text, a callout, a question, a list, a text
KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JavaScript", "font": "fonts"}
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 1000);
})"""


def first_load(server: WebServer, site: SiteFacts) -> list[dict[str, Any]]:
    """Bytes by kind, layout shift, requests to third parties. Without Chromium, lines without figures."""
    asked, shift = _visit(server, site)
    lines = []
    total, total_plain = 0, 0
    for kind, name in KINDS.items():
        paths = [path for path, asked_kind in asked if asked_kind == kind]
        sizes = [_sizes(server, site, path) for path in paths]
        sent, plain = sum(size[0] for size in sizes), sum(size[1] for size in sizes)
        total, total_plain = total + sent, total_plain + plain
        lines.append(_bytes(f"{name} on the line ({len(paths)} files)", sent if asked else None))
        lines.append(_bytes(f"{name} unpacked", plain if asked else None))
    elsewhere = sum(path == "" for path, _kind in asked)
    return [
        *lines,
        _bytes("all of these on the line", total if asked else None),
        _bytes("all of these unpacked", total_plain if asked else None),
        {"what": "layout shift", "value": shift, "unit": ""},
        {"what": "requests to a third party", "value": elsewhere if asked else None, "unit": ""},
    ]


def _bytes(what: str, value: int | None) -> dict[str, Any]:
    return {"what": f"lesson on a phone: {what}", "value": value, "unit": "bytes"}


def _visit(server: WebServer, site: SiteFacts) -> tuple[list[tuple[str, str]], float | None]:
    """Each request as (path, kind), the path empty for another host; and the layout shift."""
    from playwright.sync_api import Error, sync_playwright

    learner = site.learners[LESSON]
    asked: list[tuple[str, str]] = []

    def note(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https"):
            asked.append((parts.path if parts.hostname == HOST else "", request.resource_type))

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    flags.append(f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{server.port}")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        except Error:
            return [], None
        context = browser.new_context(
            viewport=PHONE,
            device_scale_factor=3,
            is_mobile=True,
            has_touch=True,
            extra_http_headers={"X-Forwarded-Proto": "https"},
        )
        context.add_cookies([{"name": "sessionid", "value": learner.session, "url": f"http://{HOST}/"}])
        page = context.new_page()
        page.on("request", note)
        answer = page.goto(f"http://{HOST}{site.lessons[learner.here].path}", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, answer.text()
        shift = round(float(page.evaluate(SHIFT)), 4)
        browser.close()
    return asked, shift


def _sizes(server: WebServer, site: SiteFacts, path: str) -> tuple[int, int]:
    """Bytes of one file as a browser over HTTPS gets it, and unpacked. Pages are packed by the proxy."""
    packed, encoding = _fetch(server, site, path, "br, gzip")
    plain, _encoding = _fetch(server, site, path, "identity")
    if encoding or path.startswith("/static/"):
        return len(packed), len(plain)
    return len(gzip.compress(plain, 6)), len(plain)


def _fetch(server: WebServer, site: SiteFacts, path: str, encoding: str) -> tuple[bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "Accept-Encoding": encoding,
        "Cookie": f"sessionid={site.learners[LESSON].session}",
    }
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        return answer.read(), answer.getheader("Content-Encoding") or ""
    finally:
        connection.close()
