"""What somebody was sent, for organisers: kinds and times. Every reading is recorded."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from rules import has_perm
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views import generic

from lms.accounts.fields import name_key
from lms.accounts.models import Standing, User
from lms.audit.services import record_read
from lms.listing import ReadOnlyViewSet
from lms.messaging.policies import RulePolicy
from lms.messaging.timeline import timeline_of

READ = "messaging.read_timeline"
READ_SENSITIVE = "messaging.read_sensitive_timeline"


def _people() -> QuerySet[User]:
    return User.objects.exclude(standing=Standing.ERASED)


class PeopleView(generic.IndexView):
    """Everybody who is here, found by any part of their name. Names only."""

    any_permission_required = ["view"]
    page_title = gettext_lazy("Who was sent what")
    is_searchable = True

    def get_base_queryset(self) -> QuerySet[User]:
        return _people()

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        words = self.search_query.strip()
        return queryset.filter(Q(name_key__contains=name_key(words))) if words else queryset

    def get_list_buttons(self, instance: User) -> list[Any]:
        return []


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person was sent, newest first; that it was read is recorded."""
    person = get_object_or_404(_people(), pk=pk)
    if not has_perm(READ, request.user, person):
        raise PermissionDenied
    reader, sensitive = cast(User, request.user), has_perm(READ_SENSITIVE, request.user)
    entries = timeline_of(person, with_sensitive=bool(sensitive))
    record_read(
        actor_uid=reader.uid,
        action="messaging.read_timeline",
        subject=f"person:{person.uid}",
        about_uid=person.uid,
        count=len(entries),
    )
    title = _("What %(name)s was sent") % {"name": person.display_name}
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("timelines:index"), "label": _("Who was sent what")},
        {"url": "", "label": person.display_name},
    ]
    context = {
        "entries": entries,
        "breadcrumbs_items": items,
        "header_title": title,
        "header_icon": "history",
    }
    return TemplateResponse(request, "messaging/admin/timeline.html", context)


class TimelineViewSet(ReadOnlyViewSet):
    model = User
    name = "timelines"
    url_prefix = "sent-to"
    icon = "history"
    menu_label = gettext_lazy("Who was sent what")
    add_to_settings_menu = False
    index_view_class = PeopleView
    newest_by = "date_joined"
    permission_policy = RulePolicy(User, READ)
    list_display = (
        TitleColumn(
            "display_name",
            label=gettext_lazy("Name"),
            get_url=lambda person: reverse("timelines:timeline", args=[person.pk]),
        ),
        DateColumn("date_joined", label=gettext_lazy("Joined"), sort_key="date_joined"),
    )
    list_filter: tuple[str, ...] = ()
    list_per_page = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", timeline, name="timeline")]


timelines = TimelineViewSet()
