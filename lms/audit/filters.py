"""How administrators find their way in the record: by person, deed, day, and whether it was only read."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from lms.audit.models import AuditEvent
from lms.audit.words import deed_in_words
from lms.names import name_key


def uids_of(text: str) -> Any:
    """The ``uid`` that was typed, or those of the people of that name; no name is kept in the record."""
    try:
        return [UUID(text.strip())]
    except ValueError:
        words = text.strip().lower()
    named = Q(name_key__contains=name_key(words)) | Q(email=words) | Q(username=words)
    return get_user_model().objects.filter(named).values("uid")


class RecordFilterSet(WagtailFilterSet):
    about = django_filters.CharFilter(
        label=_("About whom"),
        method="filter_about",
        help_text=_("A name or part of it, an address, or a number of the record."),
    )
    actor = django_filters.CharFilter(label=_("Done by"), method="filter_actor")
    action = django_filters.ChoiceFilter(label=_("What"), choices=lambda: _actions())
    is_read = django_filters.BooleanFilter(label=_("Only read"))
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = ["about", "actor", "action", "is_read", "at"]

    def filter_about(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        return events.filter(about_uid__in=uids_of(value))

    def filter_actor(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        return events.filter(actor_uid__in=uids_of(value))


def _actions() -> list[tuple[str, str]]:
    """The deeds that there are in the record. One query, answered from an index."""
    names = AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()
    return sorted(((name, deed_in_words(name)) for name in names), key=lambda one: one[1])
