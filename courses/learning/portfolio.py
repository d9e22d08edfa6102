"""Everything a learner kept, to read again, print and take away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.learning.kept import portfolio, telling_versions
from courses.learning.rules import learner_of


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "courses/learning/portfolio.html", {"courses": _kept(request)})


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """The same as plain text."""
    text = render_to_string(
        "courses/learning/portfolio.txt", {"courses": _kept(request), "now": timezone.now()}, request
    )
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portfolio.txt"'
    return response


def _kept(request: HttpRequest) -> list:
    kept = portfolio(learner_of(request))
    for _course, lessons in kept:
        for lesson in lessons:
            for writing in lesson.texts:
                writing.shown_versions = telling_versions(writing)  # type: ignore[attr-defined]
    return kept
