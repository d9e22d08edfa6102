"""The switch of languages, and the notice that one is unfinished."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.accounts.devices import NOTICE_COOKIE, is_shared
from lms.accounts.services import choose_language
from lms.language import known_language


@csrf_exempt
@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The person, or a visitor's device, has the language that was posted; back to the page they were on.

    Or, with ``seen``, the notice that a language is unfinished is put away on this
    device. Sending it twice is sending it once. Without Django's token, so that pages
    for everybody need no cookie; other sites are told apart by ``Origin``, and their
    forms do not carry the session.
    """
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    response = redirect(_where_they_were(request))
    if seen := known_language(request.POST.get("seen")):
        _keep(request, response, NOTICE_COOKIE, seen)
    elif wanted := known_language(request.POST.get("language")):
        if request.user.is_authenticated:
            choose_language(person=request.user, language=wanted)
        if not is_shared(request):
            _keep(request, response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """On one's own device for a year, on a shared one until the browser is closed."""
    response.set_cookie(
        name,
        value,
        max_age=None if is_shared(request) else settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _where_they_were(request: HttpRequest) -> str:
    """The page of this site that held the form, without a language in its address; else the front page."""
    page = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "language"]
    path = "/" + parts.path.lstrip("/")
    return "/" if path == request.path else path + (f"?{urlencode(query)}" if query else "")
