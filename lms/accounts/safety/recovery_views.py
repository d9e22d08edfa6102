"""Wagtail's screens for bringing somebody back without their mailbox."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages

from lms.accounts.models import User
from lms.accounts.safety.forms import RecoveryForm
from lms.accounts.safety.headers import account_href, header
from lms.accounts.safety.models import Recovery
from lms.accounts.safety.recovery import (
    confirm_recovery,
    may_confirm,
    open_recovery,
    who_may_confirm,
    withdraw_recovery,
)
from lms.accounts.safety.rules import RECOVER
from lms.audit.services import record_read
from lms.errors import DomainError


@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest, person: UUID) -> HttpResponse:
    """Say where the person can be reached now, and how we know who it is; another one of us confirms."""
    one = User.objects.filter(uid=person).first()
    if one is None or not has_perm(RECOVER, request.user, one):
        raise PermissionDenied
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = open_recovery(person=one, actor=cast(User, request.user), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("account_safety:recovery", recovery=recovery.uid)
    context = {"person": one, "form": form, **header(one, _("Recover the account"))}
    return TemplateResponse(request, "accounts/safety/admin/recover.html", context)


def _recovery(request: HttpRequest, uid: UUID) -> Recovery:
    """For administrators who may touch the account, and for those who may confirm."""
    found = Recovery.objects.select_related("person", "opened_by", "confirmed_by").filter(uid=uid).first()
    user = cast(User, request.user)
    if found is None or not (has_perm(RECOVER, user, found.person) or may_confirm(user, found)):
        raise PermissionDenied
    return found


@require_safe
def look(request: HttpRequest, recovery: UUID) -> HttpResponse:
    """Where the person is said to be reached now, and who vouched. That it was looked at is recorded."""
    one = _recovery(request, recovery)
    record_read(
        actor_uid=cast(User, request.user).uid,
        action="accounts.read_recovery",
        subject=f"recovery:{one.uid}",
        about_uid=one.person.uid,
    )
    context = {
        "recovery": one,
        "person": one.person,
        "may_confirm": one.is_open and may_confirm(cast(User, request.user), one),
        "may_withdraw": one.is_open and has_perm(RECOVER, request.user, one.person),
        "confirmers": who_may_confirm(one)[:20],
        "account_url": account_href(one.person) if has_perm(RECOVER, request.user, one.person) else "",
        **header(one.person, _("Recover the account")),
    }
    return TemplateResponse(request, "accounts/safety/admin/recovery.html", context)


@require_POST
def confirm(request: HttpRequest, recovery: UUID) -> HttpResponse:
    one = _recovery(request, recovery)
    try:
        confirm_recovery(recovery=one, actor=cast(User, request.user))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done. A letter is on its way to the new address."))
    return redirect("account_safety:recovery", recovery=one.uid)


@require_POST
def withdraw(request: HttpRequest, recovery: UUID) -> HttpResponse:
    one = _recovery(request, recovery)
    if not has_perm(RECOVER, request.user, one.person):
        raise PermissionDenied
    try:
        withdraw_recovery(recovery=one, actor=cast(User, request.user))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The recovery is withdrawn. Nothing has changed for the person."))
    return redirect("account_safety:recovery", recovery=one.uid)
