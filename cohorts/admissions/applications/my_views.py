"""One's applications, for somebody who is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.admissions.applications.models import Application
from cohorts.programmes.doors import me
from cohorts.programmes.selectors import open_for_applications


@require_safe
@login_required
@never_cache
def applications(request: HttpRequest) -> HttpResponse:
    """What one has begun, sent, withdrawn; the newest first. Two queries."""
    mine = Application.objects.filter(applicant=me(request)).select_related("cohort__programme")
    context = {
        "applications": list(mine.order_by("-pk")),
        "open_cohorts": list(open_for_applications()[:5]),
    }
    return render(request, "cohorts/applications/my_list.html", context)
