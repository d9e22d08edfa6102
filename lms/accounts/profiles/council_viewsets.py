"""Wagtail's screens of councils: which there are, and the end of one, with a look at what it touches."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from lms.accounts.models import ADMINISTRATORS, ORGANISERS, User
from lms.accounts.policies import RulePolicy
from lms.accounts.profiles.councils import EndForm, touched_by_end
from lms.errors import DomainError
from lms.listing import ReadOnlyViewSet
from lms.names import name_key
from lms.places.models import Council
from lms.places.services import end_council, reopen_council

END = "accounts.end_council"


class CouncilIndexView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Councils")
    is_searchable = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.default_ordering = "name_key"  # the viewset says: newest first

    def search_queryset(self, queryset: QuerySet[Council]) -> QuerySet[Council]:
        words = name_key(self.search_query)
        return queryset.filter(name_key__contains=words) if words else queryset

    def get_list_buttons(self, instance: Council) -> list[Any]:
        return []


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, council: UUID) -> HttpResponse:
    """One council and its end. A POST looks first; only one that says so ends it, or takes that back."""
    if not has_perm(END, request.user):
        raise PermissionDenied
    found = get_object_or_404(Council, uid=council)
    form = EndForm(request.POST if request.method == "POST" else None, council=found)
    deed = request.POST.get("deed", "")
    if deed == "reopen":
        reopen_council(council=found, actor_uid=cast(User, request.user).uid)
        messages.success(request, _("%(council)s goes on.") % {"council": found.name})
        return redirect(_href(found))
    if form.is_bound and form.is_valid() and deed == "end" and _end(request, found, form):
        return redirect(_href(found))
    return TemplateResponse(request, "accounts/councils/admin/council.html", _context(found, form))


def _end(request: HttpRequest, council: Council, form: EndForm) -> bool:
    """False where it was refused; the form says why."""
    day, actor_uid = form.cleaned_data["on"], cast(User, request.user).uid
    try:
        end_council(council=council, on=day, successors=form.cleaned_data["found"], actor_uid=actor_uid)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    told = {"council": council.name, "day": date_format(day, "j F Y")}
    messages.success(request, _("It is written down that %(council)s ends on %(day)s.") % told)
    return True


def _context(council: Council, form: EndForm) -> dict[str, Any]:
    is_looking = form.is_bound and form.is_valid()
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("councils_admin:index"), "label": _("Councils")},
        {"url": "", "label": council.name},
    ]
    return {
        "council": council,
        "form": form,
        "successors": council.successors.order_by("name_key"),
        "touched": touched_by_end(council),
        "is_looking": is_looking,
        "day": form.cleaned_data["on"] if is_looking else None,
        "following": form.cleaned_data["found"] if is_looking else [],
        "breadcrumbs_items": items,
        "header_title": council.name,
        "header_icon": "site",
    }


def _href(council: Council) -> str:
    return reverse("councils_admin:council", args=[council.uid])


class CouncilViewSet(ReadOnlyViewSet):
    model = Council
    name = "councils_admin"
    url_prefix = "councils"
    icon = "site"
    menu_label = gettext_lazy("Councils")
    menu_order = 881
    index_view_class = CouncilIndexView
    newest_by = "pk"
    list_per_page = 50
    list_display = (
        TitleColumn("name", label=gettext_lazy("Name"), sort_key="name_key", get_url=_href),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
        Column("nation", label=gettext_lazy("Nation"), accessor="get_nation_display", sort_key="nation"),
        Column(  # Wagtail's column for dates knows the past only
            "ends_on",
            label=gettext_lazy("Ends on"),
            sort_key="ends_on",
            accessor=lambda council: date_format(council.ends_on, "j F Y") if council.ends_on else "–",
        ),
    )
    list_filter = ("nation", "kind")

    @property
    def permission_policy(self) -> RulePolicy:
        return RulePolicy(Council, rule=END, groups=(ADMINISTRATORS, ORGANISERS))

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<uuid:council>/", one, name="council")]


councils = CouncilViewSet()
