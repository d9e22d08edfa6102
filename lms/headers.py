"""Response headers that no library sets as we want them."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)
ADMIN = "/admin/"
INLINE = "'unsafe-inline'"

# What Wagtail's admin needs beyond the site's own policy: inline scripts and styles (its pages and
# telepath carry them), and pictures that the editor has only just chosen. The editor's preview is a
# page of the site inside a frame of the site.
ADMIN_SOURCES = {
    "script-src": [INLINE],
    "style-src": [INLINE],
    "img-src": ["blob:"],
    "frame-src": [SELF],
}


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, but the policy of the site is put together once and not for every answer.

    An answer with a policy of its own, or with a nonce, goes the long way.
    """

    _usual = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = "_csp_nonce" not in vars(request) and not any(
            name.startswith("_csp") for name in vars(response)
        )
        if is_usual and self._usual and HEADER not in response:
            response.headers[HEADER] = self._usual
            return response
        response = super().process_response(request, response)
        if is_usual and not self._usual:
            self._usual = response.headers.get(HEADER, "")
        return response


class HeadersMiddleware:
    """Permissions-Policy on every answer, the admin's own policy under ``/admin/``, no shared copies.

    A page made for a signed-in person is kept by no cache, so that the next person at the
    device does not find it with the back button; what is public says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith(ADMIN):
            response._csp_update = ADMIN_SOURCES  # type: ignore[attr-defined]
        if "Cache-Control" not in response.headers:
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                response.headers["Cache-Control"] = "private, no-store"
        return response
