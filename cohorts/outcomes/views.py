"""The outcomes of one cohort or several: the page, the workbook, the paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.outcomes.counts import BY_COUNCIL, outcomes_of
from cohorts.outcomes.documents import held_back_words, workbook_of
from cohorts.outcomes.errors import NoCohortError
from cohorts.outcomes.models import OutcomesPaper, PaperState
from cohorts.outcomes.services import ask_for_paper, note_report
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort
from cohorts.programmes.rules import runs_some_cohort
from lms.pages.files import send_document

MOST_COHORTS = 40
PAPERS = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _organised(request: HttpRequest) -> QuerySet[Cohort]:
    """Those that one organises; 404 for whoever organises none."""
    if not runs_some_cohort(me(request)):
        raise Http404
    found = Cohort.objects.organised_by(request.user).select_related("programme")
    return found.order_by("-starts_on", "-pk")


def _chosen(request: HttpRequest, cohorts: QuerySet[Cohort]) -> list[Cohort]:
    """The cohorts named in ``of``, the first to begin first; 404 for one that is not theirs."""
    slugs = (request.POST if request.method == "POST" else request.GET).getlist("of")[:MOST_COHORTS]
    found = list(cohorts.filter(slug__in=slugs).order_by("starts_on", "pk"))
    if len(found) != len(set(slugs)):
        raise Http404
    return found


def _papers(request: HttpRequest, chosen: list[Cohort]) -> list[OutcomesPaper]:
    """The last papers of which every cohort is theirs, of these cohorts where some are chosen."""
    mine = Cohort.objects.organised_by(request.user).values("pk")
    found = OutcomesPaper.objects.exclude(
        pk__in=OutcomesPaper.cohorts.through.objects.exclude(cohort__in=mine).values("outcomespaper")
    )
    if chosen:
        found = found.filter(cohorts__in=chosen).distinct()
    return list(found.prefetch_related("cohorts").order_by("-asked_at", "-pk")[:PAPERS])


def _query(chosen: list[Cohort]) -> str:
    return urlencode({"of": [cohort.slug for cohort in chosen]}, doseq=True)


def _page_of(chosen: list[Cohort]) -> str:
    query = _query(chosen)
    return reverse("cohorts:outcomes") + (f"?{query}" if query else "")


def _shown_papers(request: HttpRequest, chosen: list[Cohort]) -> dict[str, Any]:
    found = _papers(request, chosen)
    waiting = sum(paper.state == PaperState.MAKING for paper in found)
    return {"papers": found, "waiting": waiting, "query": _query(chosen)}


@require_safe
@login_required
@never_cache
def outcomes(request: HttpRequest) -> HttpResponse:
    """The report of the chosen cohorts, or the choice."""
    cohorts = _organised(request)
    chosen = _chosen(request, cohorts)
    context: dict[str, Any] = {
        "all": cohorts,
        "chosen": {cohort.slug for cohort in chosen},
        "report": outcomes_of(chosen) if chosen else None,
        "columns": BY_COUNCIL,
        "held_back": held_back_words(),
        "asking": uuid4(),
        **_shown_papers(request, chosen),
    }
    return render(request, "cohorts/outcomes/outcomes.html", context)


@require_safe
@login_required
@never_cache
def papers(request: HttpRequest) -> HttpResponse:
    """The list of papers, for the page that waits for one; 204 while as many are being made as it knows."""
    chosen = _chosen(request, _organised(request))
    if not getattr(request, "htmx", False):
        return redirect(_page_of(chosen))
    shown = _shown_papers(request, chosen)
    if shown["waiting"] and request.GET.get("waiting") == str(shown["waiting"]):
        return HttpResponse(status=204)
    return render(request, "cohorts/outcomes/papers.html", shown)


@require_safe
@for_organisers
def of_one(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The report of this cohort, under the address of all."""
    return redirect(f"{reverse('cohorts:outcomes')}?{urlencode({'of': cohort.slug})}")


@require_safe
@login_required
@never_cache
def as_workbook(request: HttpRequest) -> HttpResponseBase:
    """The report as XLSX; recorded."""
    chosen = _chosen(request, _organised(request))
    if not chosen:
        raise Http404
    note_report(cohorts=chosen, actor=me(request), form="xlsx")
    file = workbook_of(outcomes_of(chosen), made_at=timezone.localtime())
    return FileResponse(file, as_attachment=True, filename="outcomes.xlsx", content_type=XLSX)


@require_POST
@login_required
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the paper; a job makes it."""
    chosen = _chosen(request, _organised(request))
    try:
        asking = UUID(request.POST.get("asking", ""))
        ask_for_paper(cohorts=chosen, asking=asking, actor=me(request))
    except ValueError:
        raise Http404 from None
    except NoCohortError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The PDF is being made. It is here in a moment."))
    return redirect(_page_of(chosen) + ("#papers" if chosen else ""))


@require_safe
@login_required
@never_cache
def paper(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """The PDF, to whoever organises every cohort in it."""
    found = OutcomesPaper.objects.filter(uid=paper, state=PaperState.READY).first()
    mine = Cohort.objects.organised_by(request.user)
    if found is None or found.cohorts.exclude(pk__in=mine.values("pk")).exists():
        raise Http404
    try:
        return send_document(
            request,
            storage=default_storage,
            name=found.stored_as,
            filename=f"outcomes-{timezone.localdate(found.made_at)}.pdf",
            tag=str(found.uid),
            is_download=True,
        )
    except FileNotFoundError:
        raise Http404 from None
