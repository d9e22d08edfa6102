"""The language of each answer; and two doors: staff reach nothing before their second factor, and the
rest not the editor's side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from lms import language
from lms.accounts.devices import is_shared
from lms.accounts.profiles.zones import zone_of
from lms.accounts.rules import is_staff_member
from lms.accounts.safety.strong import BEFORE_STRONG_SIGN_IN, needs_strong_sign_in, signed_in_strongly

# What staff need to set a second factor up, to use it, to find help, or to leave.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "accounts:second_factor",
        "accounts:undo_address",
        "accounts:invitation",
        "accounts:sessions",
        "accounts:end_session",
        "accounts:end_other_sessions",
        "accounts:end_all_sessions",
        "accounts:end_sessions_by_letter",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "accounts:language",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "pages:help",
        "pages:reading",
        "pages:theme",
    }
)


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a passkey, a code of an app, or a recovery code.

    The demo's one-click sign-in counts, in the demo.
    """
    good = {"mfa", "demo"} if settings.DEMO else {"mfa"}
    return any(r.get("method") in good for r in get_authentication_records(request, request.user))


class LanguageMiddleware:
    """Answers in the language of the address, the person, the device or the browser, the first that says one.

    The editor's side speaks the site's first language alone. A shared device is
    not left with a choice of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted, is_chosen = wanted_language(request)
        with language.speaking(wanted, is_chosen=is_chosen), timezone.override(_zone(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Accept-Language",))
        name = settings.LANGUAGE_COOKIE_NAME
        if name in request.COOKIES and is_shared(request):
            response.delete_cookie(name, samesite="Lax")
        return response


@cache
def admin_home() -> str:
    """Where Wagtail's admin begins; asked for in every request, so it is looked up once."""
    return reverse("wagtailadmin_home")


def wanted_language(request: HttpRequest) -> tuple[str, bool]:
    """The language of the words for this request, and whether somebody chose it."""
    if request.path.startswith(admin_home()):
        return settings.LANGUAGE_CODE, False
    if request.META.get("QUERY_STRING") and (named := language.known_language(request.GET.get("language"))):
        return named, True
    if request.user.is_authenticated and (own := language.known_language(request.user.language)):
        return own, True
    if kept := language.known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        return kept, True
    return language.offered_by(request.META.get("HTTP_ACCEPT_LANGUAGE", "")), False


def _zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone in which this person wants to read times; asks nothing beyond who they are."""
    return zone_of(request.user.time_zone) if request.user.is_authenticated else None


class StaffSecondFactorMiddleware:
    """Leads staff without a second factor to the page that sets one up; asks no query of its own.

    Whoever else needs more than a password is led to the page that asks for a code or a passkey.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        door = None if match is None else door_before(request, match.view_name)
        if door is None:
            return None
        url = reverse(door)
        if request.method == "GET":
            url += "?" + urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return redirect(url)


def door_before(request: HttpRequest, view_name: str) -> str | None:
    """The page that this session has to pass before ``view_name``; None where it may go on."""
    if is_staff_member(request.user):
        passed = view_name in BEFORE_SECOND_FACTOR or used_second_factor(request)
        return None if passed else "accounts:second_factor"
    if view_name in BEFORE_STRONG_SIGN_IN or not request.user.is_authenticated:
        return None
    passed = signed_in_strongly(request) or not needs_strong_sign_in(request.user)
    return None if passed else "accounts:strong_sign_in"


class AdminDoorMiddleware:
    """A signed-in person without access to Wagtail gets our 403; Wagtail would send them round in circles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.path.startswith(admin_home()):
            return None
        user = request.user
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return None
