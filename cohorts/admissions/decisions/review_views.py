"""A reviewer's own pages: what to read, and what they think of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.admissions.applications.models import ApplicationState
from cohorts.admissions.applications.selectors import answers_of, criteria_of
from cohorts.admissions.decisions.doors import cohort_for, me, note_reading
from cohorts.admissions.decisions.forms import ReviewForm, score_forms
from cohorts.admissions.decisions.models import Review, ReviewState
from cohorts.admissions.decisions.reviewing import declare_conflict, plan_of, save_review
from cohorts.admissions.decisions.selectors import code_of
from lms.errors import DomainError

REVIEWS = "cohorts.review_applications"


@require_safe
@login_required
def reviews(request: HttpRequest, cohort: str) -> HttpResponse:
    """What one was given to read here, what is still to be read first."""
    found = cohort_for(request, cohort, REVIEWS)
    mine = (
        Review.objects.held()
        .filter(person=me(request), application__cohort=found)
        .filter(application__state=ApplicationState.SUBMITTED)
        .select_related("application")
        .order_by("-state", "assigned_at", "pk")
    )
    plan = plan_of(found)
    rows = [(one, title_of(one, is_blind=plan.is_blind)) for one in mine]
    context = {
        "cohort": found,
        "waiting": [row for row in rows if row[0].state == ReviewState.OPEN],
        "done": [row for row in rows if row[0].state == ReviewState.DONE],
        "plan": plan,
    }
    return render(request, "cohorts/decisions/reviews.html", context)


def title_of(review: Review, *, is_blind: bool) -> str:
    """What the application is called on a reviewer's pages."""
    return code_of(review.application) if is_blind else review.application.name


def _my_review(request: HttpRequest, cohort: str, uid: UUID) -> Review:
    found = cohort_for(request, cohort, REVIEWS)
    reviews = Review.objects.filter(application__cohort=found, application__state=ApplicationState.SUBMITTED)
    review = get_object_or_404(reviews.select_related("application__cohort"), uid=uid)
    if not has_perm("cohorts.write_review", request.user, review):
        raise Http404
    return review


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, cohort: str, review: UUID) -> HttpResponse:
    """One application, and the form beside it. What is not finished is kept, and counts for nothing yet."""
    mine = _my_review(request, cohort, review)
    application = mine.application
    criteria, plan = list(criteria_of(application.cohort)), plan_of(application.cohort)
    is_done = "done" in request.POST or mine.state == ReviewState.DONE
    data = request.POST if request.method == "POST" else None
    scores = score_forms(mine, criteria, data, is_done=bool(data) and is_done)
    form = ReviewForm(data, initial={"words": mine.words})
    if data is not None:
        saved = _save(request, mine, form, scores, is_done=is_done)
        if saved:
            return redirect("cohorts:reviews", cohort=cohort)
    else:
        note_reading(request, application)
    context = {
        "cohort": application.cohort,
        "review": mine,
        "title": title_of(mine, is_blind=plan.is_blind),
        "plan": plan,
        "answers": answers_of(application, is_blind=plan.is_blind),
        "form": form,
        "scores": scores,
    }
    return render(request, "cohorts/decisions/review.html", context)


def _save(request: HttpRequest, review: Review, form: ReviewForm, scores: list, *, is_done: bool) -> bool:
    """Whether everything was as it should be; what was typed is kept in either case."""
    valid = [one.is_valid() for one in (form, *scores)]
    given = {
        one.criterion.pk: (one.cleaned_data.get("points"), one.cleaned_data.get("reason", ""))
        for one in scores
    }
    try:
        words = form.cleaned_data.get("words", "")
        if all(valid):
            save_review(review=review, scores=given, words=words, is_done=is_done)
            messages.success(
                request, _("The review is done. Thank you.") if is_done else _("Kept. You can go on later.")
            )
            return True
        if review.state != ReviewState.DONE:
            save_review(review=review, scores=given, words=words, is_done=False)
    except DomainError as error:
        form.add_error(None, error.message)
    return False


@require_POST
@login_required
def conflict(request: HttpRequest, cohort: str, review: UUID) -> HttpResponse:
    """The reviewer should not judge this one; somebody else does."""
    mine = _my_review(request, cohort, review)
    try:
        declare_conflict(review=mine, actor=me(request))
        messages.success(request, _("Somebody else reads this application. Thank you for saying so."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:reviews", cohort=cohort)
