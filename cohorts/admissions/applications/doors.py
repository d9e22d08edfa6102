"""The doors of an application: who opens it without an account, and what a closed one says."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.ways_in import may_open
from cohorts.programmes.doors import View
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.limits import Limit

# Many people write behind one address of a library; a program writes faster.
WRITES = Limit("applications-writes", most=600, seconds=60, cache="default")
UPLOADS = Limit("applications-uploads", most=40, seconds=600, cache="shared")


def announced(programme: str, slug: str) -> Cohort:
    """The cohort, if the public knows of it. Raises ``Http404``."""
    found = Cohort.objects.select_related("programme").filter(slug=slug, programme__slug=programme)
    cohort = found.exclude(state=CohortState.PREPARING).first()
    if cohort is None:
        raise Http404
    return cohort


def for_the_public(view: View) -> View:
    """``view`` gets the cohort."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, programme: str, cohort: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, announced(programme, cohort), **kwargs)

    return guarded


def for_the_applicant(view: View) -> View:
    """``view`` gets the application; a device without a way in learns nothing, and is offered a link."""

    @wraps(view)
    @never_cache
    def guarded(
        request: HttpRequest, programme: str, cohort: str, application: UUID, **kwargs: Any
    ) -> HttpResponseBase:
        found = announced(programme, cohort)
        every = Application.objects.select_related("cohort__programme", "edition", "applicant")
        mine = every.filter(uid=application, cohort=found).first()
        if mine is not None and may_open(request, mine):
            return view(request, mine, **kwargs)
        words = _("This device does not open the application. Ask for a link, and go on.")
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": "door", "message": words}, status=404)
        return render(request, "cohorts/applications/door.html", {"cohort": found}, status=404)

    return guarded
