"""The organisers’ side of applications: the form, who applied, twice or late, and files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from cohorts.admissions.applications.diversity import LEAST, diversity_totals
from cohorts.admissions.applications.forms import (
    CriterionFormSet,
    FormFacts,
    JoinForm,
    LateForm,
    MoveForm,
)
from cohorts.admissions.applications.forms_frozen import raw_questions
from cohorts.admissions.applications.models import Application, ApplicationForm, ApplicationState
from cohorts.admissions.applications.moving import (
    alike,
    join_applications,
    may_move_to,
    move_application,
    twice_there,
)
from cohorts.admissions.applications.selectors import answers_of, numbers_of, questions_in
from cohorts.admissions.applications.starting import let_in_late
from cohorts.admissions.applications.write_views import send_answer
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort
from lms.accounts.fields import name_key
from lms.audit.services import record, record_read
from lms.errors import DomainError

A_PAGE = 50


@require_safe
@for_organisers
def applications(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Everything that was sent, in whatever state; of drafts only their number. Constant queries."""
    shown, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:100]
    rows = _rows(cohort, shown, words).select_related("applicant", "joined_to__cohort")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "page": page,
        "numbers": numbers_of(cohort),
        "twice": twice_there(cohort).count(),
        "shown": shown,
        "q": words,
        "query": urlencode({"show": shown, "q": words}),
        "late_form": LateForm(),
    }
    return render(request, "cohorts/applications/list.html", context)


def _rows(cohort: Cohort, shown: str, words: str) -> QuerySet[Application]:
    if shown == "twice":
        rows = twice_there(cohort)
    else:
        sent = Application.objects.filter(cohort=cohort).exclude(state=ApplicationState.DRAFT)
        rows = sent.filter(state=shown) if shown in ApplicationState else sent
        rows = rows.filter(is_late=True) if shown == "late" else rows
        rows = rows.filter(standing="talk") if shown == "talk" else rows
        rows = rows.order_by("-submitted_at", "-pk")
    if words:
        rows = rows.filter(Q(name_key__contains=name_key(words)) | Q(email__contains=words.lower()))
    return rows


def _sent(cohort: Cohort, uid: UUID) -> Application:
    every = Application.objects.select_related(
        "cohort__programme", "applicant", "edition", "joined_to__cohort"
    )
    sent = every.exclude(state=ApplicationState.DRAFT)
    return get_object_or_404(sent, cohort=cohort, uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def application(request: HttpRequest, cohort: Cohort, application: UUID) -> HttpResponse:
    """One application as it was sent, and what can be done with it; that it was opened is recorded."""
    one = _sent(cohort, application)
    others, cohorts = list(alike(one)), may_move_to(one)
    forms: dict[str, Any] = {"join": JoinForm(others), "move": MoveForm(cohorts)}
    if request.method == "POST":
        done = _handle(request, one, others, forms)
        if done is not None:
            return done
    _note_reading(request, one)
    context = {
        "cohort": cohort,
        "application": one,
        "answers": answers_of(one),
        "others": others,
        "join_form": forms["join"],
        "move_form": forms["move"] if cohorts.exists() else None,
        "is_sent": one.state == ApplicationState.SUBMITTED,
    }
    return render(request, "cohorts/applications/one.html", context)


def _handle(
    request: HttpRequest, one: Application, others: list[Application], forms: dict[str, Any]
) -> HttpResponse | None:
    deed = "move" if request.POST.get("do") == "move" else "join"
    form = forms[deed]
    form.data, form.is_bound = request.POST, True
    if not form.is_valid():
        return None
    try:
        if deed == "move":
            to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
            move_application(application=one, to=to, reason=reason, actor=me(request))
            messages.success(request, _("Moved to %(cohort)s. The applicant is told.") % {"cohort": to.title})
        else:
            other = next(two for two in others if str(two.uid) == form.cleaned_data["other"])
            join_applications(keep=one, other=other, actor=me(request))
            messages.success(request, _("Joined: this application stands for both. The applicant is told."))
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    return redirect("cohorts:application", one.cohort.slug, one.uid)


def _note_reading(request: HttpRequest, application: Application) -> None:
    applicant = application.applicant
    record_read(
        actor_uid=me(request).uid,
        action="cohorts.read_application",
        subject=f"application:{application.uid}",
        about_uid=applicant.uid if applicant else None,
    )


@require_safe
@login_required
@never_cache
def answer_file(request: HttpRequest, cohort: str, application: UUID, block: str) -> HttpResponseBase:
    """A file that an applicant handed in, for organisers and reviewers of the cohort; recorded."""
    sent = Application.objects.exclude(state=ApplicationState.DRAFT).select_related("cohort", "applicant")
    one = sent.filter(uid=application, cohort__slug=cohort).first()
    if one is None or not has_perm("cohorts.read_application", request.user, one):
        raise Http404
    response = send_answer(request, one, block)
    _note_reading(request, one)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def late(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Somebody who asked is let in after the deadline."""
    form = LateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            let_in_late(cohort=cohort, actor=me(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("They have a letter with a link, and can send until then."))
            return redirect("cohorts:applications", cohort.slug)
    return render(request, "cohorts/applications/late.html", {"cohort": cohort, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def form(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """What applicants read and are asked, and by what they are judged; questions are written in Wagtail."""
    asked = ApplicationForm.objects.get_or_create(cohort=cohort)[0] if request.method == "POST" else None
    asked = asked or ApplicationForm.objects.filter(cohort=cohort).first()
    facts = FormFacts(request.POST or None, instance=asked)
    criteria = CriterionFormSet(request.POST or None, instance=cohort, prefix="criteria")
    if request.method == "POST" and all([facts.is_valid(), criteria.is_valid()]):
        facts.save()
        criteria.save()
        record(actor_uid=me(request).uid, action="applications.form", subject=f"cohort:{cohort.uid}")
        messages.success(request, _("Kept."))
        return redirect("cohorts:form", cohort.slug)
    context = {
        "cohort": cohort,
        "facts": facts,
        "criteria": criteria,
        "asked": asked,
        "questions": questions_in(raw_questions(asked)) if asked else [],
        "may_write": has_perm("cohorts.write_forms", request.user),
    }
    return render(request, "cohorts/applications/form.html", context)


@require_safe
@for_organisers
def diversity(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Totals, once applications have closed; small numbers held back."""
    context = {"cohort": cohort, "totals": diversity_totals(cohort), "least": LEAST}
    return render(request, "cohorts/applications/diversity.html", context)
