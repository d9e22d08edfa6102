"""Taking the grid out of the site; each time is recorded."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.overview.exports import csv_file, xlsx_file
from cohorts.overview.forms import FilterForm
from cohorts.overview.grid import wanted_places
from cohorts.overview.records import records_file
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort
from lms.audit.services import record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_organisers
def grid_file(request: HttpRequest, cohort: Cohort, kind: str) -> HttpResponseBase:
    """All that the filter finds, as CSV or XLSX."""
    wanted = FilterForm(request.GET).wanted()
    record(
        actor_uid=me(request).uid,
        action="cohorts.grid_exported",
        subject=f"cohort:{cohort.uid}",
        kind=kind,
        people=wanted_places(cohort, wanted).count(),
    )
    name = f"{cohort.slug}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(csv_file(cohort, wanted), content_type="text/csv")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return FileResponse(xlsx_file(cohort, wanted), as_attachment=True, filename=name, content_type=XLSX)


@require_safe
@for_organisers
def records(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """What the records of the cohort are, until when they are here, and the way to the file."""
    return render(request, "cohorts/overview/records.html", {"cohort": cohort})


@require_safe
@for_organisers
@reauthentication_required
def records_workbook(request: HttpRequest, cohort: Cohort) -> HttpResponseBase:
    """Everything in one workbook, for whoever has just shown that it is they; each time is recorded."""
    file = records_file(cohort)
    record(actor_uid=me(request).uid, action="cohorts.records_exported", subject=f"cohort:{cohort.uid}")
    name = f"{cohort.slug}-records.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
