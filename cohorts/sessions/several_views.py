"""The organisers’ screen on which several sessions are moved or cancelled at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cohorts.programmes.models import Cohort
from cohorts.sessions.doors import for_organisers, me
from cohorts.sessions.several import cancel_several, move_several
from cohorts.sessions.several_forms import SeveralForm
from cohorts.sessions.several_models import SessionsChange
from lms.errors import DomainError


@require_http_methods(["GET", "POST"])
@for_organisers
def change_sessions(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Sessions to come, with ticks; all are ticked by ``?days=7``, after the cohort’s dates were moved."""
    if (done := _done_already(request, cohort)) is not None:
        messages.success(request, _in_words(done))
        return redirect("cohorts:sessions", cohort.slug)
    days = _days(request.GET.get("days", ""))
    form = SeveralForm(request.POST or None, cohort=cohort, days=days)
    if request.method == "POST" and form.is_valid():
        try:
            change = _carry_out(request, cohort, form)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _in_words(change))
            return redirect("cohorts:sessions", cohort.slug)
    context = {"cohort": cohort, "form": form, "days": days, "gap": abs(days)}
    return render(request, "cohorts/sessions/several.html", context)


def _done_already(request: HttpRequest, cohort: Cohort) -> SessionsChange | None:
    """What this very form did before: it was sent twice."""
    try:
        return SessionsChange.objects.filter(uid=UUID(request.POST.get("key", "")), cohort=cohort).first()
    except ValueError:
        return None


def _days(typed: str) -> int:
    try:
        days = int(typed)
    except ValueError:
        return 0
    return days if abs(days) <= SeveralForm.MOST_DAYS else 0


def _carry_out(request: HttpRequest, cohort: Cohort, form: SeveralForm) -> SessionsChange:
    facts = form.cleaned_data
    if facts["what"] == SeveralForm.CANCEL:
        return cancel_several(
            cohort=cohort,
            sessions=facts["sessions"],
            reason=facts["reason"],
            actor=me(request),
            key=facts["key"],
        )
    return move_several(
        cohort=cohort,
        sessions=facts["sessions"],
        days=facts["days"],
        reason=facts["reason"],
        actor=me(request),
        key=facts["key"],
        with_phases=facts["with_phases"],
    )


def _in_words(change: SessionsChange) -> str:
    number = len(change.sequences)
    if not number:
        return _("The phases are moved.")
    words = ngettext(
        "%(number)s session is changed. Everyone in the cohort has one letter.",
        "%(number)s sessions are changed. Everyone in the cohort has one letter about all of them.",
        number,
    )
    return words % {"number": number}
