"""The trainee's own pathway, and what organisers of the cohort see and confirm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.pathway.checklist import lines_of
from cohorts.pathway.countdown_models import CountdownItem
from cohorts.pathway.forms import EntryForm, LimitForm, PollForm
from cohorts.pathway.limits import RATES, TOGETHER, pounds, spending_limit
from cohorts.pathway.models import LINE, Pathway, PathwayEntry, Stage
from cohorts.pathway.sections import cohort_sections, one_sections, own_sections
from cohorts.pathway.selectors import (
    Standing,
    by_need,
    funnel_of,
    is_gone,
    own_place,
    own_places,
    pathway_of,
    standing_of,
    standings_of,
    successors,
)
from cohorts.pathway.services import choose_poll, confirm_entry, take_back, write_entry
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort, Place
from lms.audit.services import record_read
from lms.errors import DomainError

STEPS = ("GET", "HEAD", "POST")


def _own(request: HttpRequest, uid: UUID) -> tuple[Place, Pathway | None]:
    held = own_place(me(request), uid)
    if held is None:
        raise Http404
    return held, pathway_of(held)


def _entry(pathway: Pathway | None, uid: UUID) -> PathwayEntry:
    found = None if pathway is None else pathway.entries.filter(uid=uid, withdrawn_at=None).first()
    if found is None:
        raise Http404
    return found


def _to(place: Place) -> HttpResponse:
    return redirect("my_cohorts:pathway_of", place.uid)


@require_safe
@login_required
@never_cache
def pathway(request: HttpRequest, place: UUID | None = None) -> HttpResponse:
    """The line from the panel to the council chamber; of the newest place where none is named."""
    places = own_places(me(request))
    held = next((one for one in places if place in (None, one.uid)), None)
    if held is None and place is not None:
        raise Http404
    found = pathway_of(held) if held else None
    context: dict[str, Any] = {"place": held, "others": [one for one in places if one is not held]}
    if found is not None:
        context |= shown(standing_of(found), found.items.all())
        context["sections"] = own_sections(found, me(request))
    return render(request, "cohorts/pathway/pathway.html", context)


def shown(standing: Standing, items: Iterable[CountdownItem] = ()) -> dict[str, Any]:
    """What the page of a pathway needs of it; ``items`` for its owner, whose ticks and lines they are."""
    where = standing.pathway
    return {
        "pathway": where,
        "standing": standing,
        "stops": standing.stops(),
        "following": standing.following,
        "gone": is_gone(where.council, where.poll_on),
        "successors": successors(where.council, where.poll_on),
        "moves": where.moves.all(),
        **(lines_of(where, items) if standing.is_open else {}),
    }


@require_safe
@login_required
def limit(request: HttpRequest) -> HttpResponse:
    """What a candidate in England may spend. Nothing is kept."""
    form = LimitForm(request.GET or None, label_suffix="")
    context: dict[str, Any] = {"form": form, "rate": RATES[-1], "together": TOGETHER}
    if form.is_valid():
        found = spending_limit(**form.cleaned_data)
        context |= {"limit": found, "no_rate": found is None}
        if found is not None:
            context |= {"base": pounds(found.rate.base), "alone": pounds(found.alone), "rate": found.rate}
    return render(request, "cohorts/pathway/limit.html", context)


@require_http_methods(STEPS)
@login_required
@never_cache
def poll(request: HttpRequest, place: UUID) -> HttpResponse:
    """Where and when; the ward is asked for once the council is known."""
    held, found = _own(request, place)
    form = PollForm(request.POST if request.method == "POST" else None, pathway=found)
    if request.method == "POST" and form.is_valid():
        try:
            kept = choose_poll(place=held, **form.cleaned_data)
        except DomainError as error:
            form.add_error("ward" if "ward" in form.fields else None, error.message)
        else:
            messages.success(request, _("Kept."))
            if kept.ward is None and "ward" in PollForm(pathway=kept).fields and "ward" not in request.POST:
                return redirect("my_cohorts:pathway_poll", held.uid)
            return _to(held)
    return render(request, "cohorts/pathway/poll.html", {"place": held, "form": form, "pathway": found})


@require_http_methods(STEPS)
@login_required
@never_cache
def write(request: HttpRequest, place: UUID, entry: UUID | None = None) -> HttpResponse:
    """Write down what happened, or correct what was written."""
    held, found = _own(request, place)
    if found is None or found.council is None:
        return redirect("my_cohorts:pathway_poll", held.uid)
    old = _entry(found, entry) if entry else None
    asked = request.GET.get("stage", "")
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, entry=old, stage=asked if asked in Stage else "")
    if request.method == "POST" and form.is_valid():
        try:
            write_entry(pathway=found, actor=me(request), replaces=old, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is written down."))
            return _to(held)
    context = {"place": held, "pathway": found, "form": form, "entry": old}
    return render(request, "cohorts/pathway/write.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, place: UUID, entry: UUID) -> HttpResponse:
    """One's own entry counts no longer."""
    held, found = _own(request, place)
    take_back(entry=_entry(found, entry), actor=me(request))
    messages.success(request, _("It counts no longer. The history keeps it."))
    return _to(held)


# ---------------------------------------------------------------- for organisers


@require_safe
@for_organisers
def cohort_pathways(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Everybody's pathway by need, how many came how far, and by council."""
    standings = standings_of(cohort)
    funnel = funnel_of(standings)
    context = {
        "cohort": cohort,
        "needs": by_need(standings),
        "silent": cohort.held_places.open().count() - len(standings),
        "funnel": [(stage.label, funnel.total[stage]) for stage in LINE],
        "councils": funnel.councils,
        "sections": cohort_sections(cohort, me(request), standings),
    }
    return render(request, "cohorts/pathway/cohort.html", context)


def theirs(request: HttpRequest, cohort: Cohort, place: UUID) -> Pathway:
    """The pathway of that place for whoever may confirm it; no such page for anybody else."""
    held = Place.objects.filter(cohort=cohort, uid=place).select_related("cohort").first()
    found = pathway_of(held) if held else None
    if found is None or not has_perm("cohorts.confirm_pathway", request.user, found):
        raise Http404
    return found


@require_safe
@for_organisers
def cohort_pathway(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """One trainee's pathway with its history: to confirm or to correct.

    Recorded as reading of their place, in the words of that: the record must not say who stands.
    """
    found = theirs(request, cohort, place)
    record_read(
        actor_uid=me(request).uid,
        action="cohorts.read_place",
        subject=f"place:{found.place.uid}",
        about_uid=found.place.trainee.uid,
    )
    context = {"cohort": cohort, "place": found.place, **shown(standing_of(found))}
    context["sections"] = one_sections(found, me(request))
    return render(request, "cohorts/pathway/one.html", context)


@require_POST
@for_organisers
def confirm(request: HttpRequest, cohort: Cohort, place: UUID, entry: UUID) -> HttpResponse:
    """An organiser knows it to be so."""
    found = theirs(request, cohort, place)
    try:
        confirm_entry(entry=_entry(found, entry), actor=me(request))
        messages.success(request, _("Confirmed."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:pathway_of", cohort.slug, place)


@require_http_methods(STEPS)
@for_organisers
def correct(request: HttpRequest, cohort: Cohort, place: UUID, entry: UUID) -> HttpResponse:
    """An organiser writes what really happened; the history keeps what stood there."""
    found = theirs(request, cohort, place)
    old = _entry(found, entry)
    form = EntryForm(request.POST if request.method == "POST" else None, entry=old)
    if request.method == "POST" and form.is_valid():
        try:
            write_entry(pathway=found, actor=me(request), replaces=old, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Corrected. They see it in their history."))
            return redirect("cohorts:pathway_of", cohort.slug, place)
    context = {"cohort": cohort, "place": found.place, "pathway": found, "form": form, "entry": old}
    return render(request, "cohorts/pathway/write.html", context)
