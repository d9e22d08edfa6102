"""What calendar programs fetch, without signing in."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cohorts.sessions.calendar import feed_file
from lms.accounts.errors import LinkUsedError
from lms.calendars import TYPE


@require_safe
def send_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody’s calendar behind its secret address; “not changed” to a program that has these bytes.

    An ended address is gone (410), so that programs stop asking.
    """
    try:
        file = feed_file(token)
    except LinkUsedError:
        return HttpResponse(status=410, content_type="text/plain; charset=utf-8")
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    response = (
        HttpResponse(status=304) if request.headers.get("If-None-Match") == etag else HttpResponse(file)
    )
    response["Content-Type"] = TYPE
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, max_age=300)
    return response
