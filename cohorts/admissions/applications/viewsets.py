"""The questions of a cohort's form in Wagtail: written, never added or deleted there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy

from cohorts.admissions.applications.models import ApplicationForm
from lms.accounts.models import ORGANISERS, User


class FormPolicy(BasePermissionPolicy):
    """Whoever sets programmes up writes the questions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "change") and bool(has_perm("cohorts.write_forms", user))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Any]:
        people = User.objects.filter(is_active=True, groups__name=ORGANISERS)
        return people.distinct() if {"view", "change"} & set(actions) else User.objects.none()


class ApplicationFormViewSet(ModelViewSet):
    """A list of forms by cohort, and an editor for each."""

    model = ApplicationForm
    name = "application_forms"
    url_prefix = "application-forms"
    url_namespace = "application_forms"
    icon = "form"
    menu_label = _("Application forms")
    menu_order = 240
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    permission_policy = FormPolicy(ApplicationForm)
    search_backend_name = None
    list_per_page = 30
    list_display: ClassVar[list[Any]] = [
        TitleColumn("cohort", label=_("Cohort"), url_name="application_forms:edit"),
        Column("cohort.programme", label=_("Programme")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("introduction"),
            FieldPanel("checks"),
            FieldPanel("questions"),
            FieldPanel("asks_diversity"),
        ]
    )

    def get_queryset(self, request: Any) -> QuerySet[ApplicationForm]:
        return ApplicationForm.objects.select_related("cohort__programme").order_by(
            "-cohort__starts_on", "pk"
        )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        shared = super().get_common_view_kwargs(**kwargs)
        gone = {f"{name}_url_name" for name in ("add", "delete", "history", "usage")}
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
        """No search finds them."""


application_forms = ApplicationFormViewSet()
