"""One's cohorts, and the page of one: what waits for its organisers, or the trainee's own side."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules import has_perm

from cohorts.programmes.completion import requirements_of
from cohorts.programmes.doors import for_those_who, me
from cohorts.programmes.glance import glances_of, parts_of, tabs
from cohorts.programmes.models import Cohort, Place
from cohorts.programmes.selectors import (
    courses_of,
    open_for_applications,
    phase_stops,
    places_held,
    programmes_running,
    with_numbers,
)


@require_safe
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Cohorts that one runs, and those in which one has a place."""
    user = me(request)
    may_set_up = has_perm("cohorts.set_up_programmes", user)
    context = {
        "programmes": list(programmes_running()) if may_set_up else [],
        "run": with_numbers(Cohort.objects.organised_by(user)),
        "held": list(places_held(user)),
        "may_set_up": may_set_up,
        "open_cohorts": list(open_for_applications()[:5]),
    }
    return render(request, "cohorts/programmes/index.html", context)


@require_safe
@for_those_who("cohorts.see_cohort")
def cohort(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """To organisers what waits for them, to trainees their own side."""
    if not has_perm("cohorts.run_cohort", request.user, cohort):
        return trainee_side(request, cohort)
    context = {
        "cohort": cohort,
        "glances": glances_of(cohort, me(request)),
        "tabs": tabs(),
        "stops": phase_stops(cohort),
    }
    return render(request, "cohorts/programmes/cohort.html", context)


def trainee_side(request: HttpRequest, cohort: Cohort, *, preview: bool = False) -> HttpResponse:
    """The cohort as a trainee has it; in a preview as somebody would who has just got a place."""
    place = Place.objects.filter(cohort=cohort, trainee=me(request)).select_related("cohort").first()
    if place is None and not preview:
        raise Http404
    shown = place if place is not None and not preview else Place(cohort=cohort, trainee=me(request))
    context = {
        "cohort": cohort,
        "place": shown,
        "preview": preview,
        "stops": phase_stops(cohort),
        "courses": courses_of(cohort),
        "requirements": requirements_of(shown),
        "parts": [] if preview else list(parts_of(shown)),
    }
    return render(request, "cohorts/programmes/trainee.html", context)
