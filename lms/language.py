"""Which language the site speaks to whom."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class InterfaceLanguageMiddleware(LocaleMiddleware):
    """The visitor's language where the interface has it whole, else the site's first language.

    Editors may write in every one of ``LANGUAGES``; the interface speaks only those of
    ``INTERFACE_LANGUAGES``. Otherwise a page would be half English, half Django's own
    Welsh, and tell a screen reader that all of it is Welsh.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if translation.get_language() not in settings.INTERFACE_LANGUAGES:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
