"""The page on which the letters of a site in development are read; elsewhere there is none."""

from __future__ import annotations

from typing import cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.models import User
from lms.messaging.mailbox import Letter, find_letter, may_read_mail, newest_letters

OWN_WINDOW = '<head><base target="_blank">'
# Nothing of a letter runs or is fetched; its links open in a window of their own.
LETTER_POLICY = {
    "default-src": [NONE],
    "script-src": None,
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "media-src": None,
    "font-src": None,
    "connect-src": None,
    "frame-src": None,
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def _open(request: HttpRequest) -> None:
    if not may_read_mail(cast(User, request.user)):
        raise Http404


def _letter(request: HttpRequest, file: str, place: int) -> Letter:
    _open(request)
    letter = find_letter(file, place)
    if letter is None:
        raise Http404
    return letter


@require_safe
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, newest first."""
    _open(request)
    return render(request, "messaging/mailbox/letters.html", {"letters": newest_letters()})


@require_safe
@never_cache
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def letter(request: HttpRequest, file: str, place: int) -> HttpResponse:
    """One letter: its heads, what hangs on it, its text, and its HTML in a frame."""
    found = _letter(request, file, place)
    return render(request, "messaging/mailbox/letter.html", {"letter": found})


@require_safe
@never_cache
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]
def letter_html(request: HttpRequest, file: str, place: int) -> HttpResponse:
    """The HTML of one letter as it was written, where nothing in it can do anything."""
    html = _letter(request, file, place).html
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", OWN_WINDOW, 1))
