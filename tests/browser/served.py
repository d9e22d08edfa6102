"""What the server of the browser tests answered: each page in a file, read when a test ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tests.strict.markup import CHANGING

FOLDER = "served"
NOT_OURS = re.compile(r"/admin/|/_util/|/django-admin/|/account/mail/.+/html/")  # the last: letters


class KeepPagesMiddleware:
    """Keeps each HTML answer once; the same text is not kept twice by one process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.folder = Path(settings.VAR_DIR) / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)
        self.known: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if not response.streaming and kind.startswith("text/html") and not NOT_OURS.match(request.path):
            html = response.content.decode(response.charset)
            name = sha256(CHANGING.sub(r"\1", html).encode()).hexdigest()
            if html.strip() and name not in self.known:
                self.known.add(name)
                page = {"what": f"{request.method} {request.path} ({response.status_code})", "html": html}
                part = self.folder / f"{name}.part"
                part.write_text(json.dumps(page))
                part.rename(self.folder / f"{name}.json")
        return response


def taken(var: Path) -> Iterator[tuple[str, str]]:
    """What was asked for and the answer, for every page kept so far; they are gone afterwards."""
    for kept in sorted((var / FOLDER).glob("*.json"), key=lambda path: path.stat().st_mtime):
        page = json.loads(kept.read_text())
        kept.unlink()
        yield page["what"], page["html"]
