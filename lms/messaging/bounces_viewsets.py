"""Addresses to which nothing goes any more, for administrators."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from lms.accounts.models import User
from lms.audit.lists import RecordedList
from lms.listing import ReadOnlyViewSet
from lms.messaging.bounces_services import allow_again
from lms.messaging.models import Suppression
from lms.messaging.policies import RulePolicy

READ = "messaging.read_suppressions"


class SuppressionIndexView(RecordedList, generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Addresses that get no letters")
    is_searchable = True
    search_fields = ["address"]
    read_action, read_subject = "messaging.read_suppressions", "suppressions"

    def get_list_buttons(self, instance: Suppression) -> list[Any]:
        return []


@require_http_methods(["GET", "POST"])
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether letters should go there again; POST lets them."""
    if not has_perm(READ, request.user):
        raise PermissionDenied
    found = get_object_or_404(Suppression, pk=pk)
    if request.method == "POST":
        allow_again(suppression=found, actor=cast(User, request.user))
        messages.success(request, _("Letters go to %(address)s again.") % {"address": found.address})
        return redirect("suppressions:index")
    title = _("Allow letters again")
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("suppressions:index"), "label": _("Addresses that get no letters")},
        {"url": "", "label": title},
    ]
    context = {
        "suppression": found,
        "breadcrumbs_items": items,
        "header_title": title,
        "header_icon": "warning",
    }
    return TemplateResponse(request, "messaging/admin/allow.html", context)


class SuppressionViewSet(ReadOnlyViewSet):
    model = Suppression
    name = "suppressions"
    url_prefix = "no-letters"
    icon = "warning"
    menu_label = gettext_lazy("Addresses that get no letters")
    add_to_settings_menu = False
    index_view_class = SuppressionIndexView
    newest_by = "at"
    permission_policy = RulePolicy(Suppression, READ)
    list_display = (
        TitleColumn(
            "address",
            label=gettext_lazy("Address"),
            get_url=lambda one: reverse("suppressions:allow", args=[one.pk]),
        ),
        Column("reason", label=gettext_lazy("Why"), accessor="get_reason_display"),
        DateColumn("at", label=gettext_lazy("Since"), sort_key="at"),
    )
    list_filter: tuple[str, ...] = ()
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", allow, name="allow")]


suppressions = SuppressionViewSet()
