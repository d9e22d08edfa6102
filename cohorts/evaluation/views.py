"""Organisers set the questions and read what came of them; trainees answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.evaluation.forms import AnswersForm, EvaluationForm, QuestionFormSet
from cohorts.evaluation.models import Evaluated, Evaluation
from cohorts.evaluation.selectors import answered, own_place, results_of
from cohorts.evaluation.services import answer_evaluation, set_up_evaluation
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort
from lms.audit.services import record
from lms.errors import DomainError


@require_safe
@for_organisers
def evaluation(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """When the cohort is asked and what, how many answered, and once it is over what they said."""
    found = Evaluation.objects.filter(cohort=cohort).first()
    context = {
        "cohort": cohort,
        "evaluation": found,
        "answered": answered(cohort) if found else 0,
        "asked": cohort.held_places.open().count(),
        "results": results_of(found) if found else [],
    }
    return render(request, "cohorts/evaluation/evaluation.html", context)


@require_POST
@for_organisers
def set_up(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    set_up_evaluation(cohort=cohort, actor=me(request))
    return redirect("cohorts:evaluation_questions", cohort.slug)


@require_http_methods(["GET", "POST"])
@for_organisers
def questions(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The dates and the questions, in one form."""
    found = get_object_or_404(Evaluation, cohort=cohort)
    data = request.POST if request.method == "POST" else None
    form = EvaluationForm(data, instance=found, label_suffix="")
    # Of one that has begun the questions are not shown; sent from a page opened before, they are refused.
    asks = data if not form.has_begun or (data and "questions-TOTAL_FORMS" in data) else None
    formset = QuestionFormSet(asks, instance=Evaluation.objects.get(pk=found.pk))
    if data is not None and form.is_valid() and (asks is None or formset.is_valid()):
        with transaction.atomic():
            form.save()
            if asks is not None:
                formset.save()
            record(
                actor_uid=me(request).uid, action="cohorts.evaluation_changed", subject=f"cohort:{cohort.uid}"
            )
        messages.success(request, _("Kept."))
        return redirect("cohorts:evaluation", cohort.slug)
    context = {"cohort": cohort, "form": form, "formset": formset, "has_begun": form.has_begun}
    return render(request, "cohorts/evaluation/questions.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def answer(request: HttpRequest, place: UUID) -> HttpResponse:
    """The questions for one trainee; once, and nobody learns whose answers they are."""
    held = own_place(me(request), place)
    found = Evaluation.objects.filter(cohort=held.cohort).first() if held else None
    if held is None or found is None:
        raise Http404
    form = AnswersForm(request.POST if request.method == "POST" else None, evaluation=found)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = answer_evaluation(place=held, answers=form.answers)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            words = _("Thank you. It is kept without your name.")
            messages.success(request, words if is_new else _("You answered before; that answer stays."))
            return redirect("cohorts:cohort", held.cohort.slug)
    context = {
        "evaluation": found,
        "cohort": held.cohort,
        "form": form,
        "is_open": found.is_open or form.is_bound,
        "has_answered": Evaluated.objects.visible_to(me(request)).filter(place=held).exists(),
    }
    return render(request, "cohorts/evaluation/answer.html", context)
