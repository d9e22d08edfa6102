"""The learner's place, taken in before the layers of which this one request needs little.

See docs/decisions/0102-a-short-way-in.md.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

from courses.learning.writes import note_quickly, place
from lms import language
from lms.accounts.devices import is_shared
from lms.accounts.middleware import door_before, wanted_language
from lms.accounts.sessions import SessionStore
from lms.accounts.visits.middleware import usual_person
from lms.accounts.visits.services import is_to_be_noted

_NOBODYS = uuid.UUID(int=0)
_VIEW = "learning:place"
_FORM = "application/x-www-form-urlencoded"
_LONGEST = 2000  # bytes; a place takes about 250
_DONE = b"{}"


class PlaceMiddleware:
    """Notes a place that `lesson.js` sends, if nothing about the request is out of the ordinary.

    It asks every question that the layers behind it ask of such a request, mostly through their own
    functions: HTTPS, host, session, form token, person, doors, language, limit. If any
    answer is unusual nothing has been done, and the request goes the long way, which knows the
    reasons. What it answers has the headers of what the long way answered before in that language, so
    this process's first place in a language goes there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.tokens = _Tokens(get_response)
        self.headers: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lesson = _lesson(request)
        if lesson is None:
            return self.get_response(request)
        if headers := self._note(request, lesson):
            return _answer(headers)
        response = self.get_response(request)
        if response.status_code == 200 and response.content == _DONE and not response.cookies:
            self.headers[response.headers["Content-Language"]] = list(response.headers.items())
        return response

    def _note(self, request: HttpRequest, lesson: uuid.UUID) -> list[tuple[str, str]] | None:
        """The headers to answer with once the place is noted; None, and nothing is done, otherwise."""
        if not (_came_well(request) and _knows_person(request)):
            return None
        if self.tokens.process_view(request, place, (), {}) is not None:
            return None
        if is_shared(request) or door_before(request, _VIEW) is not None:
            return None
        wanted = language.known_language(wanted_language(request)[0]) or settings.LANGUAGE_CODE
        headers = self.headers.get(language.interface_language(wanted))
        if headers is None or not note_quickly(request, lesson, wanted):
            return None
        return headers


class _Tokens(CsrfViewMiddleware):
    """Django's check of the form token; a refusal is left to the long way, which tells and logs it."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


@cache
def _address() -> re.Pattern[str]:
    around = map(re.escape, reverse(_VIEW, args=[_NOBODYS]).split(str(_NOBODYS)))
    return re.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})".join(around))


def _lesson(request: HttpRequest) -> uuid.UUID | None:
    """The key of the lesson if this is a place as `lesson.js` sends it."""
    if request.method != "POST" or request.content_type != _FORM:
        return None
    found = _address().fullmatch(request.path_info)
    length: str = request.META.get("CONTENT_LENGTH") or ""
    is_small = length.isascii() and length.isdigit() and int(length) <= _LONGEST
    return uuid.UUID(found[1]) if found and is_small else None


def _came_well(request: HttpRequest) -> bool:
    """Over HTTPS where that is asked for, and to a host of ours."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _knows_person(request: HttpRequest) -> bool:
    """``session`` and ``user`` of the request are set, and its session needs no writing."""
    session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    person = usual_person(session)
    if person is None or session.seen_at is None or is_to_be_noted(session.seen_at):
        return False
    request.session, request.user = session, person
    return True


def _answer(headers: list[tuple[str, str]]) -> HttpResponse:
    response = HttpResponse(_DONE)
    for name, value in headers:
        response.headers[name] = value
    return response
