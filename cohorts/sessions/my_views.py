"""The trainee’s side: their sessions, the way in, the feed, the recording, what they thought."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.sessions.attendance import enter_code, watch_recording
from cohorts.sessions.calendar import SESSIONS, file_of
from cohorts.sessions.doors import for_trainees, me
from cohorts.sessions.feeds import own_feed
from cohorts.sessions.forms import CodeForm, RatingForm
from cohorts.sessions.models import Coming, LiveSession
from cohorts.sessions.ratings import rate, takes_ratings
from cohorts.sessions.selectors import MySession, lesson_address, materials_of, sessions_of
from cohorts.sessions.services import reply
from courses.assessment.sent_work import works_for
from lms.calendars import TYPE
from lms.errors import DomainError
from lms.pages.files import send_document


def _here(mine: MySession) -> HttpResponse:
    return redirect("my_cohorts:session", mine.session.uid)


@require_safe
@login_required
@never_cache
def my_sessions(request: HttpRequest) -> HttpResponse:
    """The line of one’s sessions, those to come first. Its queries do not grow with them."""
    mine = sessions_of(me(request))
    context = {
        "to_come": [one for one in mine if not one.session.is_over],
        "past": [one for one in reversed(mine) if one.session.is_over],
    }
    return render(request, "cohorts/sessions/my_list.html", context)


@require_safe
@for_trainees
def my_session(request: HttpRequest, mine: MySession) -> HttpResponse:
    """One session: what it is, will you be there, the way in; afterwards how to make it up."""
    session = mine.session
    context = {
        "mine": mine,
        "session": session,
        "materials": materials_of(session),
        "lesson_href": lesson_address(session.lesson),
        "works": works_for(me(request), session.lesson),
        "check_href": lesson_address(session.check_lesson) if mine.can_make_up else "",
        "leaders": session.facilitators.order_by("name_key", "pk"),
        "code_form": CodeForm() if session.can_be_joined and session.has_begun else None,
        "rates": takes_ratings(session) and not (mine.row and mine.row.has_rated),
        "answers": Coming.choices,
    }
    return render(request, "cohorts/sessions/my_session.html", context)


@require_POST
@for_trainees
def my_reply(request: HttpRequest, mine: MySession) -> HttpResponse:
    """I am coming; I can’t come."""
    answer = request.POST.get("answer", "")
    if answer not in Coming.values:
        raise Http404
    try:
        reply(session=mine.session, place=mine.place, answer=Coming(answer))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = _("Thank you. We look forward to seeing you.")
        if answer == Coming.NO:
            words = _("Thank you for saying so. If there is a recording, you will be told.")
        messages.success(request, words)
    return _here(mine)


@require_safe
@login_required
@never_cache
def join(request: HttpRequest, session: UUID) -> HttpResponse:
    """The way in, checked at this moment: who belongs there, and near the time. It announces a recording."""
    found = LiveSession.objects.select_related("cohort").filter(uid=session).first()
    if found is None or not has_perm("cohorts.see_session", request.user, found):
        raise Http404
    return render(request, "cohorts/sessions/join.html", {"session": found})


@require_safe
@for_trainees
def calendar_file(request: HttpRequest, mine: MySession) -> HttpResponse:
    """The session for a calendar, by hand."""
    response = HttpResponse(file_of(mine.session), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="session-{mine.session.number}.ics"'
    return response


@require_POST
@for_trainees
def my_code(request: HttpRequest, mine: MySession) -> HttpResponse:
    """The code of the evening says that one is there."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            enter_code(session=mine.session, place=mine.place, code=form.cleaned_data["code"])
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("You are on the register. Enjoy the session."))
    else:
        messages.error(request, _("Type the six digits that are shown at the session."))
    return _here(mine)


@require_safe
@for_trainees
def recording(request: HttpRequest, mine: MySession) -> HttpResponseBase:
    """The file of the recording, in part if a part was asked for; until its last day."""
    session = mine.session
    if not session.has_recording or not session.recording_file:
        raise Http404
    name = str(session.recording_file.name)
    ending = name.rpartition(".")[2]
    try:
        return send_document(
            request, storage=default_storage, name=name, filename=f"session-{session.number}.{ending}", tag=""
        )
    except FileNotFoundError:
        raise Http404 from None


@require_safe
@for_trainees
def captions(request: HttpRequest, mine: MySession) -> HttpResponseBase:
    """What is said in the recording, for the player; until its last day."""
    session = mine.session
    if not session.has_recording or not session.recording_captions:
        raise Http404
    name, filename = str(session.recording_captions.name), f"session-{session.number}.vtt"
    try:
        return send_document(request, storage=default_storage, name=name, filename=filename, tag="")
    except FileNotFoundError:
        raise Http404 from None


@require_POST
@for_trainees
def watched(request: HttpRequest, mine: MySession) -> HttpResponse:
    """“I watched it”; with the check passed, the session counts."""
    try:
        row = watch_recording(session=mine.session, place=mine.place)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = _("Noted. One thing is left: the check.")
        if row.has_credit:
            words = _("This session counts for you now.")
        elif mine.session.check_lesson_id is None:
            words = _("Noted. Whoever runs the cohort can see it.")
        messages.success(request, words)
    return _here(mine)


@require_http_methods(["GET", "POST"])
@for_trainees
def my_rating(request: HttpRequest, mine: MySession) -> HttpResponse:
    """How useful it was, and one open question; once, and nobody learns whose it is."""
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = rate(session=mine.session, place=mine.place, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            words = _("Thank you. It is kept without your name.")
            messages.success(request, words if is_new else _("You answered before; that answer stays."))
            return _here(mine)
    is_open = takes_ratings(mine.session) and not (mine.row and mine.row.has_rated)
    context = {"session": mine.session, "form": form, "is_open": is_open or form.is_bound}
    return render(request, "cohorts/sessions/rate.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def feed(request: HttpRequest) -> HttpResponse:
    """The address of one’s own calendar: make one, renew it, end it."""
    return own_feed(request, feed=SESSIONS, template="cohorts/sessions/feed.html", page="my_cohorts:feed")
