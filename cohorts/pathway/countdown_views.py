"""Ticking, adding and taking away lines; moving a poll; the dates in a calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.pathway.checklist import COUNTDOWN, file_of
from cohorts.pathway.countdown import add_line, remove_line, settle_countdown, tick
from cohorts.pathway.countdown_forms import LineForm, MoveForm
from cohorts.pathway.models import Pathway
from cohorts.pathway.moves import move_poll
from cohorts.pathway.selectors import own_place, own_places, pathway_of
from cohorts.pathway.views import theirs
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.feeds import own_feed
from lms.calendars import TYPE
from lms.errors import DomainError

STEPS = ("GET", "HEAD", "POST")


def _own(request: HttpRequest, uid: UUID) -> tuple[Place, Pathway]:
    held = own_place(me(request), uid)
    found = pathway_of(held) if held else None
    if held is None or found is None:
        raise Http404
    return held, found


def _to_list(place: Place) -> HttpResponse:
    return redirect(reverse("my_cohorts:pathway_of", args=[place.uid]) + "#countdown")


@require_POST
@login_required
def tick_line(request: HttpRequest, place: UUID) -> HttpResponse:
    """One line is done, or not done after all."""
    held, found = _own(request, place)
    try:
        is_done = request.POST.get("done") == "yes"
        tick(pathway=found, key=request.POST.get("line", ""), is_done=is_done)
    except DomainError as error:
        messages.error(request, error.message)
    return _to_list(held)


@require_POST
@login_required
def drop_line(request: HttpRequest, place: UUID) -> HttpResponse:
    """One's own line is off the list."""
    held, found = _own(request, place)
    remove_line(pathway=found, key=request.POST.get("line", ""))
    messages.success(request, _("It is off your list."))
    return _to_list(held)


@require_http_methods(STEPS)
@login_required
@never_cache
def write_line(request: HttpRequest, place: UUID) -> HttpResponse:
    """A line of one's own."""
    held, found = _own(request, place)
    form = LineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_line(pathway=found, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is on your list."))
            return _to_list(held)
    return render(request, "cohorts/pathway/line.html", {"place": held, "form": form})


def _moving(request: HttpRequest, found: Pathway, back: str, context: dict[str, Any]) -> HttpResponse:
    if found.poll_on is None:
        return redirect(back)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            move_poll(pathway=found, actor=me(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error("poll_on", error.message)
        else:
            messages.success(request, _("The poll is moved, and all dates with it."))
            return redirect(back)
    context = {**context, "form": form, "pathway": found, "back": back}
    return render(request, "cohorts/pathway/move.html", context)


@require_http_methods(STEPS)
@login_required
@never_cache
def move(request: HttpRequest, place: UUID) -> HttpResponse:
    """The trainee's poll is on another day now."""
    held, found = _own(request, place)
    back = reverse("my_cohorts:pathway_of", args=[held.uid])
    return _moving(request, found, back, {"place": held})


@require_http_methods(STEPS)
@for_organisers
def move_theirs(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """An organiser knows that a trainee's poll was moved."""
    found = theirs(request, cohort, place)
    back = reverse("cohorts:pathway_of", args=[cohort.slug, place])
    return _moving(request, found, back, {"place": found.place, "cohort": cohort})


# ---------------------------------------------------------------- in a calendar


@require_http_methods(STEPS)
@login_required
@never_cache
def dates_feed(request: HttpRequest) -> HttpResponse:
    """The secret address of one's own dates: make one, renew it, end it."""
    if request.method == "POST":
        for place in own_places(me(request)):
            if hasattr(place, "pathway"):
                settle_countdown(pathway=place.pathway)
    return own_feed(
        request, feed=COUNTDOWN, template="cohorts/pathway/feed.html", page="my_cohorts:pathway_feed"
    )


@require_safe
@login_required
@never_cache
def dates_download(request: HttpRequest, place: UUID) -> HttpResponse:
    """The dates as they are now, as a file."""
    held, _found = _own(request, place)
    response = HttpResponse(file_of(me(request), held.uid), content_type=TYPE)
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response
