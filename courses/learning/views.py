"""Catalogue, course and lesson as a learner meets them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.content.selectors import (
    catalogue,
    chosen_version,
    current_edition,
    edition_of,
    published_lesson,
    versions_of,
)
from courses.learning import selectors
from courses.learning.body import (
    Changes,
    PreparedLesson,
    Reader,
    changes_between,
    prepared_lesson,
    render_body,
)
from courses.learning.models import Enrolment
from courses.learning.panels import render_completion_panels
from courses.learning.pieces import Place, description_html, find_place, foot_html, outline_html
from courses.learning.records import lesson_record
from courses.learning.rules import learner_of
from courses.learning.selectors import CourseStanding
from courses.learning.services import enrol_learner, open_lesson, withdraw_learner
from lms.errors import DomainError
from lms.language import alternates, keep_asked
from lms.pages.media_blocks import saves_data


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    editions = catalogue()
    held = {}
    if request.user.is_authenticated:
        held = {
            standing.edition.course_id: standing
            for standing in selectors.course_standings(learner_of(request))
        }
    courses = []
    for edition in editions:
        standing = held.get(edition.course_id)
        if standing is None:
            standing = CourseStanding(edition, None, selectors.lesson_standings(edition))
        # The whole card is one link, so the stops of its line are none.
        stops = [replace(stop, href="") for stop in selectors.module_stops(standing)]
        courses.append((standing, stops))
    return render(request, "courses/learning/index.html", {"courses": courses})


@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    try:
        edition = current_edition(course)
    except CourseEdition.DoesNotExist:
        return _course_gone(request, course)
    if (chosen := chosen_version(edition)) is not None:
        return redirect(keep_asked(request, reverse("courses:course", args=[chosen.slug])))
    standing = selectors.course_standing(edition, learner_of(request))
    following = standing.following
    here = following.entry["id"] if following and standing.holds_place else None
    panels = []
    if standing.enrolment is not None and standing.is_completed and standing.holds_place:
        panels = render_completion_panels(request, standing.enrolment)
    return render(
        request,
        "courses/learning/course.html",
        {
            "standing": standing,
            "edition": edition,
            "description": description_html(edition),
            "stops": selectors.outline_stops(standing, here=here, details=True),
            "following": following,
            "panels": panels,
            "certificate_name": selectors.certificate_name(learner_of(request))
            if standing.holds_place
            else "",
            "alternates": [] if request.user.is_authenticated else _alternates(edition),
            "may_join": edition.course.open_to_all or standing.enrolment is not None,
            "reads_only": not standing.holds_place
            and rules.has_perm("courses.read_lesson", request.user, edition),
        },
    )


def _alternates(edition: CourseEdition) -> list[tuple[str, str]]:
    """For visitors without an account, as search engines are."""
    return alternates([(code, reverse("courses:course", args=[slug])) for code, slug in versions_of(edition)])


def _course_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """An address that was a course: on to the new one, a plain word to those who were on it, else nothing."""
    past = CourseEdition.objects.filter(slug=slug).select_related("course").order_by("-published_at").first()
    if past is None:
        raise Http404
    now = edition_of(past.course)
    if now is not None and now.slug != slug:
        return redirect("courses:course", now.slug, permanent=False)
    if (
        request.user.is_authenticated
        and Enrolment.objects.visible_to(request.user).filter(course=past.course).exists()
    ):
        return render(request, "courses/learning/course_gone.html", {"course": past.course}, status=410)
    raise Http404


def enrol(request: HttpRequest, course: str) -> HttpResponse:
    """Joining is posted; whoever comes here otherwise is led to the course."""
    edition = _edition_or_404(course)
    here = reverse("courses:course", args=[course])
    if request.method != "POST":
        return redirect(here)
    if not request.user.is_authenticated:
        return redirect_to_login(here)
    try:
        enrolment = enrol_learner(learner=learner_of(request), course=edition.course)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("courses:course", course)
    standing = selectors.course_standing(edition, learner_of(request))
    if enrolment.completed_at or standing.following is None:
        return redirect("courses:course", course)
    return redirect(standing.following.href)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, course: str) -> HttpResponse:
    edition = _edition_or_404(course)
    if not rules.has_perm("courses.learn", request.user, edition):
        return redirect("courses:course", course)
    if request.method == "POST":
        withdraw_learner(learner=learner_of(request), course=edition.course)
        messages.success(
            request, _("You left “%(title)s”. What you did and wrote is kept.") % {"title": edition.title}
        )
        return redirect("courses:course", course)
    return render(request, "courses/learning/withdraw.html", {"edition": edition})


def _edition_or_404(slug: str) -> CourseEdition:
    try:
        return current_edition(slug)
    except CourseEdition.DoesNotExist as error:
        raise Http404 from error


# ---------------------------------------------------------------- the lesson


@require_safe
def lesson(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        edition = current_edition(course)
    except CourseEdition.DoesNotExist:
        return _lesson_gone_from(request, course, module, lesson)
    entries = {(entry["module"], entry["slug"]): entry["id"] for entry in edition.lessons}
    if (elsewhere := _in_chosen_language(edition, entries.get((module, lesson), 0))) is not None:
        return redirect(keep_asked(request, elsewhere))
    place = find_place(request, edition, entries.get((module, lesson), 0))
    if place is None:
        return _lesson_gone_from(request, course, module, lesson)
    if not place.standing.holds_place:
        if not rules.has_perm("courses.read_lesson", request.user, edition):
            messages.info(request, _("Join the course to open its lessons."))
            return redirect("courses:course", course)
    else:
        _note_visit(request, place)
    return show_lesson(request, place)


def _in_chosen_language(edition: CourseEdition, lesson_id: int) -> str | None:
    """Where the lesson is in the language that the visitor chose, if not here."""
    chosen = chosen_version(edition)
    if chosen is None:
        return None
    for entry in chosen.lessons:
        if entry["id"] == lesson_id:
            return reverse("courses:lesson", args=[chosen.slug, entry["module"], entry["slug"]])
    return None


def _note_visit(request: HttpRequest, place: Place) -> None:
    """Write down that the lesson is open, unless that is already so."""
    enrolment, entry = place.standing.enrolment, place.here.entry
    if place.here.progress is None or enrolment is None or enrolment.last_lesson_id != entry["id"]:
        text = LessonEdition.objects.get(pk=entry["edition"])
        open_lesson(learner=learner_of(request), lesson_edition=text, course=place.edition.course)


def show_lesson(
    request: HttpRequest,
    place: Place,
    *,
    drafts: dict[str, dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The lesson's page; ``drafts`` hold what was sent and refused, so that nothing typed is lost."""
    text = prepared_lesson(place.here.entry["edition"], saves_data=saves_data({"request": request}))
    reader = reader_of(request, place, text, drafts)
    progress = place.here.progress
    return render(
        request,
        "courses/learning/lesson.html",
        {
            "edition": place.edition,
            "here": place.here,
            "total": place.standing.total,
            "outline": outline_html(place),
            "foot": foot_html(request, place, text, reader.record),
            "lesson": text,
            "body": render_body(request, text, reader),
            "changes": reader.changes,
            "errors": [draft["error"] for draft in reader.drafts.values()],
            "resume": progress.resume_block if progress and not drafts else "",
            "reads_only": reader.learner_id is None,
            "place_url": reverse("learning:place", args=[place.here.entry["key"]]),
        },
        status=status,
    )


def reader_of(
    request: HttpRequest,
    place: Place,
    text: PreparedLesson,
    drafts: dict[str, dict[str, Any]] | None = None,
) -> Reader:
    if not place.standing.holds_place:
        return Reader(None, place.key, drafts=drafts or {})
    progress, changes = place.here.progress, Changes()
    if progress and progress.seen_edition_id and progress.seen_edition_id != text.edition_id:
        changes = changes_between(prepared_lesson(progress.seen_edition_id), text)
    record = lesson_record(learner_of(request).pk, text.lesson_id)
    return Reader(learner_of(request).pk, place.key, record, changes, drafts or {})


def _lesson_gone_from(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """An address that was a lesson: on to where it is now, or a plain word to those who were in it."""
    row = selectors.lesson_once_at(course, module, lesson)
    if row is None:
        raise Http404
    if (found := published_lesson(row)) is not None:
        edition, entry = found
        return redirect("courses:lesson", edition.slug, entry["module"], entry["slug"])
    if not selectors.holds_record(learner_of(request), row):
        raise Http404
    return lesson_gone(request, row)


def lesson_gone(request: HttpRequest, lesson: Lesson, *, text: str = "") -> HttpResponse:
    """The plain page of a lesson that is no longer taught; ``text`` is what was just typed, if anything."""
    course: Course = lesson.course
    return render(
        request,
        "courses/learning/lesson_gone.html",
        {"lesson": lesson, "course": course, "course_now": edition_of(course), "text": text},
        status=410,
    )
