"""For organisers: selections, by-elections, letters, the network. For trainees: what they are asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from rules import has_perm

from cohorts.following import network, town
from cohorts.following.forms import AfterRulesForm, ByElectionForm, CouncilLetterForm, OpeningForm
from cohorts.following.letters import stop_letter
from cohorts.following.models import AfterLetter, ByElection, ByElectionAsk, NetworkEarned, SelectionOpening
from cohorts.following.panels import consent_words
from cohorts.following.selectors import (
    by_elections_of,
    candidates_for,
    candidates_on,
    councils_with_candidates,
    openings_of,
)
from cohorts.following.writing import write_to_candidates
from cohorts.pathway.models import Pathway
from cohorts.pathway.selectors import own_place, pathway_of
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort, Place
from lms.errors import DomainError

STEPS = ("GET", "HEAD", "POST")


def _theirs(request: HttpRequest, cohort: Cohort, place: UUID) -> Pathway:
    """The pathway of that place for whoever may confirm it; no such page for anybody else."""
    held = Place.objects.filter(cohort=cohort, uid=place).select_related("cohort").first()
    found = pathway_of(held) if held else None
    if found is None or not has_perm("cohorts.confirm_pathway", request.user, found):
        raise Http404
    return found


def _told(cohort: Cohort, model: Any, uid: UUID) -> Any:
    found = model.objects.told_to(cohort).select_related("council", "ward").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _keep(request: HttpRequest, form: forms.Form, service: Any) -> bool:
    """The form was sent and kept; otherwise it says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        service(actor=me(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


# ---------------------------------------------------------------- for organisers


@require_http_methods(STEPS)
@for_organisers
def openings(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Which selections are open where; one more can be written down."""
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if _keep(request, form, town.add_opening):
        messages.success(request, _("Kept. Trainees who mean to stand there see it on their page."))
        return redirect("cohorts:openings", cohort.slug)
    context = {"cohort": cohort, "form": form, "openings": openings_of(cohort)}
    return render(request, "cohorts/following/openings.html", context)


@require_POST
@for_organisers
def close_opening(request: HttpRequest, cohort: Cohort, opening: UUID) -> HttpResponse:
    """Nobody sees it any more."""
    town.take_off(thing=_told(cohort, SelectionOpening, opening))
    messages.success(request, _("Taken off the list."))
    return redirect("cohorts:openings", cohort.slug)


@require_http_methods(STEPS)
@for_organisers
def by_elections(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Seats to be filled between ordinary polls; one more can be written down. Nobody is asked by it."""
    form = ByElectionForm(request.POST if request.method == "POST" else None)
    if _keep(request, form, town.add_by_election):
        messages.success(request, _("Kept. Nobody was asked yet."))
        return redirect("cohorts:by_election", cohort.slug, form.cleaned_data["uid"])
    context = {"cohort": cohort, "form": form, "by_elections": by_elections_of(cohort)}
    return render(request, "cohorts/following/by_elections.html", context)


@require_http_methods(STEPS)
@for_organisers
def by_election(request: HttpRequest, cohort: Cohort, by_election: UUID) -> HttpResponse:
    """Who is on the panel there and wants to be asked; the button asks one of them."""
    found = _told(cohort, ByElection, by_election)
    candidates = candidates_for(found, cohort)
    if request.method == "POST":
        asked = request.POST.get("place", "")
        chosen = next((one for one in candidates if str(one.standing.pathway.place.uid) == asked), None)
        if chosen is None:
            messages.error(request, town.NotAskedForError.default_message)
        else:
            _ask(request, found, chosen.standing.pathway)
        return redirect("cohorts:by_election", cohort.slug, by_election)
    context = {"cohort": cohort, "by_election": found, "candidates": candidates}
    return render(request, "cohorts/following/by_election.html", context)


def _ask(request: HttpRequest, found: ByElection, pathway: Pathway) -> None:
    try:
        town.ask(by_election=found, pathway=pathway, actor=me(request))
        messages.success(request, _("They were asked. What they say stands here."))
    except DomainError as error:
        messages.error(request, error.message)


@require_POST
@for_organisers
def close_by_election(request: HttpRequest, cohort: Cohort, by_election: UUID) -> HttpResponse:
    """Nobody sees it any more, and nobody can answer."""
    town.take_off(thing=_told(cohort, ByElection, by_election))
    messages.success(request, _("Taken off the list."))
    return redirect("cohorts:by_elections", cohort.slug)


@require_http_methods(STEPS)
@for_organisers
def letter(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """A letter to all candidates of one council: written, looked at with the number, then sent."""
    user = me(request)
    councils = councils_with_candidates(user)
    form = CouncilLetterForm(request.POST if request.method == "POST" else None, councils=councils)
    context: dict[str, Any] = {"cohort": cohort, "form": form, "councils": councils}
    if request.method == "POST" and form.is_valid():
        council = form.cleaned_data["council"]
        if request.POST.get("step") == "send":
            try:
                number = write_to_candidates(author=user, **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                words = ngettext(
                    "It is on its way to %(number)s person.", "It is on its way to %(number)s people.", number
                )
                messages.success(request, words % {"number": number})
                return redirect("cohorts:pathway", cohort.slug)
        elif request.POST.get("step") == "look":
            people = candidates_on(council, user)
            context |= {"people": people, "council": council, "letter": form.cleaned_data}
    return render(request, "cohorts/following/letter.html", context)


@require_http_methods(STEPS)
@for_organisers
def rules(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who earns a place in the network, and after how many days somebody is quiet."""
    form = AfterRulesForm(
        request.POST if request.method == "POST" else None, instance=network.rules_of(cohort)
    )
    if request.method == "POST" and form.is_valid():
        network.set_rules(cohort=cohort, actor=me(request), **form.cleaned_data)
        messages.success(request, _("Kept. Whoever meets the rule now earns it within a minute."))
        return redirect("cohorts:pathway", cohort.slug)
    return render(request, "cohorts/following/rules.html", {"cohort": cohort, "form": form})


@require_POST
@for_organisers
def hold_back(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """The letter that waits for this person is not sent."""
    pathway = _theirs(request, cohort, place)
    found = AfterLetter.objects.filter(entry__pathway=pathway, sent_at=None, stopped_at=None)
    waiting = found.select_related("entry__pathway__place__trainee").order_by("due_at", "pk").first()
    try:
        if waiting is not None:
            stop_letter(letter=waiting, actor=me(request))
            messages.success(request, _("The letter is held back. Speak to them instead."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:pathway_of", cohort.slug, place)


@require_POST
@for_organisers
def earned(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """The network is given by hand, kept although something was corrected, or taken back with a reason."""
    pathway = _theirs(request, cohort, place)
    found = NetworkEarned.objects.filter(place=pathway.place).first()
    deed = request.POST.get("deed")
    try:
        if deed == "give":
            network.give_by_hand(place=pathway.place, actor=me(request))
        elif deed == "keep" and found is not None:
            network.keep_network(earned=found, actor=me(request))
        elif deed == "revoke" and found is not None:
            network.revoke_network(earned=found, because=request.POST.get("because", ""), actor=me(request))
        else:
            raise Http404
        messages.success(request, _("Kept."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:pathway_of", cohort.slug, place)


# ---------------------------------------------------------------- for trainees


@require_POST
@login_required
def consent(request: HttpRequest, place: UUID) -> HttpResponse:
    """Wants to be asked about by-elections, or no longer."""
    held = own_place(me(request), place)
    pathway = pathway_of(held) if held else None
    if held is None or pathway is None:
        raise Http404
    if request.POST.get("deed") == "withdraw":
        town.withdraw_consent(pathway=pathway)
        messages.success(request, _("Nobody asks you about by-elections from now on."))
    else:
        town.give_consent(pathway=pathway, words=consent_words())
        messages.success(request, _("Kept. You can take it back here at any time."))
    return redirect("my_cohorts:pathway_of", held.uid)


@require_http_methods(STEPS)
@login_required
@never_cache
def my_by_election(request: HttpRequest, ask: UUID) -> HttpResponse:
    """A by-election about which one was asked: yes or no, changeable until the poll."""
    asks = ByElectionAsk.objects.filter(pathway__place__trainee=me(request), uid=ask)
    found = asks.select_related("by_election__council", "by_election__ward", "pathway__place").first()
    if found is None or own_place(me(request), found.pathway.place.uid) is None:
        raise Http404
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            town.answer(ask=found, is_interested=request.POST["answer"] == "yes")
            messages.success(request, _("Your organisers see what you said. You can change it here."))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("my_cohorts:by_election", found.uid)
    return render(request, "cohorts/following/my_by_election.html", {"ask": found})
