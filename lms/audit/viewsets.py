"""Administrators' view of the record: who did what. Nothing in it can be changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic

from lms.audit.models import AuditEvent
from lms.listing import ReadOnlyViewSet


class RecordView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Record of actions")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        name_actors(context["object_list"])
        return context


def name_actors(events: Any) -> None:
    """Give each event the present name of its actor, in one query; a person unknown here keeps the uid."""
    uids: set[UUID] = {event.actor_uid for event in events if event.actor_uid}
    people = {person.uid: str(person) for person in get_user_model().objects.filter(uid__in=uids)}
    for event in events:
        event.actor = people.get(event.actor_uid, event.actor_uid or _("the system"))


def _details(event: AuditEvent) -> str:
    return "; ".join(f"{name}: {value}" for name, value in event.details.items()) or "–"


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
        Column("action", label=gettext_lazy("What"), sort_key="action"),
        Column("subject", label=gettext_lazy("To what")),
        Column("details", label=gettext_lazy("Details"), accessor=_details),
    )
    list_filter = {"action": ["exact"], "actor_uid": ["exact"], "at": ["date__gte", "date__lte"]}
    list_per_page = 50


record_of_actions = AuditViewSet()
