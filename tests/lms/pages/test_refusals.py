"""A refusal in the admin is told on the screen where it was met, and never in circles."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from lms.errors import DomainError
from lms.pages.middleware import AdminRefusalMiddleware

HERE = "http://testserver/admin/pages/7/edit/"
HOME, SCREEN = "/admin/", "/admin/pages/7/edit/"


def _refused(method: str, referer: str) -> tuple[Any, Any]:
    request = getattr(RequestFactory(), method)(SCREEN, HTTP_REFERER=referer)
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    middleware = AdminRefusalMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    return request, middleware.process_exception(request, DomainError("Not like this."))


@pytest.mark.parametrize(
    ("method", "referer", "back"),
    [
        ("post", HERE, SCREEN),
        ("get", HERE, HOME),  # else the page would lead to itself for ever
        ("get", "http://testserver/admin/reports/", "/admin/reports/"),
        ("get", "http://evil.example/admin/reports/", HOME),
        ("get", "http://testserver/courses/", HOME),
        ("get", "", HOME),
    ],
)
def test_refusal_leads_back_to_the_screen_before(method: str, referer: str, back: str) -> None:
    request, answer = _refused(method, referer)

    assert (answer.status_code, answer.headers["Location"]) == (302, back)
    assert ["Not like this." in str(message) for message in get_messages(request)] == [True]
