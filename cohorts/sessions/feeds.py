"""What calendar programs fetch, without signing in, and where its owner makes and ends the address."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cohorts.programmes.doors import me
from cohorts.sessions.calendar import (
    SESSIONS,
    Feed,
    close_feed,
    feed_address,
    feed_file,
    open_feed,
    renew_feed,
)
from lms.accounts.errors import LinkUsedError
from lms.calendars import TYPE

DEEDS = {"open": open_feed, "renew": renew_feed, "close": close_feed}


@require_safe
def send_feed(request: HttpRequest, token: str, feed: Feed = SESSIONS) -> HttpResponse:
    """Somebody’s calendar behind its secret address; “not changed” to a program that has these bytes.

    An ended address is gone (410), so that programs stop asking.
    """
    try:
        file = feed_file(token, feed)
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


def own_feed(request: HttpRequest, *, feed: Feed, template: str, page: str) -> HttpResponse:
    """The address of one’s own calendar, and what its owner asks for; ``page`` is the URL’s name."""
    person = me(request)
    if request.method == "POST":
        deed = DEEDS.get(request.POST.get("deed", ""))
        if deed is None:
            raise Http404
        deed(person=person, feed=feed)
        return redirect(page)
    address = feed_address(person, feed)
    opens = "webcal" + address[address.index(":") :] if address else ""
    return render(request, template, {"address": address, "opens": opens})
