"""The door: signing up, in and out; and what people change about their own account."""

from __future__ import annotations

import time
from typing import Any, cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView as AllauthLoginView
from allauth.core.ratelimit import respond_429
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView as AllauthLoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.accounts import forms, services
from lms.accounts.access import open_to
from lms.accounts.devices import note_device
from lms.accounts.errors import LinkUsedError, WrongPasswordError
from lms.accounts.grants.selectors import in_words
from lms.accounts.limits import may_ask_for_letter
from lms.accounts.middleware import used_second_factor
from lms.accounts.models import User
from lms.accounts.profiles.declared import PROFILE_FIELDS
from lms.accounts.profiles.forms import ProfileForm
from lms.accounts.profiles.services import change_profile
from lms.accounts.rules import is_staff_member
from lms.accounts.selectors import DEMO_PEOPLE, demo_people, person_who_may_sign_in, printed_name
from lms.accounts.visits.selectors import signed_in_where

_LETTER_TO, _SIGN_UP, _CODE = "letter_to", "sign_up", "sign_in_code"
CODE_TRIES = 5


def _with_next(request: HttpRequest, name: str) -> str:
    """The address of ``name``, carrying along where this visitor wants to go."""
    target = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else "")


def _home(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL


# --- signing in -------------------------------------------------------------


class LoginView(AllauthLoginView):
    """Sign in with a password, and the other ways in; in the demo also one click for each demo person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["demo_people"] = demo_people() if settings.DEMO else []
        return context


class LoginByPasskeyView(AllauthLoginWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note_device(self.request, shared=bool(self.request.POST.get("shared_device")))
        return response


@require_http_methods(["GET", "POST"])
@never_cache
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Answers alike for every address: the code goes out by letter, if at all."""
    if request.user.is_authenticated:
        return redirect(_home(request))
    form = forms.AskForCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not may_ask_for_letter(request, email):
            return respond_429(request)
        letter = services.ask_for_code(email=email)
        request.session[_CODE] = {
            "email": email,
            "digest": _digest(letter.code),
            "at": time.time(),
            "tries": 0,
            "shared": form.cleaned_data["shared_device"],
        }
        return redirect(_with_next(request, "account_confirm_login_code"))
    return render(
        request,
        "account/request_login_code.html",
        {
            "form": form,
            "next": get_next_redirect_url(request),
            "login_url": _with_next(request, "account_login"),
        },
    )


def _digest(code: str) -> str:
    return salted_hmac("lms.accounts.code", code, algorithm="sha256").hexdigest()


@require_http_methods(["GET", "POST"])
@never_cache
@rate_limit(action="login")
def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """The code is compared before anybody is looked up, so a wrong one tells nothing."""
    state = request.session.get(_CODE)
    ask_again = _with_next(request, "account_request_login_code")
    if request.user.is_authenticated:
        return redirect(_home(request))
    if not state or time.time() - state["at"] > services.CODE_LASTS.total_seconds():
        request.session.pop(_CODE, None)
        if state:
            messages.warning(request, _("That code is too old. Ask for a new one."))
        return redirect(ask_again)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if constant_time_compare(state["digest"], _digest(form.cleaned_data["code"])):
            person = person_who_may_sign_in(state["email"])
            if person is not None:
                return _sign_in_with_code(request, person, state)
        state["tries"] += 1
        request.session[_CODE] = state
        if state["tries"] >= CODE_TRIES:
            del request.session[_CODE]
            messages.warning(request, _("Five wrong codes: this one no longer works. Ask for a new one."))
            return redirect(ask_again)
        form.add_error("code", _("That code is not right. Use the one from the newest letter."))
    return render(
        request,
        "account/confirm_login_code.html",
        {
            "form": form,
            "email": state["email"],
            "ask_again": ask_again,
            "next": get_next_redirect_url(request),
        },
    )


def _sign_in_with_code(request: HttpRequest, person: User, state: dict[str, Any]) -> HttpResponseBase:
    del request.session[_CODE]
    services.confirm_address(person=person)
    record_authentication(request, person, method="code", email=person.email)
    login = Login(user=person, email=person.email, redirect_url=get_next_redirect_url(request))
    response = perform_login(request, login)
    note_device(request, shared=state["shared"])
    return response


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click signs a demo person in, second factor included; there is no such address outside the demo."""
    if not settings.DEMO:
        raise Http404
    email = request.POST.get("person", "")
    person = person_who_may_sign_in(email) if email in DEMO_PEOPLE else None
    if person is None:
        messages.error(
            request, _("That demo person does not exist here. Run “make demo” to bring them back.")
        )
        return redirect("account_login")
    if request.user.is_authenticated:
        get_adapter().logout(request)
    get_adapter().login(request, person)
    record_authentication(request, person, method="demo")
    note_device(request, shared=False)
    return redirect(_home(request))


@require_GET
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in leads to the one door."""
    target = get_next_redirect_url(request) or reverse("wagtailadmin_home")
    if request.user.is_authenticated:
        return redirect(target)
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: target})}")


# --- signing up and a new password ------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Answers alike for every address; the account is made when the letter's link is used."""
    if request.user.is_authenticated:
        return redirect(_home(request))
    form = forms.SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not may_ask_for_letter(request, data["email"]):
            return respond_429(request)
        letter = services.ask_to_sign_up(email=data["email"], name=data["name"], password=data["password"])
        request.session[_LETTER_TO] = data["email"]
        request.session[_SIGN_UP] = {"uid": str(letter.uid), "next": get_next_redirect_url(request)}
        return redirect("account_email_verification_sent")
    return render(
        request,
        "account/signup.html",
        {
            "form": form,
            "next": get_next_redirect_url(request),
            "login_url": _with_next(request, "account_login"),
        },
    )


@require_GET
@never_cache
def letter_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/verification_sent.html", {"email": request.session.get(_LETTER_TO)})


@require_http_methods(["GET", "POST"])
@never_cache
@rate_limit(action="login")
@sensitive_post_parameters("password")
def confirm_sign_up(request: HttpRequest, key: str) -> HttpResponseBase:
    """Fetching the link changes nothing; its button makes the account and signs the person in."""
    started = request.session.get(_SIGN_UP) or {}
    try:
        uid = services.read_sign_up_key(key)
        same_browser = started.get("uid") == str(uid)
        form = None if same_browser else forms.ConfirmSignUpForm(request.POST or None)
        if request.method == "POST" and (form is None or form.is_valid()):
            return _finish_sign_up(request, uid, form, started)
    except LinkUsedError as error:
        return render(request, "account/sign_up_link_used.html", {"error": error}, status=410)
    except WrongPasswordError as error:
        form.add_error("password", error.message)  # type: ignore[union-attr]
    return render(request, "account/sign_up_confirm.html", {"form": form})


def _finish_sign_up(
    request: HttpRequest, uid: UUID, form: forms.ConfirmSignUpForm | None, started: dict[str, Any]
) -> HttpResponseBase:
    person = services.confirm_sign_up(uid=uid, password=form.cleaned_data["password"] if form else None)
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session.pop(_SIGN_UP, None)
    record_authentication(request, person, method="password" if form else "sign_up")
    target = started.get("next") if form is None else None
    messages.success(request, _("Welcome. Your account is ready."))
    return perform_login(request, Login(user=person, email=person.email, redirect_url=target))


@require_http_methods(["GET", "POST"])
@never_cache
def ask_for_password(request: HttpRequest) -> HttpResponse:
    """Answers alike for every address."""
    form = forms.AskForPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not may_ask_for_letter(request, email):
            return respond_429(request)
        services.ask_for_password(email=email)
        request.session[_LETTER_TO] = email
        return redirect("account_reset_password_done")
    return render(request, "account/password_reset.html", {"form": form})


@require_GET
@never_cache
def password_letter_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_reset_done.html", {"email": request.session.get(_LETTER_TO)})


# --- one's own account ------------------------------------------------------


@require_GET
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    types = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(
        request,
        "account/overview.html",
        {
            "has_app": Authenticator.Type.TOTP in types,
            "passkeys": types.count(Authenticator.Type.WEBAUTHN),
            "needs_second_factor": is_staff_member(request.user),
            "sessions": len(signed_in_where(cast(User, request.user), here=request.session.session_key)),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    form = ProfileForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        change_profile(person=person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "account/profile.html", {"form": form, "paper": printed_name(person)})


@require_GET
@login_required
@never_cache
def access(request: HttpRequest) -> HttpResponse:
    """What the person may read about others, and who reads what they told."""
    person = cast(User, request.user)
    context = {"kinds": open_to(person), "grants": in_words(person), "fields": PROFILE_FIELDS}
    return render(request, "account/access.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says why staff need a second step, and leads to setting one up or using it."""
    if used_second_factor(request) or not is_staff_member(request.user):
        return redirect(_home(request))
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    target = get_next_redirect_url(request)
    return render(
        request,
        "account/second_factor.html",
        {
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "query": f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else "",
        },
    )
