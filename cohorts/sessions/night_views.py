"""The evening itself: one page for a phone, for whoever leads the session."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.programmes.models import Place
from cohorts.sessions import report_services
from cohorts.sessions.attendance import close_register, hide_code, mark_many, show_code
from cohorts.sessions.doors import for_leaders, me
from cohorts.sessions.forms import ReportForm
from cohorts.sessions.models import AttendanceState, CallReport, LiveSession, Matched, ReportedPerson
from cohorts.sessions.selectors import register_of
from cohorts.sessions.telling import MISSING, people_for, tell
from lms.errors import DomainError


def _places(session: LiveSession) -> list[Place]:
    """Everybody who ever had a place in the cohort, by name. One query."""
    found = Place.objects.filter(cohort=session.cohort_id).select_related("trainee")
    return list(found.order_by("trainee__name_key", "pk"))


def _back(session: LiveSession, name: str = "night") -> HttpResponse:
    return redirect(f"cohorts:{name}", session.cohort.slug, session.uid)


@require_safe
@for_leaders
def night(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """The link, the code, the register and who is missing."""
    now = timezone.now()
    shown = session.code and session.code_from and session.code_until
    context = {
        "cohort": session.cohort,
        "session": session,
        "register": register_of(session),
        "states": AttendanceState.choices,
        "code": session.code if shown and session.code_from <= now < session.code_until else "",  # type: ignore[operator]
        "told_missing": session.tellings.filter(what=MISSING, sequence=session.sequence).exists(),
        "may_run": has_perm("cohorts.run_cohort", request.user, session),
        "may_note": not session.is_cancelled and now >= session.opens_at,
    }
    return render(request, "cohorts/sessions/night.html", context)


@require_POST
@for_leaders
def mark(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """What was changed on the register, and only that: two people may keep it at once."""
    places = {str(place.uid): place for place in _places(session)}
    changed = {}
    for uid, place in places.items():
        state = request.POST.get(f"state-{uid}")
        known = state in AttendanceState.values or state == ""
        if state is not None and known and state != request.POST.get(f"was-{uid}", ""):
            changed[place] = state
    try:
        count = mark_many(session=session, states=changed, actor=me(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = ngettext("%(count)s entry is noted.", "%(count)s entries are noted.", count)
        messages.success(request, words % {"count": count} if count else _("Nothing was changed."))
    return _back(session)


@require_POST
@for_leaders
def code(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """A new code, or none any more."""
    try:
        if "hide" in request.POST:
            hide_code(session=session)
        else:
            show_code(session=session, actor=me(request))
    except DomainError as error:
        messages.error(request, error.message)
    return _back(session)


@require_POST
@for_leaders
def ask_missing(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """Whoever is missing is asked whether they can still come; once in an evening."""
    if not session.has_begun or session.is_over or session.is_cancelled:
        messages.error(request, _("This is for while the session goes on."))
        return _back(session)
    count = len(people_for(session, MISSING))
    tell(session=session, what=MISSING)
    words = ngettext("%(count)s person is written to.", "%(count)s people are written to.", count)
    messages.success(request, words % {"count": count})
    return _back(session)


@require_POST
@for_leaders
def finish(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """The register is closed: whoever is without a word was absent, or excused."""
    try:
        count = close_register(session=session, actor=me(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = ngettext(
            "The register is closed. %(count)s person was not there.",
            "The register is closed. %(count)s people were not there.",
            count,
        )
        messages.success(request, words % {"count": count})
    return _back(session)


@require_http_methods(["GET", "POST"])
@for_leaders
def report(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """Choose the participants’ report of the call."""
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            found = report_services.bring_in(
                session=session, actor=me(request), content=content, zone=form.cleaned_data["zone"]
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return redirect("cohorts:review_report", session.cohort.slug, session.uid, found.uid)
    context = {
        "cohort": session.cohort,
        "session": session,
        "form": form,
        "title": _("Bring in a report of the call"),
        "label": _("Read the report"),
    }
    return render(request, "cohorts/sessions/form.html", context)


@require_http_methods(["GET", "POST"])
@for_leaders
def review_report(request: HttpRequest, session: LiveSession, report: UUID) -> HttpResponse:
    """Names of the report beside people of the cohort; saving it notes who was there."""
    found = get_object_or_404(
        CallReport.objects.select_related("session__cohort"), uid=report, session=session
    )
    people = list(found.people.select_related("place__trainee"))
    places = _places(session)
    if request.method == "POST":
        choices = _chosen(request, people, {str(place.uid): place for place in places})
        try:
            report_services.review(report=found, choices=choices, actor=me(request))
            count = report_services.apply_report(report=found, actor=me(request))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            words = ngettext(
                "%(count)s person of the report is on the register.",
                "%(count)s people of the report are on the register.",
                count,
            )
            messages.success(request, words % {"count": count})
            return _back(session, "session")
    is_open = [person for person in people if person.matched == Matched.OPEN]
    matched = [person for person in people if person.matched != Matched.OPEN]
    context = {
        "cohort": session.cohort,
        "session": session,
        "report": found,
        "open": is_open,
        "matched": matched,
        "places": places,
        "nobody": Matched.NOBODY.value,
    }
    return render(request, "cohorts/sessions/review.html", context)


def _chosen(
    request: HttpRequest, people: list[ReportedPerson], places: dict[str, Place]
) -> dict[ReportedPerson, Place | None]:
    """What was changed on the review screen; “leave open” changes nothing."""
    chosen: dict[ReportedPerson, Place | None] = {}
    for person in people:
        value = request.POST.get(f"person-{person.pk}", "")
        if value == Matched.NOBODY and person.matched != Matched.NOBODY:
            chosen[person] = None
        elif value in places and places[value].pk != person.place_id:
            chosen[person] = places[value]
    return chosen


@require_POST
@for_leaders
def drop_report(request: HttpRequest, session: LiveSession, report: UUID) -> HttpResponse:
    found = CallReport.objects.filter(uid=report, session=session).first()
    if found is not None:
        report_services.drop_report(report=found, actor=me(request))
        messages.success(request, _("The report is gone, and what came from it alone."))
    return _back(session, "session")
