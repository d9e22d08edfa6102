"""The board, who reads, and the whole file of one application: for a cohort's organisers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import answers_of, criteria_of
from cohorts.admissions.decisions.board import ORDERS, SHOWN, Board, figure_in_words, loads
from cohorts.admissions.decisions.doors import application_in, cohort_for, me, note_reading
from cohorts.admissions.decisions.findings import ask_applicant, may_count, settle_finding
from cohorts.admissions.decisions.forms import PlanForm, QuestionForm, ReviewerForm, SettleForm
from cohorts.admissions.decisions.models import Decision, Finding
from cohorts.admissions.decisions.ranking import combined
from cohorts.admissions.decisions.reviewing import (
    change_plan,
    end_reviewer,
    name_reviewer,
    plan_of,
    share_reviews,
)
from cohorts.admissions.decisions.selectors import done_reviews, judgements, story_of
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.errors import DomainError


@require_safe
@login_required
def board(request: HttpRequest, cohort: str) -> HttpResponse:
    """The ranking with what stands to be done; a reviewer who organises nothing is led to their reviews."""
    found = get_object_or_404(Cohort.objects.select_related("programme"), slug=cohort)
    if not has_perm("cohorts.run_cohort", request.user, found):
        if has_perm("cohorts.review_applications", request.user, found):
            return redirect("cohorts:reviews", cohort=cohort)
        raise Http404
    shown = request.GET.get("show", "")
    order = request.GET.get("order", "rank")
    search = request.GET.get("q", "").strip()[:100]
    shown, order = shown if shown in SHOWN else "", order if order in ORDERS else "rank"
    made = Board(found)
    page = made.page(request.GET.get("page"), shown=shown, order=order, search=search)
    context = {
        "cohort": found,
        "board": made,
        "page": page,
        "shown": shown,
        "order": order,
        "search": search,
        "filters": [
            (code, words, made.counts[code] if code else made.total) for code, words in SHOWN.items()
        ],
        "orders": ORDERS.items(),
        "query": urlencode({"show": shown, "order": order, "q": search}),
    }
    return render(request, "cohorts/decisions/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reviewers(request: HttpRequest, cohort: str) -> HttpResponse:
    """Who reads for this cohort, how many read each application, and whether blind."""
    found = cohort_for(request, cohort)
    plan = plan_of(found)
    plan_form = PlanForm(initial={"each": plan.each, "is_blind": plan.is_blind})
    form = ReviewerForm()
    if request.method == "POST" and "each" in request.POST:
        plan_form = PlanForm(request.POST)
        if plan_form.is_valid():
            change_plan(cohort=found, actor=me(request), **plan_form.cleaned_data)
            messages.success(request, _("Saved. It counts the next time that reviews are shared out."))
            return redirect("cohorts:reviewers", cohort=cohort)
    elif request.method == "POST":
        form = ReviewerForm(request.POST)
        if form.is_valid():
            name_reviewer(cohort=found, person=form.person, actor=me(request))
            messages.success(request, _("They may review now. Share out, and they are told what to read."))
            return redirect("cohorts:reviewers", cohort=cohort)
    context = {"cohort": found, "loads": loads(found), "form": form, "plan_form": plan_form}
    return render(request, "cohorts/decisions/reviewers.html", context)


@require_POST
@login_required
def remove_reviewer(request: HttpRequest, cohort: str, person: UUID) -> HttpResponse:
    """They read nothing here from their next request on; what they did not read goes to others."""
    found = cohort_for(request, cohort)
    reviewer = get_object_or_404(User, uid=person)
    returned = end_reviewer(cohort=found, person=reviewer, actor=me(request))
    said = _("They review no longer.")
    if returned:
        said += " " + _("What they had not read yet waits to be shared out again.")
    messages.success(request, said)
    return redirect("cohorts:reviewers", cohort=cohort)


@require_POST
@login_required
def share(request: HttpRequest, cohort: str) -> HttpResponse:
    """Every application gets the reviewers that it lacks."""
    found = cohort_for(request, cohort)
    sharing = share_reviews(cohort=found, actor=me(request))
    new = len(sharing.pairs)
    said = ngettext("%(count)s review was given out.", "%(count)s reviews were given out.", new)
    messages.success(request, said % {"count": new})
    if sharing.missing:
        lacking = len(sharing.missing)
        said = ngettext(
            "%(count)s application lacks a reviewer who may read it. Name another one.",
            "%(count)s applications lack reviewers who may read them. Name more of them.",
            lacking,
        )
        messages.warning(request, said % {"count": lacking})
    return redirect("cohorts:reviewers", cohort=cohort)


@require_safe
@login_required
def dossier(request: HttpRequest, cohort: str, application: UUID) -> HttpResponse:
    """The whole file of one application: answers, judgements side by side, questions, decisions."""
    found = cohort_for(request, cohort)
    one = application_in(found, application)
    note_reading(request, one)
    return render(request, "cohorts/decisions/dossier.html", dossier_context(found, one))


def dossier_context(cohort: Cohort, application: Application, **forms: Any) -> dict[str, Any]:
    criteria = list(criteria_of(cohort))
    reviews = done_reviews(application)
    points = [one.points for one in reviews if one.points is not None]
    rows = Board(cohort).rows([application.pk])
    findings = list(Finding.objects.filter(application=application).select_related("asked_by", "settled_by"))
    pending = Decision.objects.pending().filter(application=application)
    return {
        "cohort": cohort,
        "application": application,
        "answers": answers_of(application),
        "reviews": reviews,
        "judged": judgements(reviews, criteria),
        "figure": figure_in_words(combined(points)) if points else "",
        "row": rows[0] if rows else None,
        "findings": [
            (one, may_count(one), SettleForm(prefix=f"f{one.pk}") if not one.verdict else None)
            for one in findings
        ],
        "pending": pending.select_related("prepared_by", "checked_by").first(),
        "story": story_of(application, criteria),
        "question_form": QuestionForm(),
        **forms,
    }


@require_POST
@login_required
def ask(request: HttpRequest, cohort: str, application: UUID) -> HttpResponse:
    """A finding is put to the applicant."""
    found = cohort_for(request, cohort)
    one, form = application_in(found, application), QuestionForm(request.POST)
    if form.is_valid():
        try:
            ask_applicant(application=one, question=form.cleaned_data["question"], actor=me(request))
            messages.success(request, _("The applicant is asked, and has five days to reply."))
            return redirect("cohorts:dossier", cohort=cohort, application=application)
        except DomainError as error:
            form.add_error("question", error.message)
    context = dossier_context(found, one, question_form=form)
    return render(request, "cohorts/decisions/dossier.html", context)


@require_POST
@login_required
def settle(request: HttpRequest, cohort: str, application: UUID, finding: UUID) -> HttpResponse:
    """Whether a finding counts."""
    found = cohort_for(request, cohort)
    one = application_in(found, application)
    asked = get_object_or_404(Finding, application=one, uid=finding)
    form = SettleForm(request.POST, prefix=f"f{asked.pk}")
    if form.is_valid():
        try:
            settle_finding(finding=asked, actor=me(request), **form.cleaned_data)
            messages.success(request, _("Settled. The applicant can read it once a decision is published."))
            return redirect("cohorts:dossier", cohort=cohort, application=application)
        except DomainError as error:
            form.add_error(None, error.message)
    context = dossier_context(found, one)
    context["findings"] = [
        (kept, may, form if kept.pk == asked.pk else other) for kept, may, other in context["findings"]
    ]
    return render(request, "cohorts/decisions/dossier.html", context)
