"""“Can I stand?”: the rules in words, with their sources; what one answers stays in the browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.admissions.applications.standing import CHECKED, NATIONS


@require_safe
def can_i_stand(request: HttpRequest) -> HttpResponse:
    """Nothing is sent, kept or counted; without JavaScript the same questions are read as text."""
    return render(request, "cohorts/applications/can_i_stand.html", {"nations": NATIONS, "checked": CHECKED})
