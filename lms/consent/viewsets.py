"""The ledger of consent in Wagtail: read, filtered, exported; never changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from rules import has_perm
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from lms.accounts.models import ADMINISTRATORS, User
from lms.accounts.policies import RulePolicy
from lms.audit.lists import RecordedList
from lms.audit.services import record
from lms.consent.models import ConsentEntry
from lms.listing import ReadOnlyViewSet
from lms.spreadsheets import csv_lines

READ = "consent.read_ledger"


class LedgerView(RecordedList, generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Ledger of consent")
    read_action, read_subject = "consent.read_ledger", "consent_ledger"

    def get_base_queryset(self) -> QuerySet[ConsentEntry]:
        return super().get_base_queryset().select_related("wording")

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Export as CSV"), url=reverse(ledger.get_url_name("export")), icon_name="download")
        ]


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger, oldest first, row by row; that it was taken out is recorded."""
    if not has_perm(READ, request.user):
        raise PermissionDenied
    record(
        actor_uid=cast(User, request.user).uid,
        action="consent.ledger_exported",
        subject="consent_ledger",
        rows=ConsentEntry.objects.count(),
    )
    head = (
        "uid",
        "who",
        "channel",
        "purpose",
        "given",
        "version",
        "language",
        "words",
        "form",
        "page",
        "by",
        "at",
    )
    response = StreamingHttpResponse(csv_lines(head, _rows()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="consent.csv"'
    return response


def _rows() -> Iterator[tuple[Any, ...]]:
    entries = ConsentEntry.objects.order_by("pk").values_list(
        "uid",
        "subject_uid",
        "channel",
        "purpose",
        "given",
        "wording__version",
        "wording__language",
        "wording__text",
        "form",
        "page",
        "actor",
        "at",
    )
    for *values, at in entries.iterator(chunk_size=500):
        yield (*values, at.isoformat())


class LedgerViewSet(ReadOnlyViewSet):
    model = ConsentEntry
    name = "consent_ledger"
    url_prefix = "consent-ledger"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Ledger of consent")
    menu_order = 905
    index_view_class = LedgerView
    newest_by = "at"
    list_display = (
        DateColumn("at", label=gettext_lazy("When"), sort_key="at"),
        Column("subject_uid", label=gettext_lazy("Who")),
        Column("channel", label=gettext_lazy("Channel"), accessor="get_channel_display"),
        BooleanColumn("given", label=gettext_lazy("Given")),
        Column("wording", label=gettext_lazy("Words")),
        Column("form", label=gettext_lazy("Form")),
        Column("actor", label=gettext_lazy("By"), accessor="get_actor_display"),
    )
    list_filter = {
        "channel": ["exact"],
        "given": ["exact"],
        "form": ["exact"],
        "subject_uid": ["exact"],
        "at": ["date__gte", "date__lte"],
    }
    list_per_page = 50

    @property
    def permission_policy(self) -> RulePolicy:
        return RulePolicy(ConsentEntry, rule=READ, groups=(ADMINISTRATORS,))

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("export/", export, name="export")]


ledger = LedgerViewSet()
