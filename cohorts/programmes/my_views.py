"""One's own place: pausing, moving to a later cohort, leaving; the code of conduct; answering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.programmes import removing, services
from cohorts.programmes.doors import me
from cohorts.programmes.forms import ReplyForm
from cohorts.programmes.models import Place, PlaceEvent, PlaceState, Removal
from cohorts.programmes.selectors import later_cohorts, with_room
from lms.errors import DomainError

SAID = {
    PlaceState.PAUSED: gettext_lazy("You are pausing. Nothing reminds you until you come back."),
    PlaceState.ACTIVE: gettext_lazy("Welcome back. Reminders go on from here."),
    PlaceState.LEFT: gettext_lazy("You have left. What you did and earned stays yours."),
    PlaceState.DEFERRED: gettext_lazy("Your place has moved to the later cohort."),
}


def _mine(request: HttpRequest, uid: UUID) -> Place:
    places = Place.objects.select_related("cohort__programme", "deferred_to", "trainee")
    return get_object_or_404(places, uid=uid, trainee=me(request))


@require_safe
@login_required
@never_cache
def place(request: HttpRequest, place: UUID) -> HttpResponse:
    """The place, what became of it, and everything that its holder can do with it."""
    held = _mine(request, place)
    removal = Removal.objects.filter(place=held).first()
    context = {
        "place": held,
        "cohort": held.cohort,
        "events": PlaceEvent.objects.filter(place=held),
        "later": with_room(later_cohorts(held.cohort)) if held.state in ("active", "paused") else [],
        "removal": removal,
        "form": ReplyForm(instance=removal) if removal and removal.decided_at is None else None,
    }
    return render(request, "cohorts/programmes/place.html", context)


@require_POST
@login_required
def change(request: HttpRequest, place: UUID) -> HttpResponse:
    """Pause, come back, leave, or move to the later cohort that was chosen."""
    held = _mine(request, place)
    wanted = request.POST.get("state", "")
    asked = request.POST.get("cohort", "")
    later = next((one for one in later_cohorts(held.cohort) if one.slug == asked), None)
    try:
        if wanted not in SAID:
            raise DomainError(_("This cannot be done with your place now. Nothing was changed."))
        to = later if wanted == PlaceState.DEFERRED else None
        services.change_place(place=held, state=wanted, actor=me(request), deferred_to=to)
        messages.success(request, SAID[PlaceState(wanted)])
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("my_cohorts:place", held.uid)


@require_POST
@login_required
def accept(request: HttpRequest, place: UUID) -> HttpResponse:
    """The code of conduct is accepted."""
    held = _mine(request, place)
    services.accept_conduct(place=held)
    messages.success(request, _("Thank you. It is noted that you accepted the code of conduct."))
    return redirect("cohorts:cohort", held.cohort.slug)


@require_POST
@login_required
def reply(request: HttpRequest, place: UUID) -> HttpResponse:
    """What the holder says to a proposal to take the place away."""
    held = _mine(request, place)
    removal = get_object_or_404(Removal, place=held, decided_at=None)
    form = ReplyForm(request.POST, instance=removal)
    if not form.is_valid():
        context = {"place": held, "cohort": held.cohort, "removal": removal, "form": form}
        return render(request, "cohorts/programmes/place.html", context)
    try:
        removing.answer_removal(removal=removal, reply=form.cleaned_data["reply"])
        messages.success(request, _("Your reply is kept. Whoever decides reads it."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("my_cohorts:place", held.uid)
