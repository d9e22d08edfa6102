"""The people of a cohort, for its organisers: who has which place, giving one, taking one away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.programmes import removing, services
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.errors import PlacesPromisedError
from cohorts.programmes.forms import PlaceForm, RemovalForm
from cohorts.programmes.models import Cohort, Place, PlaceEvent, PlaceState, Removal
from cohorts.programmes.promised import places_to_give
from cohorts.programmes.selectors import people_of
from lms.audit.services import record_read
from lms.errors import DomainError

PER_PAGE = 50


@require_safe
@for_organisers
def people(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Everybody who ever held a place here, with its state."""
    return _people(request, cohort, PlaceForm())


def _people(request: HttpRequest, cohort: Cohort, form: PlaceForm) -> HttpResponse:
    page = Paginator(people_of(cohort), PER_PAGE).get_page(request.GET.get("page"))
    left, to_give = services.places_left(cohort), places_to_give([cohort])[cohort.pk]
    context = {
        "cohort": cohort,
        "page": page,
        "left": left,
        "promised": left - to_give,
        "form": form,
        "removals": Removal.objects.filter(place__cohort=cohort, decided_at=None).select_related(
            "place__trainee", "proposed_by"
        ),
    }
    return render(request, "cohorts/programmes/people.html", context)


@require_POST
@for_organisers
def give(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """A place by hand, for somebody with an account; one that was offered to others only when asked twice."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _people(request, cohort, form)
    try:
        place = services.give_place(
            trainee=form.whom,
            cohort=cohort,
            actor=me(request),
            reason=form.cleaned_data["reason"],
            keeps_promises=not form.cleaned_data["although_promised"],
        )
    except PlacesPromisedError as error:
        form.ask_again(error.message)
        return _people(request, cohort, form)
    except DomainError as error:
        form.add_error(None, error.message)
        return _people(request, cohort, form)
    messages.success(request, _("%(name)s has a place.") % {"name": place.trainee.display_name})
    return redirect("cohorts:people", cohort.slug)


@require_http_methods(["GET", "POST"])
@for_organisers
def person(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """One place: what became of it, and what an organiser can do. Looking is recorded."""
    held = get_object_or_404(
        Place.objects.select_related("trainee", "cohort", "deferred_to"), cohort=cohort, uid=place
    )
    record_read(
        actor_uid=me(request).uid,
        action="cohorts.read_place",
        subject=f"place:{held.uid}",
        about_uid=held.trainee.uid,
    )
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            removing.propose_removal(place=held, reason=form.cleaned_data["reason"], actor=me(request))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The place is suspended, and the person has been told why."))
            return redirect("cohorts:person", cohort.slug, held.uid)
    context = {
        "cohort": cohort,
        "place": held,
        "form": form,
        "events": PlaceEvent.objects.filter(place=held).select_related("actor"),
        "removal": Removal.objects.filter(place=held).select_related("proposed_by", "decided_by").first(),
        "may_suspend": held.state in (PlaceState.ACTIVE, PlaceState.PAUSED),
        "me": me(request),
    }
    return render(request, "cohorts/programmes/person.html", context)


@require_POST
@for_organisers
def final_work(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """An organiser has seen the final work and found it done."""
    held = get_object_or_404(Place, cohort=cohort, uid=place)
    try:
        services.find_final_work_done(place=held, actor=me(request))
        messages.success(request, _("The final work counts."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:person", cohort.slug, held.uid)


@require_POST
@for_organisers
def decide(request: HttpRequest, cohort: Cohort, removal: UUID) -> HttpResponse:
    """A second organiser takes the place away, or anybody gives it back."""
    found = get_object_or_404(Removal.objects.select_related("place"), uid=removal, place__cohort=cohort)
    try:
        decided = removing.decide_removal(
            removal=found, confirm=request.POST.get("decision") == "confirm", actor=me(request)
        )
        said = _("The place was taken away.") if decided.is_confirmed else _("The place was given back.")
        messages.success(request, said)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:person", cohort.slug, found.place.uid)
