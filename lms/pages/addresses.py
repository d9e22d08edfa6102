"""Addresses of pages that editors write: one page, one address; the language is the visitor's choice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from lms.language import alternates, in_language

Parts = tuple[int, str | None, str | None]


def language_in_address(page: Page, request: HttpRequest | None = None) -> str:
    """The language of the tree in which ``page`` stands, from Wagtail's list of roots: no query."""
    roots = page._get_relevant_site_root_paths(request)
    return str(roots[0].language_code) if roots else settings.LANGUAGE_CODE


class InItsLanguage(Page):
    """A page whose own address asks for its language, so that “View live” and links lead to it.

    Whoever comes to the bare address gets the version that they chose.
    """

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> Parts | None:
        parts = super().get_url_parts(request=request)
        if parts is None or parts[2] is None:
            return parts
        return parts[0], parts[1], in_language(parts[2], language_in_address(self, request))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:  # search engines have no account
            context["alternates"] = page_alternates(self)
        return context


def page_alternates(page: Page) -> list[tuple[str, str]]:
    """The live versions of ``page``, itself among them. One query."""
    found = page.get_translations(inclusive=True).live().select_related("locale").order_by("pk")
    versions = [(one.locale.language_code, one.get_url() or "/") for one in found]
    return alternates([(code, address.partition("?")[0]) for code, address in versions])
