"""The lesson's form for work; the reviewer's list and page; files for both of them."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from courses.assessment.work import services
from courses.assessment.work.asking import rubric_then
from courses.assessment.work.forms import PassOnForm, PromiseForm, ReviewForm
from courses.assessment.work.models import WAITING, Review, Work, WorkVersion
from courses.assessment.work.passing import pass_on
from courses.assessment.work.reviewers import reviewable_by
from courses.assessment.work.shown import chosen_levels
from courses.content.models import Lesson
from courses.learning.rules import learner_of
from courses.learning.writes import lesson_write, number_of, submission_of
from lms.accounts.models import User
from lms.audit.services import record_read
from lms.errors import DomainError
from lms.pages.files import send_document

ANSWERED_SHOWN = 50


@lesson_write
def write(request: HttpRequest, lesson: Lesson, block: str) -> dict[str, Any] | None:
    """Save the draft, send it, or take back what nobody has acknowledged; lesson.js saves only."""
    learner, deed = learner_of(request), request.POST.get("deed", "save")
    if deed == "take_back":
        services.take_back(learner=learner, lesson=lesson, block=block)
        return None
    submission = submission_of(request)
    if deed == "send" and WorkVersion.objects.filter(work__learner=learner, submission=submission).exists():
        return None
    kept = services.save_work(
        learner=learner,
        lesson=lesson,
        block=block,
        text=request.POST.get("text", ""),
        base=number_of(request, "base") if "base" in request.POST else None,
        file=request.FILES.get("file"),
        without_file="without_file" in request.POST,
    )
    if deed == "send":
        services.send_work(learner=learner, lesson=lesson, block=block, submission=submission)
    return {"number": kept.draft_number}


@require_safe
@login_required
@never_cache
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the earliest promise first; what was answered lately. Three queries.

    For whoever has a role, or was ever given a piece; for others there is no such page.
    """
    user = cast(User, request.user)
    mine = reviewable_by(user).select_related("learner", "lesson", "reviewer")
    waiting = list(
        mine.filter(state__in=WAITING).order_by(F("promised_on").asc(nulls_first=True), "state_since", "pk")
    )
    answered = mine.exclude(state__in=WAITING).order_by("-state_since", "pk")[:ANSWERED_SHOWN]
    if not waiting and not answered and not has_perm("assessment.review", user):
        raise Http404
    context = {
        "waiting": [one for one in waiting if one.reviewer_id in (None, user.pk)],
        "others": [one for one in waiting if one.reviewer_id not in (None, user.pk)],
        "answered": answered,
        "today": timezone.localdate(),
    }
    return render(request, "courses/assessment/reviews.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def review(request: HttpRequest, work: UUID) -> HttpResponse:
    """One piece: what was sent, every version of it, and the answer of whoever reviews it."""
    found = _found(request, work)
    actor = cast(User, request.user)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    versions = list(found.versions.select_related("review__reviewer", "lesson_edition").order_by("-number"))
    is_mine = found.reviewer_id in (None, actor.pk)
    forms: dict[str, Any] = {
        "form": ReviewForm(
            request.POST if deed in ("keep", "return") else None,
            rubric=rubric_then(versions[0], found.block),
            review=getattr(versions[0], "review", None) if is_mine else None,
            is_draft=deed == "keep",
        ),
        "promise": PromiseForm(request.POST if deed == "promise" else None),
        "passing": PassOnForm(request.POST if deed == "pass_on" else None, work=found),
    }
    if deed and (answer := _act(request, found, deed, forms)) is not None:
        return answer
    record_read(
        actor_uid=actor.uid,
        action="assessment.read_work",
        subject=f"work:{found.uid}",
        about_uid=found.learner.uid,
    )
    context = {"work": found, "versions": [_shown(one, found.block) for one in versions], "is_mine": is_mine}
    context |= forms | {"is_waiting": found.state in WAITING}
    return render(request, "courses/assessment/review.html", context)


def _found(request: HttpRequest, uid: UUID) -> Work:
    found = Work.objects.select_related("learner", "lesson__course", "reviewer").filter(uid=uid).first()
    if found is None or not has_perm("assessment.review_work", request.user, found):
        raise Http404
    return found


def _shown(version: WorkVersion, block: str) -> WorkVersion:
    """With what was said of it, once that was returned."""
    said: Review | None = getattr(version, "review", None)
    version.said = said if said is not None and not said.is_draft else None  # type: ignore[attr-defined]
    version.levels = chosen_levels(version, block) if version.said else []  # type: ignore[attr-defined]
    return version


def _act(request: HttpRequest, work: Work, deed: str, forms: dict[str, Any]) -> HttpResponse | None:
    """Promise a day, keep the draft, return it, or pass it on; None where something was not accepted."""
    actor = cast(User, request.user)
    used = forms[{"promise": "promise", "pass_on": "passing"}.get(deed, "form")]
    try:
        if deed == "take_over":
            pass_on(work=work, to=actor, actor=actor)
            messages.success(request, _("You review this now."))
            return redirect("learning:review", work.uid)
        if not used.is_valid():
            return None
        if deed == "promise":
            services.acknowledge(work=work, promised_on=used.cleaned_data["promised_on"], actor=actor)
            messages.success(request, _("They know that you have it, and by when you answer."))
        elif deed == "pass_on":
            pass_on(work=work, to=used.cleaned_data["to"], actor=actor)
            messages.success(request, _("It waits for somebody else now, and they know."))
            return redirect("learning:reviews")
        elif deed == "return":
            services.return_work(work=work, actor=actor, **used.said)
            messages.success(request, _("They have your answer."))
            return redirect("learning:reviews")
        else:
            services.keep_review(work=work, actor=actor, **used.said)
            messages.success(request, _("Kept. They see nothing of it until you return it."))
    except DomainError as error:
        used.add_error(None, error.message)
        return None
    return redirect("learning:review", work.uid)


@require_safe
@login_required
@never_cache
def file(request: HttpRequest, version: UUID) -> HttpResponseBase:
    """The file of a version, to its learner and to whoever may review it."""
    wanted = WorkVersion.objects.select_related("work").filter(~Q(file=""), uid=version).first()
    if wanted is None or not has_perm("assessment.read_work", request.user, wanted.work):
        raise Http404
    try:
        return send_document(
            request, storage=default_storage, name=str(wanted.file.name), filename=wanted.file_name, tag=""
        )
    except FileNotFoundError:
        raise Http404 from None
