"""The editors' own screens of the content room."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from courses.content.selectors import PointOfLaw, checked_since, law_to_check
from lms.pages.blocks import NATIONS


def _edit_url(point: PointOfLaw) -> str | None:
    """The editor's page, opened at the very block."""
    if point.page_id is None:
        return None
    return f"{reverse('wagtailadmin_pages:edit', args=[point.page_id])}#:w:contentpath=body.{point.block_id}"


def _nation(point: PointOfLaw) -> str:
    return str(dict(NATIONS).get(point.nation, _("Everywhere")))


class LinkColumn(Column):
    """The source by its name, with its address behind it."""

    cell_template_name = "courses/content/source_cell.html"


class CheckedColumn(DateColumn):
    """The day, or that there was none."""

    cell_template_name = "courses/content/checked_cell.html"


class NeedsCheckingView(ReportView):
    """Published points of law whose source nobody has looked at for half a year; also as a spreadsheet."""

    model = Page  # whoever may work on pages may read it
    any_permission_required: ClassVar = ["add", "change", "publish"]
    page_title = gettext_lazy("Needs checking")
    header_icon = "time"
    index_url_name = "content_needs_checking"
    index_results_url_name = "content_needs_checking_results"
    results_template_name = "courses/content/needs_checking_results.html"
    no_results_message = gettext_lazy("Every point of law was checked within the last six months.")
    export_filename = "needs-checking"
    list_export: ClassVar = [
        "page_title",
        "course",
        "title",
        "nation",
        "source",
        "source_url",
        "checked_on",
        "edit_url",
    ]
    export_headings: ClassVar = {
        "page_title": gettext_lazy("Lesson or page"),
        "course": gettext_lazy("Course"),
        "title": gettext_lazy("Point of law"),
        "nation": gettext_lazy("Where it applies"),
        "source": gettext_lazy("Source"),
        "source_url": gettext_lazy("Address of the source"),
        "checked_on": gettext_lazy("Last checked"),
        "edit_url": gettext_lazy("Edit"),
    }
    columns: ClassVar = [
        TitleColumn("page_title", label=gettext_lazy("Lesson or page"), get_url=_edit_url),
        Column("course", label=gettext_lazy("Course")),
        Column("title", label=gettext_lazy("Point of law")),
        Column("nation", accessor=_nation, label=gettext_lazy("Where it applies")),
        LinkColumn("source", label=gettext_lazy("Source")),
        CheckedColumn("checked_on", label=gettext_lazy("Last checked")),
    ]

    @cached_property
    def since(self) -> Any:
        return checked_since(timezone.localdate())

    def get_queryset(self) -> list[PointOfLaw]:
        return law_to_check(timezone.localdate())

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs, since=self.since)

    def to_row_dict(self, item: PointOfLaw) -> dict[str, Any]:
        edit_url = _edit_url(item)
        special = {
            "nation": _nation(item),
            "checked_on": item.checked_on or "",
            "edit_url": self.request.build_absolute_uri(edit_url) if edit_url else "",
        }
        return {name: special.get(name, getattr(item, name, "")) for name in self.list_export}
