"""What happens to a refusal that no screen of the admin expected."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from lms.errors import DomainError


class AdminRefusalMiddleware:
    """In Wagtail's admin a ``DomainError`` is told in its own words on the screen where it was met."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not isinstance(exception, DomainError) or not request.path.startswith(home):
            return None
        messages.error(request, exception.message)
        back = get_valid_next_url_from_request(request) or _came_from(request) or home
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})  # what Wagtail's dialogs follow
        return redirect(back)


def _came_from(request: HttpRequest) -> str:
    """The path of the screen before this one, if it was one of the admin's own."""
    before = urlsplit(request.headers.get("referer", ""))
    loops = request.method == "GET" and before.path == request.path
    if loops or before.netloc != request.get_host():
        return ""
    return before.path if before.path.startswith(reverse("wagtailadmin_home")) else ""
