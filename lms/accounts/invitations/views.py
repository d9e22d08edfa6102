"""The page behind the link of an invitation. Fetching it changes nothing."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.accounts.errors import LinkUsedError
from lms.accounts.invitations.forms import AcceptForm
from lms.accounts.invitations.models import Invitation
from lms.accounts.invitations.services import accept_as_member, accept_as_newcomer, read_invitation_key
from lms.accounts.models import User


@require_http_methods(["GET", "POST"])
@never_cache
@rate_limit(action="login")
@sensitive_post_parameters("password")
def accept(request: HttpRequest, key: str) -> HttpResponseBase:
    """A newcomer makes an account with one button; somebody with an account signs in and accepts."""
    try:
        invitation = read_invitation_key(key=key)
        if invitation.accepted_at is not None:
            return _accepted_before(request, invitation)
        person = User.objects.filter(email=invitation.email).first()
        if person is not None:
            return _member(request, invitation, person)
        return _newcomer(request, invitation)
    except LinkUsedError as error:
        return render(request, "account/link_used.html", {"error": error}, status=410)


def _accepted_before(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not request.user.is_authenticated or request.user.pk != invitation.accepted_by_id:
        raise LinkUsedError
    return redirect(settings.LOGIN_REDIRECT_URL)


def _member(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    if not person.is_active or not invitation.role:
        raise LinkUsedError
    if request.user.is_authenticated and request.user.pk != person.pk:
        return render(request, "account/invitation_other.html", {"invitation": invitation}, status=403)
    if request.user.is_authenticated and request.method == "POST":
        accept_as_member(uid=invitation.uid, person=request.user)
        messages.success(request, _("You have accepted the invitation."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    query = urlencode({REDIRECT_FIELD_NAME: request.path})
    context = {"invitation": invitation, "sign_in_url": f"{reverse('account_login')}?{query}"}
    return render(request, "account/invitation_member.html", context)


def _newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    form = AcceptForm(request.POST or None, email=invitation.email, name=invitation.name)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = accept_as_newcomer(uid=invitation.uid, name=data["name"], password=data["password"])
        if request.user.is_authenticated:
            get_adapter().logout(request)
        record_authentication(request, person, method="invitation")
        messages.success(request, _("Welcome. Your account is ready."))
        return perform_login(request, Login(user=person, email=person.email))
    return render(request, "account/invitation.html", {"form": form, "invitation": invitation})
