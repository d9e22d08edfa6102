"""What a lesson sends: answers, texts, ticks, places. As plain forms, or from lesson.js as JSON."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import rules
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.content.models import Lesson, LessonEdition
from courses.content.selectors import published_lesson
from courses.learning.body import prepared_lesson, render_block
from courses.learning.errors import LessonGoneError, NotEnrolledError, TooFastError, WithdrawnError
from courses.learning.models import Enrolment
from courses.learning.pieces import find_place, foot_html, outline_html
from courses.learning.places import Spot, current_editions, keep_spot, kept_spot, write_place
from courses.learning.rules import learner_of
from courses.learning.services import (
    choose_version,
    finish_lesson,
    note_place,
    save_writing,
    see_changes,
    tick_item,
)
from courses.learning.views import lesson_gone, reader_of, show_lesson
from lms.accounts.limits import PersonLimit
from lms.errors import DomainError
from lms.language import content_language

# Refusals of the input itself (422); all others are refusals of the state of things (409).
INPUT = {"empty_choice", "too_many_choices", "unknown_option", "too_long", "still_asks", "malformed"}
INPUT |= {"empty_work", "file_not_taken"}
LONGEST_OFFLINE = timedelta(days=60)
# Four a second for a whole minute is no person; counted in each process, without a query
# (docs/decisions/0046). What is refused is kept by lesson.js and sent again, or shown in the form.
WRITES = PersonLimit("learner-writes", most=240, seconds=60, cache="default")

# Does the deed; returns more for the answer to lesson.js.
Deed = Callable[[HttpRequest, Lesson, str], dict[str, Any] | None]
Shortcut = Callable[[HttpRequest, uuid.UUID], bool]


class MalformedError(DomainError):
    code = "malformed"
    default_message = gettext_lazy(
        "Something was missing from what was sent. Open the lesson again and try once more."
    )


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.META.get("HTTP_ACCEPT", "")


def lesson_write(deed: Deed, shortcut: Shortcut | None = None) -> Callable[..., HttpResponse]:
    """A view around ``deed``: who may, what happens after a refusal, and the two kinds of answer.

    A ``shortcut`` that is true has done all of it; otherwise it has done nothing.
    """

    @require_POST
    @wraps(deed)
    def view(request: HttpRequest, lesson: uuid.UUID) -> HttpResponse:
        if shortcut is not None and shortcut(request, lesson):
            return JsonResponse({})
        row = get_object_or_404(Lesson.objects.select_related("course"), key=lesson)
        if not request.user.is_authenticated:
            return _signed_out(request, row)
        block = _block(request)
        try:
            if not WRITES.spend(request):
                raise TooFastError
            _check_door(request, row)
            more = deed(request, row, block)
        except DomainError as error:
            return _refuse(request, row, block, error)
        return _accept(request, row, block, more or {})

    return view


def _check_door(request: HttpRequest, lesson: Lesson) -> None:
    """The page was made for this person, and they hold a place on the course."""
    sender = request.POST.get("uid")
    if sender and sender != str(learner_of(request).uid):
        raise DomainError(
            _("This page belongs to another account. Sign in with that account to save."),
            code="other_account",
        )
    if not rules.has_perm("courses.learn", request.user, lesson):
        if Enrolment.objects.visible_to(request.user).filter(course=lesson.course_id).exists():
            raise WithdrawnError
        raise NotEnrolledError


def _signed_out(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Nothing is lost: lesson.js keeps it; without scripts the page shows what was typed."""
    if wants_json(request):
        message = _("You are signed out. Sign in again to save.")
        return JsonResponse({"code": "signed_out", "message": message}, status=401)
    href = address_of(lesson) or reverse("desk:my")
    if text := request.POST.get("text", ""):
        return render(request, "courses/learning/signed_out.html", {"text": text, "href": href}, status=401)
    return redirect_to_login(href)


def address_of(lesson: Lesson) -> str:
    """Where the lesson stands now; empty if it is not taught."""
    if (found := published_lesson(lesson)) is None:
        return ""
    edition, entry = found
    return reverse("courses:lesson", args=[edition.slug, entry["module"], entry["slug"]])


def _accept(request: HttpRequest, lesson: Lesson, block: str, more: dict[str, Any]) -> HttpResponse:
    found = published_lesson(lesson)
    if found is None:
        return JsonResponse(more) if wants_json(request) else lesson_gone(request, lesson)
    edition, entry = found
    if not wants_json(request):
        href = reverse("courses:lesson", args=[edition.slug, entry["module"], entry["slug"]])
        return redirect(more.get("location") or href + (f"#block-{block}" if block else ""))
    if more.pop("bare", False):
        return JsonResponse(more)
    place = find_place(request, edition, lesson.pk)
    if place is None:
        return JsonResponse(more)
    text = prepared_lesson(entry["edition"])
    reader = reader_of(request, place, text)
    return JsonResponse(
        {
            "html": render_block(request, text, block, reader),
            "foot": foot_html(request, place, text, reader.record),
            "outline": outline_html(place),
            **more,
        }
    )


def _status(error: DomainError) -> int:
    if isinstance(error, TooFastError):
        return 429
    return 422 if error.code in INPUT else 409


def _refuse(request: HttpRequest, lesson: Lesson, block: str, error: DomainError) -> HttpResponse:
    if wants_json(request):
        answer = JsonResponse({"code": error.code, "message": error.message}, status=_status(error))
        if isinstance(error, TooFastError):
            answer["Retry-After"] = str(WRITES.seconds)
        return answer
    typed = request.POST.get("text", "")
    found = published_lesson(lesson)
    place = find_place(request, found[0], lesson.pk) if found else None
    if place is None or isinstance(error, LessonGoneError):
        return lesson_gone(request, lesson, text=typed)
    if not place.standing.holds_place:
        context = {"error": error.message, "text": typed, "standing": place.standing, "lesson": lesson}
        return render(request, "courses/learning/refused.html", context, status=409)
    draft: dict[str, Any] = {"error": error.message}
    if "text" in request.POST:
        draft |= {"text": typed, "base": number_of(request, "base")}
    if "choice" in request.POST:
        draft |= {"chosen": request.POST.getlist("choice")}
    return show_lesson(request, place, drafts={block: draft}, status=_status(error))


# ---------------------------------------------------------------- what is sent


def submission_of(request: HttpRequest) -> uuid.UUID:
    """The mark that makes sending twice harmless. Raises ``MalformedError``."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError as error:
        raise MalformedError from error


def number_of(request: HttpRequest, name: str) -> int:
    try:
        return max(0, min(int(request.POST.get(name) or 0), 2**31 - 1))
    except ValueError:
        return 0


def _block(request: HttpRequest) -> str:
    return request.POST.get("block", "")[:36].replace("\x00", "")


def _moment(request: HttpRequest) -> datetime:
    """When it happened on the device, told as an age in milliseconds: device clocks are not trusted."""
    age = min(timedelta(milliseconds=number_of(request, "age")), LONGEST_OFFLINE)
    return timezone.now() - age


# ---------------------------------------------------------------- the deeds


@lesson_write
def keep(request: HttpRequest, lesson: Lesson, block: str) -> dict[str, Any]:
    """Keep a text, or with ``choose`` the version that is to stand."""
    submission = submission_of(request)
    if "choose" in request.POST:
        choose_version(
            learner=learner_of(request),
            lesson=lesson,
            block=block,
            number=number_of(request, "choose"),
            submission=submission,
        )
        return {}
    version = save_writing(
        learner=learner_of(request),
        lesson=lesson,
        block=block,
        text=request.POST.get("text", ""),
        base_number=number_of(request, "base"),
        submission=submission,
    )
    return {"number": version.number, "aside": version.aside}


@lesson_write
def tick(request: HttpRequest, lesson: Lesson, block: str) -> None:
    """One item from lesson.js (``tick``, ``ticked``), or the whole list as a form: only what it changed."""
    if "tick" in request.POST:
        changes = {request.POST["tick"]: request.POST.get("ticked") == "1"}
    else:
        was, now = set(request.POST.getlist("was")), set(request.POST.getlist("item"))
        changes = {item: item in now for item in was ^ now}
    at = _moment(request)
    for item, ticked in sorted(changes.items()):
        tick_item(learner=learner_of(request), lesson=lesson, block=block, item=item, ticked=ticked, at=at)


def note_quickly(request: HttpRequest, key: uuid.UUID, language: str = "") -> bool:
    """The place is noted in one statement, if nothing about it is out of the ordinary.

    ``language`` is the one in which words are wanted, where the request has not been given it yet.

    The statement itself asks whether the learner is on the course and the lesson is taught as
    remembered. Whatever is not so is left to ``note_fully``, which knows the reasons (and counts
    the write once more).
    """
    user, sent = request.user, request.POST
    if not (wants_json(request) and user.is_authenticated and user.is_active) or sent.get("seen"):
        return False
    if (sent.get("uid") or str(learner_of(request).uid)) != str(learner_of(request).uid):
        return False
    spot, block = kept_spot(key, language or content_language()), _block(request)
    if spot is None or block not in spot.labels or not WRITES.spend(request):
        return False
    at, label = _moment(request), spot.labels[block]
    return write_place(learner_id=learner_of(request).pk, spot=spot, block=block, label=label, at=at)


def note_fully(request: HttpRequest, lesson: Lesson, block: str) -> dict[str, Any]:
    """Note where the learner is; with ``seen``, that they have seen what changed."""
    editions = current_editions(lesson.course_id)
    found = published_lesson(lesson)
    if found is None:
        raise LessonGoneError
    edition, entry = found
    text = LessonEdition.objects.get(pk=entry["edition"])
    if request.POST.get("seen"):
        see_changes(learner=learner_of(request), lesson_edition=text)
        return {"bare": True}
    labels = {segment.block: segment.label for segment in prepared_lesson(text.pk).segments}
    if block in labels:
        note_place(
            learner=learner_of(request),
            lesson_edition=text,
            course=edition.course,
            block=block,
            label=labels[block],
            at=_moment(request),
        )
    keep_spot(lesson.key, content_language(), Spot(lesson.pk, lesson.course_id, text.pk, editions, labels))
    return {"bare": True}


place = lesson_write(note_fully, note_quickly)


@lesson_write
def finish(request: HttpRequest, lesson: Lesson, block: str) -> dict[str, Any]:
    """The lesson is done because the learner says so; on to the next one, or to the course at the end."""
    finish_lesson(learner=learner_of(request), lesson=lesson)
    found = published_lesson(lesson)
    at = find_place(request, found[0], lesson.pk) if found else None
    if at is None:
        return {}
    after = at.neighbours[1]
    location = at.standing.href if at.standing.is_completed or after is None else after.href
    return {"location": location, "bare": True}


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh form token and whose it is, for a page that was open while the session changed."""
    uid = str(learner_of(request).uid) if request.user.is_authenticated else None
    return JsonResponse({"uid": uid, "token": get_token(request)})
