"""The organisers’ screens of sessions: planning, moving, cancelling, recordings, credit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions import services
from cohorts.sessions.attendance import recognise
from cohorts.sessions.doors import for_leaders, for_organisers, me, runs
from cohorts.sessions.forms import (
    CancelForm,
    MoveForm,
    PatternForm,
    PriorForm,
    RecordingForm,
    SessionForm,
    WhenForm,
    when_of,
)
from cohorts.sessions.models import LiveSession
from cohorts.sessions.ratings import opinions_on
from cohorts.sessions.recordings import keep_recording, remove_recording
from cohorts.sessions.selectors import (
    lesson_address,
    materials_of,
    register_of,
    sessions_for_organisers,
)
from cohorts.sessions.sheets import attendance_table
from lms.audit.services import record_read
from lms.errors import DomainError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(
    request: HttpRequest, cohort: Cohort, form: forms.Form | forms.ModelForm, **context: Any
) -> HttpResponse:
    context = {"cohort": cohort, "form": form, **context}
    return render(request, "cohorts/sessions/form.html", context)


def _to(session: LiveSession, name: str = "session") -> HttpResponse:
    return redirect(f"cohorts:{name}", session.cohort.slug, session.uid)


@require_safe
@for_organisers
def sessions(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """All sessions of the cohort, who came, and what is left to do. Its queries do not grow with them."""
    found = sessions_for_organisers(cohort)
    any_to_come = any(not one.is_cancelled and not one.has_begun for one in found)
    context = {"cohort": cohort, "sessions": found, "any_to_come": any_to_come}
    return render(request, "cohorts/sessions/list.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def plan_pattern(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """“Seven Mondays at 19:00 from 19 June.”"""
    form = PatternForm(request.POST or None, initial={"day": cohort.starts_on})
    if request.method == "POST" and form.is_valid() and form.pattern is not None:
        planned = services.plan_pattern(
            cohort=cohort, actor=me(request), pattern=form.pattern, key=form.cleaned_data["key"], **form.facts
        )
        words = ngettext("%(count)s session is planned.", "%(count)s sessions are planned.", len(planned))
        messages.success(request, words % {"count": len(planned)})
        return redirect("cohorts:sessions", cohort.slug)
    return _page(
        request, cohort, form, title=_("Plan sessions from a pattern"), label=_("Plan these sessions")
    )


@require_http_methods(["GET", "POST"])
@for_organisers
def plan_session(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """One session by itself."""
    when = WhenForm(request.POST or None, initial={"day": cohort.starts_on})
    form = SessionForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and all([when.is_valid(), form.is_valid()]) and when.when:
        session = services.plan_session(
            cohort=cohort,
            actor=me(request),
            starts_at=when.when[0],
            ends_at=when.when[1],
            facilitators=form.cleaned_data["facilitators"],
            **form.facts,
        )
        messages.success(request, _("The session is planned."))
        return _to(session)
    return _page(request, cohort, form, when=when, title=_("Plan one session"), label=_("Plan this session"))


@require_safe
@for_leaders
def session(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """One session: what it is, who came, what was thought of it, and the ways to change it."""
    context = {
        "cohort": session.cohort,
        "session": session,
        "materials": materials_of(session),
        "lesson_href": lesson_address(session.lesson),
        "register": register_of(session),
        "opinions": opinions_on(session) if session.is_over and not session.is_cancelled else None,
        "may_run": has_perm("cohorts.run_cohort", request.user, session),
        "leaders": session.facilitators.order_by("name_key", "pk"),
        "reports": session.reports.select_related("made_by"),
    }
    return render(request, "cohorts/sessions/session.html", context)


@require_http_methods(["GET", "POST"])
@for_leaders
@runs
def edit_session(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """What the session is, but for its time."""
    form = SessionForm(
        request.POST or None,
        cohort=session.cohort,
        instance=session,
        initial={"facilitators": session.facilitators.all()},
    )
    if request.method == "POST" and form.is_valid():
        fresh = LiveSession.objects.get(pk=session.pk)  # the form has written into ours
        services.edit_session(
            session=fresh,
            actor=me(request),
            facts=form.facts,
            facilitators=form.cleaned_data["facilitators"],
        )
        messages.success(request, _("The session is changed."))
        return _to(session)
    return _page(
        request,
        session.cohort,
        form,
        session=session,
        title=_("Change the session"),
        label=_("Save the session"),
    )


@require_http_methods(["GET", "POST"])
@for_leaders
@runs
def move_session(request: HttpRequest, session: LiveSession) -> HttpResponse:
    form = MoveForm(request.POST or None, initial=when_of(session))
    if request.method == "POST" and form.is_valid() and form.when:
        try:
            services.move_session(
                session=session,
                actor=me(request),
                starts_at=form.when[0],
                ends_at=form.when[1],
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The session is moved. Everyone in the cohort is told."))
            return _to(session)
    return _page(
        request,
        session.cohort,
        form,
        session=session,
        title=_("Move the session"),
        label=_("Move it and tell everyone"),
    )


@require_http_methods(["GET", "POST"])
@for_leaders
@runs
def cancel_session(request: HttpRequest, session: LiveSession) -> HttpResponse:
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(session=session, actor=me(request), reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The session is cancelled. Everyone in the cohort is told."))
            return _to(session)
    return _page(
        request,
        session.cohort,
        form,
        session=session,
        title=_("Cancel the session"),
        label=_("Cancel it and tell everyone"),
        kind="danger",
    )


@require_http_methods(["GET", "POST"])
@for_leaders
@runs
def recording_form(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """The recording, until when it is kept, and what checks that it was watched."""
    known = {
        "url": session.recording_url,
        "until": session.recording_until,
        "check_lesson": session.check_lesson_id,
    }
    form = RecordingForm(request.POST or None, request.FILES or None, session=session, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            keep_recording(session=session, actor=me(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error("captions" if error.code == "captions" else "file", error.message)
        else:
            messages.success(request, _("The recording is there. Whoever missed the session is told."))
            return _to(session)
    return _page(
        request,
        session.cohort,
        form,
        session=session,
        title=_("The recording"),
        label=_("Show it to the cohort"),
    )


@require_POST
@for_leaders
@runs
def drop_recording(request: HttpRequest, session: LiveSession) -> HttpResponse:
    if remove_recording(session=session, actor=me(request)):
        messages.success(request, _("The recording is deleted."))
    return _to(session)


@require_http_methods(["GET", "POST"])
@for_leaders
@runs
def recognise_prior(request: HttpRequest, session: LiveSession, place: UUID) -> HttpResponse:
    """What somebody learnt before counts as the session."""
    held = get_object_or_404(Place.objects.select_related("trainee"), uid=place, cohort=session.cohort_id)
    form = PriorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recognise(session=session, place=held, actor=me(request), reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            words = _("The session counts for %(name)s.") % {"name": held.trainee.display_name}
            messages.success(request, words)
            return _to(session)
    title = _("Recognise what %(name)s learnt before") % {"name": held.trainee.display_name}
    return _page(request, session.cohort, form, session=session, title=title, label=_("Give credit for it"))


@require_safe
@for_organisers
def attendance_file(request: HttpRequest, cohort: Cohort, kind: str) -> HttpResponseBase:
    """Everybody × every session as CSV or XLSX; the reading is recorded."""
    table = attendance_table(cohort)
    if not table.people:
        raise Http404
    subject = f"cohort:{cohort.uid}"
    record_read(actor_uid=me(request).uid, action="sessions.export", subject=subject, people=table.people)
    name = f"attendance-{cohort.slug}.{kind}"
    if kind == "xlsx":
        file = table.as_xlsx(_("Attendance"))
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(table.as_csv, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def address_of(session: LiveSession) -> str:
    """The organisers’ page of ``session``."""
    return reverse("cohorts:session", args=[session.cohort.slug, session.uid])
