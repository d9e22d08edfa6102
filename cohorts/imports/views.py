"""Bringing a file into a running cohort: choose it, name its columns, see what it would do, do it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.imports import services
from cohorts.imports.forms import ColumnsForm, FileForm
from cohorts.imports.meanings import Ways, guess, remembered
from cohorts.imports.models import Import, ImportState, Outcome
from cohorts.imports.reading import SAMPLES
from cohorts.imports.retention import FILES_KEPT
from cohorts.imports.selectors import (
    counts,
    imports_of,
    report_head,
    report_lines,
    rows_of,
    samples_of,
    words_of,
)
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort
from lms.audit.services import record_read
from lms.errors import DomainError
from lms.spreadsheets import csv_lines

PER_PAGE = 100
FILES_SHOWN = 30


def _file(cohort: Cohort, uid: UUID) -> Import:
    found: Import = get_object_or_404(Import.objects.select_related("cohort"), cohort=cohort, uid=uid)
    return found


def _to(file: Import, name: str = "import") -> HttpResponse:
    return redirect(f"cohorts:{name}", file.cohort.slug, file.uid)


@require_http_methods(["GET", "POST"])
@for_organisers
def imports(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The files so far, and a new one."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            file = services.read_file(
                cohort=cohort, actor=me(request), name=chosen.name, content=chosen.read()
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return _to(file, "import_columns")
    context = {"cohort": cohort, "form": form, "files": imports_of(cohort)[:FILES_SHOWN]}
    return render(request, "cohorts/imports/list.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def columns(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponse:
    """What each column means; saving it tries the file."""
    found = _file(cohort, file)
    if found.is_empty:
        return _to(found)
    form = _columns_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_columns(
                file=found,
                columns=form.columns,
                gives_places=form.cleaned_data["gives_places"],
                invites=form.cleaned_data.get("invites", False),
                actor=me(request),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _to(found)
    return render(request, "cohorts/imports/columns.html", {"cohort": cohort, "file": found, "form": form})


def _columns_form(request: HttpRequest, file: Import) -> ColumnsForm:
    ways, samples = Ways.of(file.cohort), samples_of(file, SAMPLES)
    named: dict[str, str] = dict(file.columns)
    guesses = guess(file.heads, samples, ways, remembered(file.cohort))
    return ColumnsForm(
        request.POST or None,
        heads=file.heads,
        samples=samples,
        guesses=[named.get(str(place), one) for place, one in enumerate(guesses)],
        choices=ways.choices(),
        may_invite=has_perm(services.MAY_INVITE, request.user),
        initial={"gives_places": file.gives_places, "invites": file.invites},
    )


@require_safe
@for_organisers
def report(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponse:
    """What the file would do, or did, line by line."""
    found = _file(cohort, file)
    if found.state == ImportState.READ and not found.is_empty:
        return _to(found, "import_columns")
    number = counts(found)
    wanted = request.GET.get("outcome", "")
    page = Paginator(rows_of(found, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "file": found,
        "page": page,
        "lines": [(row, words_of(row)) for row in page],
        "wanted": wanted,
        "outcomes": [(one.value, one.label, number[one.value]) for one in Outcome if one != Outcome.OPEN],
        "all": number["all"],
        "to_do": number["to_do"],
        "done": number["done"],
        "invitations": found.invites,
        "kept_until": found.created_at + (FILES_KEPT),
    }
    return render(request, "cohorts/imports/report.html", context)


@require_safe
@for_organisers
def report_file(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponseBase:
    """The report as CSV; the reading is recorded."""
    found = _file(cohort, file)
    record_read(
        actor_uid=me(request).uid,
        action="cohorts.import_report",
        subject=f"cohort:{cohort.uid}",
        people=counts(found)["all"],
    )
    lines = csv_lines(report_head(), report_lines(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{cohort.slug}-{found.uid.hex[:8]}.csv"'
    return response


@require_POST
@for_organisers
def check(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponse:
    """The file is tried again."""
    found = _file(cohort, file)
    try:
        services.check_again(file=found)
    except DomainError as error:
        messages.error(request, error.message)
    return _to(found)


@require_POST
@for_organisers
def apply(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponse:
    """What was found is brought in."""
    found = _file(cohort, file)
    try:
        services.apply_file(file=found, actor=me(request))
        messages.success(request, _("The file is being brought in."))
    except DomainError as error:
        messages.error(request, error.message)
    return _to(found)


@require_POST
@for_organisers
def empty(request: HttpRequest, cohort: Cohort, file: UUID) -> HttpResponse:
    """What was in the file is deleted before its day; the report stays."""
    found = _file(cohort, file)
    try:
        services.empty_file(file=found, actor=me(request))
        messages.success(request, _("What was in the file is deleted. The report is still here."))
    except DomainError as error:
        messages.error(request, error.message)
    return _to(found)
