"""Wagtail's screens for invitations: who was invited, inviting somebody, sending again, withdrawing."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.accounts.invitations import file_views
from lms.accounts.invitations.forms import InviteForm
from lms.accounts.invitations.headers import header
from lms.accounts.invitations.models import Invitation, InvitationState
from lms.accounts.invitations.rules import INVITE, LOOK_AFTER
from lms.accounts.invitations.selectors import invitations_visible_to
from lms.accounts.invitations.services import invite, resend_invitation, withdraw_invitation
from lms.accounts.models import ADMINISTRATORS, ORGANISERS, User
from lms.accounts.policies import RulePolicy
from lms.accounts.rules import is_administrator
from lms.audit.lists import RecordedList
from lms.audit.services import record_read
from lms.errors import DomainError
from lms.listing import ReadOnlyViewSet


def _role_words() -> list[tuple[str, Any]]:
    from lms.accounts.viewsets import ROLE_WORDS  # it is loaded after the models of every app

    return list(ROLE_WORDS)


def role_in_words(invitation: Invitation) -> Any:
    return dict(_role_words()).get(invitation.role, "").partition(":")[0] or _("None")


class InvitationFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=InvitationState.choices, method="in_state"
    )

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.in_state(value)

    class Meta:
        model = Invitation
        fields: ClassVar[list[str]] = []


class InvitationIndexView(RecordedList, IndexView):
    """The invitations that the reader may see, newest first; found by address or name."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = gettext_lazy("Invitations")
    is_searchable = True
    filterset_class = InvitationFilter
    read_action, read_subject = "accounts.list_invitations", "invitations"

    def get_base_queryset(self) -> QuerySet[Invitation]:
        return invitations_visible_to(self.request.user).select_related("invited_by")

    def search_queryset(self, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        words = self.search_query.strip()
        if not words:
            return queryset
        return queryset.filter(Q(email__contains=words.lower()) | Q(name__icontains=words))

    def get_list_buttons(self, instance: Invitation) -> list[Any]:
        return []

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Invite somebody"), url=reverse("invitations:invite"), icon_name="plus"),
            HeaderButton(_("Invite from a file"), url=reverse("invitations:file"), icon_name="upload"),
        ]


def _href(invitation: Invitation) -> str:
    return reverse("invitations:invitation", args=[invitation.uid])


def _may_invite(request: HttpRequest) -> User:
    if not has_perm(INVITE, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _looked_after(request: HttpRequest, uid: UUID) -> Invitation:
    """The invitation, if it is this reader's to look after; nobody learns of others."""
    _may_invite(request)
    invitation = get_object_or_404(Invitation.objects.select_related("invited_by", "accepted_by"), uid=uid)
    if not has_perm(LOOK_AFTER, request.user, invitation):
        raise PermissionDenied
    return invitation


@require_http_methods(["GET", "POST"])
def invite_one(request: HttpRequest) -> HttpResponse:
    """Invite one person; a role is offered to administrators."""
    actor = _may_invite(request)
    form = InviteForm(request.POST or None, roles=_role_words() if is_administrator(actor) else [])
    if request.method == "POST" and form.is_valid():
        try:
            invitation, is_new = invite(actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            if is_new:
                messages.success(request, _("The invitation is on its way."))
            elif has_perm(LOOK_AFTER, actor, invitation):
                messages.warning(request, _("That address has an invitation already. Here it is."))
            else:
                messages.warning(request, _("That address has an invitation already, from somebody else."))
                return redirect("invitations:index")
            return redirect(_href(invitation))
    context = {"form": form, **header(_("Invite somebody"))}
    return TemplateResponse(request, "accounts/invitations/admin/invite.html", context)


@require_safe
def inspect(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """One invitation. That it was looked at is recorded, with whoever accepted it."""
    one = _looked_after(request, invitation)
    record_read(
        actor_uid=cast(User, request.user).uid,
        action="accounts.read_invitation",
        subject=f"invitation:{one.uid}",
        about_uid=one.accepted_by.uid if one.accepted_by else None,
    )
    context = {
        "invitation": one,
        "state": one.state,
        "role": role_in_words(one),
        "may_send": one.state in {InvitationState.SENT, InvitationState.EXPIRED},
        "may_withdraw": one.is_open,
        **header(one.email),
    }
    return TemplateResponse(request, "accounts/invitations/admin/invitation.html", context)


@require_POST
def resend(request: HttpRequest, invitation: UUID) -> HttpResponse:
    one = _looked_after(request, invitation)
    try:
        resend_invitation(invitation=one, actor=cast(User, request.user))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The letter is on its way again, and works for two weeks."))
    return redirect(_href(one))


@require_POST
def withdraw(request: HttpRequest, invitation: UUID) -> HttpResponse:
    one = _looked_after(request, invitation)
    try:
        withdraw_invitation(invitation=one, actor=cast(User, request.user))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect(_href(one))


class InvitationViewSet(ReadOnlyViewSet):
    """Invitations beside People in Wagtail's menu."""

    model = Invitation
    name = "invitations"
    icon = "mail"
    menu_label = gettext_lazy("Invitations")
    menu_order = 255
    add_to_settings_menu = False
    add_to_admin_menu = True
    index_view_class = InvitationIndexView
    newest_by = "created_at"
    list_per_page = 30
    list_display = (
        TitleColumn("email", label=gettext_lazy("E-mail address"), sort_key="email", get_url=_href),
        Column("name", label=gettext_lazy("Name")),
        Column("role", label=gettext_lazy("Role"), accessor=role_in_words),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda invitation: invitation.state.label,
            primary=lambda invitation: invitation.is_open,
        ),
        Column("invited_by", label=gettext_lazy("Invited by")),
        DateColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
        Column(  # Wagtail's column for dates knows the past only
            "expires_at",
            label=gettext_lazy("Works until"),
            sort_key="expires_at",
            accessor=lambda invitation: date_format(timezone.localtime(invitation.expires_at), "j F Y"),
        ),
    )
    _policy = RulePolicy(Invitation, rule=INVITE, groups=(ADMINISTRATORS, ORGANISERS))

    @property
    def permission_policy(self) -> RulePolicy:
        return self._policy

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", invite_one, name="invite"),
            path("files/", file_views.add, name="file"),
            path("files/<uuid:batch>/", file_views.report, name="report"),
            path("files/<uuid:batch>/send/", file_views.send, name="send"),
            path("files/<uuid:batch>/report.csv", file_views.download, name="download"),
            path("<uuid:invitation>/", inspect, name="invitation"),
            path("<uuid:invitation>/resend/", resend, name="resend"),
            path("<uuid:invitation>/withdraw/", withdraw, name="withdraw"),
        ]


invitations = InvitationViewSet()
