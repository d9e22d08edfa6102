"""What templates may ask about the device and the language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.accounts.devices import NOTICE_COOKIE, is_shared
from lms.language import Catalogue, catalogue, content_language


def device(request: HttpRequest) -> dict[str, Any]:
    """``shared_device``; ``unfinished``, the ``Catalogue`` of a language chosen before it is whole."""
    return {
        "shared_device": is_shared(request),
        "unfinished": SimpleLazyObject(lambda: _unfinished(request)),
    }


def _unfinished(request: HttpRequest) -> Catalogue | None:
    """The chosen language while it is not whole, unless its notice was put away on this device."""
    found = catalogue(content_language())
    put_away = request.COOKIES.get(NOTICE_COOKIE) == found.language
    return None if found.is_whole or put_away else found
