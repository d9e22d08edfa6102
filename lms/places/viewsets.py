"""Administrators' screens in Wagtail: bring in a list of places, read what it would change, apply it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from lms.errors import DomainError
from lms.listing import ReadOnlyViewSet
from lms.places.forms import ListForm
from lms.places.models import ImportState, PlacesImport
from lms.places.services import ask_to_apply, check_list

LEVELS = {
    "CTY": gettext_lazy("County councils"),
    "LAD": gettext_lazy("Councils"),
    "PCON": gettext_lazy("Constituencies"),
    "WD": gettext_lazy("Wards"),
}
SORTS = {
    "new": gettext_lazy("New"),
    "renamed": gettext_lazy("Renamed"),
    "recoded": gettext_lazy("New boundary"),
    "moved": gettext_lazy("Lies elsewhere"),
    "ended": gettext_lazy("Ended"),
    "unchanged": gettext_lazy("Unchanged"),
}


def _may(request: HttpRequest) -> Any:
    if not lists.permission_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    return request.user


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take a list in and show what it would change; nothing is changed yet."""
    user = _may(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, data = form.cleaned_data["file"], form.cleaned_data
        try:
            kept = check_list(
                file=file,
                filename=file.name,
                size=file.size,
                as_at=data["as_at"],
                whole=data["whole"],
                actor_uid=user.uid,
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return redirect(lists.get_url_name("inspect"), pk=kept.pk)
    context = {"form": form, **_header(_("Bring in a list"))}
    return TemplateResponse(request, "places/admin/add.html", context)


@require_safe
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list would change, or has changed."""
    _may(request)
    kept = get_object_or_404(PlacesImport, pk=pk)
    report = kept.report
    levels = {**report["levels"], **({"WD–PCON": report["links"]} if report["links"] else {})}
    context = {
        "kept": kept,
        "rows": [
            (LEVELS.get(level, _("Wards in constituencies")), [counts.get(sort, 0) for sort in SORTS])
            for level, counts in levels.items()
        ],
        "sorts": SORTS.values(),
        "examples": [
            (LEVELS[level], SORTS[sort], code, words) for level, sort, code, words in report["examples"]
        ],
        "errors": report["errors"],
        "more_errors": report["wrong_rows"] - len(report["errors"]),
        "ends_nothing": kept.whole and report["wrong_rows"],
        "can_apply": kept.state == ImportState.CHECKED and report["changes"],
        **_header(kept.filename),
    }
    return TemplateResponse(request, "places/admin/inspect.html", context)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the list to be brought in."""
    user, kept = _may(request), get_object_or_404(PlacesImport, pk=pk)
    ask_to_apply(kept=kept, actor_uid=user.uid)
    messages.success(request, _("The list is being brought in. This page says when it is done."))
    return redirect(lists.get_url_name("inspect"), pk=pk)


def _header(last: str) -> dict[str, Any]:
    return {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(lists.get_url_name("index")), "label": _("Places")},
            {"url": "", "label": last},
        ],
        "header_title": last,
        "header_icon": "site",
    }


class ListsView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Lists of places")

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Bring in a list"), url=reverse(lists.get_url_name("add_list")), icon_name="plus")
        ]


class PlacesImportViewSet(ReadOnlyViewSet):
    model = PlacesImport
    name = "places_admin"
    url_prefix = "places"
    icon = "site"
    menu_label = gettext_lazy("Places")
    menu_order = 880
    index_view_class = ListsView
    newest_by = "created_at"
    list_display = (
        TitleColumn(
            "filename",
            label=gettext_lazy("List"),
            get_url=lambda kept: reverse(lists.get_url_name("inspect"), args=[kept.pk]),
        ),
        DateColumn("as_at", label=gettext_lazy("As at")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("changes", label=gettext_lazy("Changes"), accessor=lambda kept: kept.report.get("changes", 0)),
        DateColumn("created_at", label=gettext_lazy("Brought in"), sort_key="created_at"),
    )
    list_filter = ("state",)
    list_per_page = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("add/", add, name="add_list"),
            path("<int:pk>/", inspect, name="inspect"),
            path("<int:pk>/apply/", apply, name="apply"),
        ]


lists: PlacesImportViewSet = PlacesImportViewSet()
