"""The header and the footer of every page, prepared for each look and kind of visitor."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lms.pages.prepared import cut, gap, prepared
from lms.pages.selectors import organisation_look

# The places that the header marks as the current one; below “/courses/” and “/cohorts/” it marks the section.
PLACES = {
    "/": "home",
    "/my/": "week",
    "/help/": "help",
    "/account/notices/": "notices",
    "/reading/": "reading",
    "/courses/": "courses",
    "/cohorts/": "cohorts",
}
# The sections whose pages the header marks as below one of these places.
SECTIONS = {"/courses/": "in_courses", "/cohorts/": "in_cohorts"}
# Whose page it is, how many notices are new to them, and where to come back to.
GAPS = ("name", "initials", "unread", "unread_words", "path")


def form_token_of(request: HttpRequest) -> str:
    """The token of the page's forms, masked once for each request."""
    token: str | None = getattr(request, "_form_token", None)
    if token is None:
        token = get_token(request)
        request._form_token = token  # type: ignore[attr-defined]
    return token


def way_back(request: HttpRequest) -> str:
    """The address of this page; of an answer to a form, that of the page which held the form."""
    return request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")


def unread_words(number: int) -> str:
    """What a screen reader says of the bell."""
    if not number:
        return gettext("No new notices")
    return ngettext("%(number)d new notice", "%(number)d new notices", number) % {"number": number}


def personal(request: HttpRequest | None) -> dict[str, Any]:
    """What the gaps of header and footer are filled with."""
    if request is None:
        return dict.fromkeys((*GAPS, "token"), "")
    user = getattr(request, "user", None)
    unread = getattr(user, "unread_notices", 0)
    return {
        "name": getattr(user, "display_name", ""),
        "initials": getattr(user, "initials", ""),
        "unread": "99+" if unread > 99 else unread or "",
        "unread_words": partial(unread_words, unread),
        "path": partial(way_back, request),
        "token": partial(form_token_of, request),
    }


def shape_of(request: HttpRequest | None, *, may_edit: bool) -> dict[str, Any]:
    """What decides which of its forms the header or footer takes; the same for very many people."""
    path = request.path if request is not None else ""
    user = getattr(request, "user", None)
    return {
        "signed_in": user is not None and user.is_authenticated,
        "may_edit": may_edit,
        "here": PLACES.get(path) or next((SECTIONS[one] for one in SECTIONS if path.startswith(one)), ""),
    }


def chrome(template: str, request: HttpRequest | None, *, may_edit: bool = False) -> SafeString:
    """Header or footer (``template``) for ``request``; no query but the look's, and no work twice.

    In the template ``site_settings``, ``signed_in``, ``may_edit``, ``here`` and the language
    decide its shape; what ``GAPS`` names may only be printed.
    """
    look, shape = organisation_look(), shape_of(request, may_edit=may_edit)
    context = {"site_settings": look, **shape, **{name: gap(name) for name in GAPS}}
    stencil = prepared.get("chrome", template, look, *shape.values(), make=partial(cut, template, context))
    return stencil.fill(personal(request))
