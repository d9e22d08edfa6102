"""Preparing, checking and publishing decisions, and answering appeals: for a cohort's organisers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import answers_of, submitted_applications
from cohorts.admissions.decisions.appeals import answer_appeal, had_a_part
from cohorts.admissions.decisions.board import PER_PAGE, Board
from cohorts.admissions.decisions.deciding import (
    check_decision,
    prepare_decision,
    prepare_decisions,
    send_back,
)
from cohorts.admissions.decisions.doors import application_in, cohort_for, me, note_reading
from cohorts.admissions.decisions.forms import (
    AnswerForm,
    BackForm,
    CorrectionForm,
    DecisionForm,
    PrepareForm,
)
from cohorts.admissions.decisions.models import (
    Appeal,
    AppealState,
    Batch,
    Decision,
    DecisionState,
    Outcome,
    WaitingEntry,
    WaitingState,
)
from cohorts.admissions.decisions.offers import free_places, list_ends_at
from cohorts.admissions.decisions.publishing import open_batch, publish_decisions, stop_batch
from cohorts.programmes.models import Cohort
from lms.errors import DomainError


@require_safe
@login_required
def decisions(request: HttpRequest, cohort: str) -> HttpResponse:
    """What is prepared and has to be checked, what is checked, and what is about to be published."""
    found = cohort_for(request, cohort)
    pending = (
        Decision.objects.pending()
        .filter(application__cohort=found)
        .select_related("application", "prepared_by", "checked_by", "replaces")
        .order_by("state", "prepared_at", "pk")  # “checked” before “prepared”
    )
    prepared = pending.filter(state=DecisionState.PREPARED)
    context = {
        "cohort": found,
        "page": Paginator(prepared, PER_PAGE).get_page(request.GET.get("page")),
        "mine": me(request).pk,
        **_publication(found),
    }
    return render(request, "cohorts/decisions/decisions.html", context)


def _publication(cohort: Cohort) -> dict[str, Any]:
    """What would be published now, and what there is room for. Seven queries."""
    checked = Decision.objects.filter(application__cohort=cohort, state=DecisionState.CHECKED).order_by()
    numbers = Counter(checked.values_list("outcome", flat=True))
    waiting = WaitingEntry.objects.filter(cohort=cohort, state=WaitingState.WAITING).count()
    free = free_places(cohort)
    offers = numbers[Outcome.OFFER]
    batches = Batch.objects.filter(cohort=cohort, published_at__isnull=False).select_related("made_by")
    return {
        "batch": open_batch(cohort),
        "numbers": [(outcome.label, numbers[outcome]) for outcome in Outcome],
        "checked": sum(numbers.values()),
        "free": free,
        "too_many": offers > max(free, 0),
        "on_their_own": min(max(free - offers, 0), waiting + numbers[Outcome.WAITING]),
        "waiting": waiting,
        "list_ends": list_ends_at(cohort) - dt.timedelta(seconds=1),
        "published": batches[:5],
        "open_appeals": Appeal.objects.filter(application__cohort=cohort, state=AppealState.OPEN).count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prepare(request: HttpRequest, cohort: str) -> HttpResponse:
    """One decision for the applications that were ticked on the board, or for a stretch of the ranking."""
    found = cohort_for(request, cohort)
    source = request.POST if request.method == "POST" else request.GET
    ticked = _ticked(found, source.getlist("application"))
    form = PrepareForm(request.POST if request.method == "POST" else None, ticked=ticked)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = ticked
        if not ticked:
            ids = Board(found).stretch(said["first"], said["last"])
            chosen = list(submitted_applications(found).filter(pk__in=ids))
        try:
            made = prepare_decisions(
                applications=chosen, outcome=said["outcome"], reason=said["reason"], actor=me(request)
            )
            words = ngettext(
                "%(count)s decision is prepared.", "%(count)s decisions are prepared.", len(made)
            )
            messages.success(request, words % {"count": len(made)})
            return redirect("cohorts:decisions", cohort=cohort)
        except DomainError as error:
            form.add_error(None, error.message)
    context = {"cohort": found, "form": form, "ticked": ticked}
    return render(request, "cohorts/decisions/prepare.html", context)


def _ticked(cohort: Cohort, uids: list[str]) -> list[Application]:
    known = []
    for uid in uids[:PER_PAGE]:
        try:
            known.append(UUID(uid))
        except ValueError:
            continue
    return list(submitted_applications(cohort).filter(uid__in=known).order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide(request: HttpRequest, cohort: str, application: UUID) -> HttpResponse:
    """One application’s decision is prepared, written anew, or, once it was published, corrected."""
    found = cohort_for(request, cohort)
    one = application_in(found, application)
    standing = Decision.objects.filter(application=one, state=DecisionState.PUBLISHED).first()
    pending = Decision.objects.pending().filter(application=one).first()
    kind: type[DecisionForm] = CorrectionForm if standing else DecisionForm
    initial = {}
    if pending:
        initial = {"outcome": pending.outcome, "reason": pending.reason, "apology": pending.apology}
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            prepare_decision(application=one, actor=me(request), **form.cleaned_data)
            messages.success(request, _("Prepared. Somebody else checks it before it is published."))
            return redirect("cohorts:dossier", cohort=cohort, application=application)
        except DomainError as error:
            form.add_error(None, error.message)
    context = {"cohort": found, "application": one, "form": form, "standing": standing, "pending": pending}
    return render(request, "cohorts/decisions/decide.html", context)


@require_POST
@login_required
def check(request: HttpRequest, cohort: str) -> HttpResponse:
    """A second person found the ticked decisions right, each as it stood on the page."""
    found = cohort_for(request, cohort)
    checked, refused = 0, ""
    for one, as_of in _seen(found, request.POST.getlist("decision")):
        try:
            check_decision(decision=one, actor=me(request), as_of=as_of)
            checked += 1
        except DomainError as error:
            refused = error.message
    if checked:
        words = ngettext("%(count)s decision is checked.", "%(count)s decisions are checked.", checked)
        messages.success(request, words % {"count": checked})
    if refused:
        messages.error(request, refused)
    elif not checked:
        messages.warning(request, _("Tick the decisions that you read and found right."))
    return redirect("cohorts:decisions", cohort=cohort)


def _seen(cohort: Cohort, values: list[str]) -> list[tuple[Decision, dt.datetime]]:
    """The decisions that were ticked, each with the moment of the words that were on the page."""
    seen: dict[UUID, dt.datetime] = {}
    for value in values[:PER_PAGE]:
        uid, _sign, moment = value.partition("@")
        try:
            if (at := parse_datetime(moment)) is not None:
                seen[UUID(uid)] = at
        except ValueError:
            continue
    found = Decision.objects.filter(application__cohort=cohort, uid__in=seen).select_related("application")
    return [(one, seen[one.uid]) for one in found.order_by("pk")]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def back(request: HttpRequest, cohort: str, decision: UUID) -> HttpResponse:
    """The decision goes back to whoever prepared it."""
    found = cohort_for(request, cohort)
    decisions = Decision.objects.pending().filter(application__cohort=found)
    one = get_object_or_404(decisions.select_related("application", "prepared_by"), uid=decision)
    form = BackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            send_back(decision=one, because=form.cleaned_data["because"], actor=me(request))
            messages.success(request, _("Sent back, with your words."))
            return redirect("cohorts:decisions", cohort=cohort)
        except DomainError as error:
            form.add_error(None, error.message)
    return render(request, "cohorts/decisions/back.html", {"cohort": found, "decision": one, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publish(request: HttpRequest, cohort: str) -> HttpResponse:
    """What goes out, in numbers, and the one button that lets it wait for fifteen minutes."""
    found = cohort_for(request, cohort)
    if request.method == "POST":
        try:
            publish_decisions(cohort=found, actor=me(request))
            messages.success(
                request, _("They are published in 15 minutes. Until then, anybody here can stop it.")
            )
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("cohorts:decisions", cohort=cohort)
    return render(
        request,
        "cohorts/decisions/publish.html",
        {"cohort": found, "unheard": Board(found).unheard, **_publication(found)},
    )


def _uid(value: str) -> UUID:
    """Raises ``Http404`` for what is none."""
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


@require_POST
@login_required
def stop(request: HttpRequest, cohort: str) -> HttpResponse:
    """Nothing of the waiting batch goes out."""
    found = cohort_for(request, cohort)
    waiting = get_object_or_404(Batch, cohort=found, uid=_uid(request.POST.get("batch", "")))
    try:
        stop_batch(batch=waiting, actor=me(request))
        messages.success(request, _("Stopped. Nobody was told anything; the decisions are as they were."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:decisions", cohort=cohort)


@require_safe
@login_required
def appeals(request: HttpRequest, cohort: str) -> HttpResponse:
    """Who asks for another look, the open ones first."""
    found = cohort_for(request, cohort)
    rows = Appeal.objects.filter(application__cohort=found).select_related("application", "answered_by")
    page = Paginator(rows.order_by("answered_at", "asked_at", "pk"), PER_PAGE)
    context = {"cohort": found, "page": page.get_page(request.GET.get("page"))}
    return render(request, "cohorts/decisions/appeals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: HttpRequest, cohort: str, appeal: UUID) -> HttpResponse:
    """One appeal with the application, and the answer of somebody who had no part in the decision."""
    found = cohort_for(request, cohort)
    asked = get_object_or_404(
        Appeal.objects.filter(application__cohort=found).select_related("application__applicant", "decision"),
        uid=appeal,
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            is_changed = said["outcome"] == "changed"
            answer_appeal(appeal=asked, is_changed=is_changed, answer=said["answer"], actor=me(request))
            messages.success(request, _("Answered. The applicant is told."))
            return redirect("cohorts:appeals", cohort=cohort)
        except DomainError as error:
            form.add_error(None, error.message)
    note_reading(request, asked.application)
    context = {
        "cohort": found,
        "appeal": asked,
        "form": form,
        "had_a_part": had_a_part(me(request), asked),
        "answers": answers_of(asked.application),
        "free": free_places(found),
    }
    return render(request, "cohorts/decisions/appeal.html", context)
