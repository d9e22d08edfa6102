"""What every template may ask of the site."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.pages.selectors import organisation_look
from lms.reading import reading_of


def _may_edit(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and rules.has_perm("pages.write_drafts", user)


def _address(request: HttpRequest) -> str:
    """The whole address of the page, for paper; empty if it was asked of a host that is not ours."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return ""


def site(request: HttpRequest) -> dict[str, Any]:
    """``site_settings`` (a ``Look``), ``may_edit``, ``demo``, ``reading``, ``page_address``.

    No query before the first use.
    """
    return {
        "site_settings": SimpleLazyObject(organisation_look),
        "may_edit": SimpleLazyObject(lambda: _may_edit(request)),
        "demo": settings.DEMO,
        "page_address": SimpleLazyObject(lambda: _address(request)),
        "reading": SimpleLazyObject(lambda: reading_of(request)),
    }
