"""The page between a password and what is confidential: a code by e-mail, or a passkey."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import respond_429
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.forms import CodeForm
from lms.accounts.limits import may_ask_for_letter
from lms.accounts.models import User
from lms.accounts.safety.addresses import confirm_address
from lms.accounts.safety.strong import needs_strong_sign_in, signed_in_strongly
from lms.accounts.services import CODE_LASTS, ask_for_code

_CODE, TRIES = "strong_code", 5


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@rate_limit(action="login")
def strong_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sends a code to the person's own address, and takes it; or leads to their passkey or app."""
    person, target = cast(User, request.user), get_next_redirect_url(request)
    if signed_in_strongly(request) or not needs_strong_sign_in(person):
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    if request.method == "POST" and "send" in request.POST and person.email:
        return _send(request, person, target)
    state = _state(request)
    form = CodeForm(request.POST if request.method == "POST" and "code" in request.POST else None)
    if state and form.is_bound and form.is_valid():
        if constant_time_compare(state["digest"], _digest(person, form.cleaned_data["code"])):
            del request.session[_CODE]
            if state["email"] == person.email:
                confirm_address(person=person)
            record_authentication(request, person, method="code", email=person.email)
            return redirect(target or settings.LOGIN_REDIRECT_URL)
        _count_try(request, state)
        form.add_error("code", _("That code is not right. Use the one from the newest letter."))
    return _page(request, form if _state(request) else None, target)


def _send(request: HttpRequest, person: User, target: str | None) -> HttpResponse:
    email = person.email or ""
    if not may_ask_for_letter(request, email):
        return respond_429(request)
    letter = ask_for_code(email=email)
    digest = _digest(person, letter.code)
    request.session[_CODE] = {"digest": digest, "email": email, "at": time.time(), "tries": 0}
    query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
    return redirect(reverse("accounts:strong_sign_in") + query)


def _state(request: HttpRequest) -> dict[str, Any] | None:
    """The code that was sent to this browser, while it is in force."""
    state: dict[str, Any] | None = request.session.get(_CODE)
    if state and time.time() - state["at"] > CODE_LASTS.total_seconds():
        del request.session[_CODE]
        messages.warning(request, _("That code is too old. Ask for a new one."))
        return None
    return state


def _count_try(request: HttpRequest, state: dict[str, Any]) -> None:
    state["tries"] += 1
    request.session[_CODE] = state
    if state["tries"] >= TRIES:
        del request.session[_CODE]
        messages.warning(request, _("Five wrong codes: this one no longer works. Ask for a new one."))


def _digest(person: User, code: str) -> str:
    return salted_hmac("lms.accounts.strong-code", f"{person.pk}:{code}", algorithm="sha256").hexdigest()


def _page(request: HttpRequest, form: CodeForm | None, target: str | None) -> HttpResponse:
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "form": form,
        "has_app": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "next": target,
        "query": f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else "",
    }
    return render(request, "account/strong_sign_in.html", context)
