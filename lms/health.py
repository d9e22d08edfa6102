"""Two questions a supervisor asks: is the process alive, and can it do its work?

Answered before everything else: no session, no host check, no redirect to
HTTPS, so that a load balancer may ask by address.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from lms.queue.selectors import workers_silent

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """``/healthz``: this process answers. ``/readyz``: database, queue and storage answer too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": alive, "/readyz": ready}.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def alive() -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def ready() -> HttpResponse:
    """200 if every part answers, else 503; the reason is in the log, never in the answer."""
    parts = {name: _answers(name, check) for name, check in CHECKS.items()}
    state = "ready" if all(part == "ready" for part in parts.values()) else "not ready"
    return JsonResponse({"state": state, **parts}, status=200 if state == "ready" else 503)


def _answers(name: str, check: Callable[[], bool]) -> str:
    try:
        return "ready" if check() else "not ready"
    except Exception:
        logger.exception("not ready", extra={"part": name})
        return "not ready"


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _queue() -> bool:
    return not workers_silent()


def _storage() -> bool:
    content = uuid.uuid4().hex.encode()
    name = default_storage.save(f"health/{content.decode()}.txt", ContentFile(content))
    try:
        with default_storage.open(name) as stored:
            return bool(stored.read() == content)
    finally:
        default_storage.delete(name)


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "queue": _queue, "storage": _storage}
