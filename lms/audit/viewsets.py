"""Administrators' view of the record: who did what, and who read what. Nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from lms.audit.filters import RecordFilterSet
from lms.audit.models import AuditEvent
from lms.audit.selectors import details_in_words, in_pieces, name_people
from lms.audit.services import record
from lms.audit.words import deed_in_words, thing_in_words
from lms.listing import ReadOnlyViewSet
from lms.spreadsheets import csv_lines


class RecordView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Record of actions")
    filterset_class = RecordFilterSet

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        name_people(context["object_list"])
        return context

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Takes what is shown, and no more."""
        address = reverse(record_of_actions.get_url_name("export"))
        query = self.request.GET.urlencode()
        return [
            HeaderButton(
                label=_("Download as a table"),
                url=f"{address}?{query}" if query else address,
                icon_name="download",
            )
        ]


class ExportView(generic.permissions.PermissionCheckedMixin, View):
    """What the list shows, as CSV, however long it is. That somebody took it is recorded."""

    model = AuditEvent
    permission_required = "view"
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        filters = RecordFilterSet(request.GET, queryset=AuditEvent.objects.all(), request=request)
        events = filters.qs if filters.is_valid() else AuditEvent.objects.none()
        asked = sorted(name for name in request.GET if request.GET[name])
        record(
            actor_uid=request.user.uid,  # type: ignore[union-attr]
            action="audit.exported",
            subject="record",
            rows=events.count(),
            filters=[name for name in asked if name in filters.filters],
        )
        head = [
            "at",
            "who",
            "who_uid",
            "what",
            "in_words",
            "to_what",
            "about",
            "about_uid",
            "only_read",
            "details",
        ]
        response = StreamingHttpResponse(
            csv_lines(head, _cells(events)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate()}.csv"'
        response["Cache-Control"] = "no-store"
        return response


def _cells(events: Any) -> Iterator[list[Any]]:
    for event in in_pieces(events):
        yield [
            event.at.isoformat(),
            event.actor,  # type: ignore[attr-defined]
            event.actor_uid,
            event.action,
            deed_in_words(event.action),
            event.subject,
            event.about if event.about_uid else "",  # type: ignore[attr-defined]
            event.about_uid,
            int(event.is_read),
            details_in_words(event),
        ]


def _kind(event: AuditEvent) -> str:
    return pgettext("an action", "read") if event.is_read else pgettext("an action", "done")


class AuditViewSet(ReadOnlyViewSet):
    model = AuditEvent
    name = "record"
    icon = "history"
    menu_label = gettext_lazy("Record of actions")
    menu_order = 910
    index_view_class = RecordView
    newest_by = "at"
    list_display = (
        DateColumn("at", label=gettext_lazy("When"), sort_key="at"),
        Column("actor", label=gettext_lazy("Who")),
        Column(
            "action",
            label=gettext_lazy("What"),
            sort_key="action",
            accessor=lambda event: deed_in_words(event.action),
        ),
        Column("about", label=gettext_lazy("About whom")),
        Column(
            "subject", label=gettext_lazy("To what"), accessor=lambda event: thing_in_words(event.subject)
        ),
        Column("is_read", label=gettext_lazy("Kind"), accessor=_kind),
        Column("details", label=gettext_lazy("Details"), accessor=details_in_words),
    )
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        export = path("export.csv", self.construct_view(ExportView), name="export")
        return [*super().get_urlpatterns(), export]


record_of_actions = AuditViewSet()
