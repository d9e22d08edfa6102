"""Wagtail's screens for the safety of accounts: find somebody, see how they stand, freeze, correct."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, cast
from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.accounts.fields import name_key
from lms.accounts.models import ADMINISTRATORS, Standing, User
from lms.accounts.policies import RulePolicy
from lms.accounts.safety import recovery_views, standing
from lms.accounts.safety.forms import FreezeForm
from lms.accounts.safety.headers import account_href, header
from lms.accounts.safety.rules import CHANGE_STANDING, LOOK_AFTER, RECOVER, SAFEGUARDING
from lms.audit.lists import RecordedList
from lms.audit.services import record_read
from lms.errors import DomainError


class StandingFilter(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(label=gettext_lazy("Standing"), choices=Standing.choices)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["standing"]


class AccountIndexView(RecordedList, IndexView):
    """Everybody, by name; found by name, address or sign-in name."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = gettext_lazy("Safety of accounts")
    default_ordering = "name_key"
    is_searchable = True
    read_action, read_subject = "accounts.list_safety", "people"

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        words = self.search_query.strip().lower()
        if not words:
            return queryset
        return queryset.filter(
            Q(name_key__contains=name_key(words)) | Q(email__contains=words) | Q(username__contains=words)
        )

    def get_list_buttons(self, instance: User) -> list[Any]:
        return []


def _looked_after(request: HttpRequest, uid: UUID) -> User:
    if not has_perm(LOOK_AFTER, request.user):
        raise PermissionDenied
    return get_object_or_404(User, uid=uid)


@dataclass(frozen=True)
class Act:
    """One thing that can be done with an account: its address, words, form and service."""

    name: str
    label: Any
    button: Any
    done: Any
    serious: bool
    of: frozenset[str]
    do: Callable[..., User]
    form: type[forms.Form] = forms.Form

    def href(self, person: User) -> str:
        return reverse(f"account_safety:{self.name}", args=[person.uid])


ACTS = {
    act.name: act
    for act in (
        Act(
            "freeze",
            gettext_lazy("Freeze this account"),
            gettext_lazy("Freeze the account"),
            gettext_lazy("The account is frozen. Nobody is signed in to it any more."),
            True,
            frozenset({Standing.ACTIVE}),
            standing.freeze_person,
            FreezeForm,
        ),
        Act(
            "unfreeze",
            gettext_lazy("Unfreeze this account"),
            gettext_lazy("Unfreeze the account"),
            gettext_lazy("The account is active again."),
            False,
            frozenset({Standing.FROZEN}),
            standing.unfreeze_person,
        ),
        Act(
            "died",
            gettext_lazy("This person has died"),
            gettext_lazy("Write down that this person has died"),
            gettext_lazy("It is written down. Nothing more is sent to them."),
            False,
            frozenset({Standing.ACTIVE, Standing.FROZEN}),
            standing.mark_died,
        ),
        Act(
            "not_died",
            gettext_lazy("That was a mistake: this person is alive"),
            gettext_lazy("Take it back"),
            gettext_lazy("It is taken back. The account is as it was before."),
            False,
            frozenset({Standing.DIED}),
            standing.correct_died,
        ),
    )
}


@require_safe
def account(request: HttpRequest, person: UUID) -> HttpResponse:
    """How the account stands, and what may be done with it. That it was looked at is recorded."""
    one = _looked_after(request, person)
    record_read(
        actor_uid=cast(User, request.user).uid,
        action="accounts.read_safety",
        subject=f"person:{one.uid}",
        about_uid=one.uid,
    )
    acts = [act for act in ACTS.values() if _stands(one) in act.of]
    if not has_perm(CHANGE_STANDING, request.user, one):
        acts = []
    context = {
        "person": one,
        "acts": [(act, act.href(one)) for act in acts],
        "is_own": one.pk == cast(User, request.user).pk,
        "edit_url": _edit_url(request, one),
        "may_recover": one.may_come_in and has_perm(RECOVER, request.user, one),
        "recoveries": [recovery for recovery in one.recoveries.all() if recovery.is_open],
        **header(one),
    }
    return TemplateResponse(request, "accounts/safety/admin/person.html", context)


def _stands(person: User) -> str:
    """Whoever was switched off before there were standings can be let in again like somebody frozen."""
    switched_off = person.standing == Standing.ACTIVE and not person.is_active
    return Standing.FROZEN if switched_off else person.standing


def _edit_url(request: HttpRequest, person: User) -> str:
    may = request.user.has_perm("accounts.change_user")
    return reverse("wagtailusers_users:edit", args=[person.pk]) if may else ""


def _act_view(act: Act) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, person: UUID) -> HttpResponse:
        one = _looked_after(request, person)
        if not has_perm(CHANGE_STANDING, request.user, one):
            raise PermissionDenied
        if request.method == "GET" and _stands(one) not in act.of:
            return redirect(account_href(one))
        form = act.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                act.do(person=one, actor=cast(User, request.user), **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, act.done)
                return redirect(account_href(one))
        context = {"person": one, "form": form, "act": act, **header(one, act.label)}
        return TemplateResponse(request, "accounts/safety/admin/confirm.html", context)

    return view


class AccountSafetyViewSet(ModelViewSet):
    """Accounts in Wagtail's admin: nobody is added, edited or deleted here."""

    model = User
    name = "account_safety"
    url_prefix = "account-safety"
    url_namespace = "account_safety"
    icon = "lock"
    menu_label = gettext_lazy("Safety of accounts")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: ClassVar[list[str]] = []
    permission_policy = RulePolicy(User, rule=LOOK_AFTER, groups=(ADMINISTRATORS, SAFEGUARDING))
    index_view_class = AccountIndexView
    filterset_class = StandingFilter
    search_backend_name = None
    list_per_page = 30
    list_display: ClassVar[list[Any]] = [
        TitleColumn("display_name", label=gettext_lazy("Name"), sort_key="name_key", get_url=account_href),
        Column("email", label=gettext_lazy("E-mail address")),
        StatusTagColumn(
            "get_standing_display",
            label=gettext_lazy("Standing"),
            primary=lambda person: person.standing == Standing.ACTIVE,
        ),
        DateColumn("last_login", label=gettext_lazy("Last signed in")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:person>/", account, name="person"),
            path("<uuid:person>/recover/", recovery_views.open_one, name="recover"),
            path("recovery/<uuid:recovery>/", recovery_views.look, name="recovery"),
            path("recovery/<uuid:recovery>/confirm/", recovery_views.confirm, name="confirm_recovery"),
            path("recovery/<uuid:recovery>/withdraw/", recovery_views.withdraw, name="withdraw_recovery"),
            *(
                path(f"<uuid:person>/{act.name.replace('_', '-')}/", _act_view(act), name=act.name)
                for act in ACTS.values()
            ),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        shared = super().get_common_view_kwargs(**kwargs)
        gone = {f"{name}_url_name" for name in ("add", "edit", "delete", "history", "usage")}
        shared["permission_policy"] = self.permission_policy
        return {name: None if name in gone else value for name, value in shared.items()}

    def get_menu_item(self, order: int | None = None) -> Any:
        """Wagtail's own item asks the permissions of the table."""
        item = super().get_menu_item(order)
        item.is_shown = lambda request: self.permission_policy.user_has_permission(request.user, "view")
        return item

    def register_permissions(self) -> None:
        """Nothing to hand out in Wagtail's groups: the rule decides."""

    def register_admin_url_finder(self) -> None:
        """People have their own edit page."""


account_safety = AccountSafetyViewSet()
