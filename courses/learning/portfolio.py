"""Everything a learner kept, to read again, print and take away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.learning.kept import portfolio
from courses.learning.rules import learner_of
from courses.learning.taking_away import PORTFOLIO, with_versions
from lms.errors import DomainError
from lms.privacy.models import Export, ExportState
from lms.privacy.services import ask_for_takeaway


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    person = learner_of(request)
    copies = Export.objects.filter(person=person, what=PORTFOLIO).exclude(state=ExportState.GONE)
    context = {"courses": with_versions(portfolio(person)), "copy": copies.first()}
    return render(request, "courses/learning/portfolio.html", context)


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """The same as plain text."""
    context = {"courses": with_versions(portfolio(learner_of(request))), "now": timezone.now()}
    text = render_to_string("courses/learning/portfolio.txt", context, request)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portfolio.txt"'
    return response


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Everything with its files is being packed; a notice says when it is there."""
    try:
        ask_for_takeaway(person=learner_of(request), what=PORTFOLIO)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is being packed. A notice tells you when it is there."))
    return redirect("learning:portfolio")
