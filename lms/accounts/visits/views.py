"""Seeing where one is signed in, and ending it there."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.accounts.errors import LinkUsedError
from lms.accounts.links import read_link
from lms.accounts.models import User
from lms.accounts.safety.ending import end_access
from lms.accounts.visits.models import Visit
from lms.accounts.visits.notices import COOKIE, END_PURPOSE, LINK_LASTS, forget_devices_of
from lms.accounts.visits.selectors import signed_in_where
from lms.accounts.visits.services import end_all_sessions, end_session


@require_GET
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    found = signed_in_where(cast(User, request.user), here=request.session.session_key)
    return render(request, "account/sessions.html", {"found": found})


@require_POST
@login_required
def end_one(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = cast(User, request.user)
    visit = get_object_or_404(Visit, uid=uid, user=person)
    if visit.session_key == request.session.session_key:
        get_adapter().logout(request)
        return redirect("account_login")
    end_session(uid=uid, actor=person)
    messages.success(request, _("%(device)s is signed out.") % {"device": visit.device})
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    end_all_sessions(person=person, except_key=request.session.session_key, actor=person)
    forget_devices_of(person=person, except_number=request.COOKIES.get(COOKIE, ""))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_all(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    end_access(person=person, actor=person)
    get_adapter().logout(request)
    messages.success(request, _("You are signed out everywhere. Sign in again where you need to be."))
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@never_cache
def end_by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """One button, behind the link of a letter, that signs its person out everywhere."""
    try:
        person, _data = read_link(purpose=END_PURPOSE, token=token, max_age=LINK_LASTS)
    except LinkUsedError as error:
        return render(request, "account/link_used.html", {"error": error}, status=410)
    is_done = request.method == "POST"
    if is_done:
        end_access(person=person, actor=person)
        if request.user == person:
            get_adapter().logout(request)
    return render(request, "account/end_sessions.html", {"is_done": is_done})
