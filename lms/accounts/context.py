"""What templates may ask about the device and the language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.accounts.devices import NOTICE_COOKIE, is_shared
from lms.accounts.profiles.zones import zone_of
from lms.language import Catalogue, catalogue, content_language


def device(request: HttpRequest) -> dict[str, Any]:
    """``shared_device``; ``unfinished``, the ``Catalogue`` of a language chosen before it is whole."""
    return {
        "shared_device": is_shared(request),
        "own_zone": SimpleLazyObject(lambda: _own_zone(request)),
        "unfinished": SimpleLazyObject(lambda: _unfinished(request)),
    }


def _own_zone(request: HttpRequest) -> str:
    """The name of the person's time zone where it is not the site's own, such as “Asia/Hong Kong”."""
    person = getattr(request, "user", None)
    zone = zone_of(person.time_zone) if person is not None and person.is_authenticated else None
    return zone.key.replace("_", " ") if zone else ""


def _unfinished(request: HttpRequest) -> Catalogue | None:
    """The chosen language while it is not whole, unless its notice was put away on this device."""
    found = catalogue(content_language())
    put_away = request.COOKIES.get(NOTICE_COOKIE) == found.language
    return None if found.is_whole or put_away else found
