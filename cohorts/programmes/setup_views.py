"""Setting a cohort up: its dates, phases, courses and organisers; announcing, cloning, cancelling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.programmes import setting_up
from cohorts.programmes.completion import rule_in_words
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.forms import (
    CancelForm,
    CloneForm,
    CohortForm,
    CourseFormSet,
    OrganiserForm,
    PhaseFormSet,
)
from cohorts.programmes.glance import asked_after_move
from cohorts.programmes.models import Cohort, Programme
from cohorts.programmes.selectors import courses_of, organisers_of, phase_stops
from cohorts.programmes.views import trainee_side
from lms.accounts.models import User
from lms.errors import DomainError

FORMSETS: dict[str, Any] = {"phases": PhaseFormSet, "courses": CourseFormSet}


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A cohort of a programme, not announced yet."""
    if not has_perm("cohorts.set_up_programmes", request.user):
        raise PermissionDenied
    if (made := _made_already(request)) is not None:
        return redirect("cohorts:settings", made.slug)
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.uid = form.cleaned_data["uid"] or form.instance.uid
        form.instance.slug = form.cleaned_data["slug"] or setting_up.free_slug(form.cleaned_data["title"])
        with transaction.atomic():
            made = form.save()
            setting_up.note_set_up(cohort=made, actor=me(request))
        messages.success(request, _("The cohort is there. Nobody sees it until you announce it."))
        return redirect("cohorts:settings", made.slug)
    return render(request, "cohorts/programmes/form.html", {"form": form, "what": "new"})


def _made_already(request: HttpRequest) -> Cohort | None:
    """The cohort that this very form made before: it was sent twice."""
    try:
        return Cohort.objects.filter(uid=UUID(request.POST.get("uid", ""))).first()
    except ValueError:
        return None


@require_safe
@for_organisers
def settings(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Everything that is set, in words, with the way to change it."""
    context = {
        "cohort": cohort,
        "stops": phase_stops(cohort),
        "courses": courses_of(cohort),
        "rule": rule_in_words(cohort),
        "organisers": organisers_of(cohort),
        "organiser_form": OrganiserForm(),
        "may_set_up": has_perm("cohorts.set_up_programmes", request.user),
    }
    return render(request, "cohorts/programmes/settings.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def edit(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    form = CohortForm(request.POST or None, instance=cohort)
    if request.method == "POST" and form.is_valid():
        form.instance.slug = form.cleaned_data["slug"] or cohort.slug
        with transaction.atomic():
            form.save()
            setting_up.note_set_up(cohort=cohort, actor=me(request))
        messages.success(request, _("Kept."))
        asked = asked_after_move(form.instance, form.instance.starts_on - form.initial["starts_on"])
        return redirect(asked) if asked else redirect("cohorts:settings", form.instance.slug)
    slug = Cohort.objects.values_list("slug", flat=True).get(pk=cohort.pk)
    context = {"form": form, "cohort": cohort, "slug": slug, "what": "edit"}
    return render(request, "cohorts/programmes/form.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def rows(request: HttpRequest, cohort: Cohort, what: str) -> HttpResponse:
    """The phases, or the courses, of a cohort: several rows in one form."""
    formset = FORMSETS[what](request.POST or None, instance=cohort)
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            formset.save()
            setting_up.note_set_up(cohort=cohort, actor=me(request))
        messages.success(request, _("Kept."))
        return redirect("cohorts:settings", cohort.slug)
    context = {"cohort": cohort, "formset": formset, "what": what}
    return render(request, "cohorts/programmes/rows.html", context)


@require_POST
@for_organisers
def announce(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return _do(
        request,
        cohort,
        _("Announced: it can be seen, and applied for from its opening on."),
        lambda: setting_up.announce_cohort(cohort=cohort, actor=me(request)),
    )


@require_POST
@for_organisers
def add_organiser(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Only organisers of the whole say who organises a cohort."""
    if not has_perm("cohorts.set_up_programmes", request.user):
        raise PermissionDenied
    form = OrganiserForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["email"])))
        return redirect("cohorts:settings", cohort.slug)
    person = form.whom
    return _do(
        request,
        cohort,
        _("%(name)s organises this cohort from now on.") % {"name": person.display_name},
        lambda: setting_up.add_organiser(cohort=cohort, person=person, actor=me(request)),
    )


@require_POST
@for_organisers
def take_organiser(request: HttpRequest, cohort: Cohort, person: UUID) -> HttpResponse:
    if not has_perm("cohorts.set_up_programmes", request.user):
        raise PermissionDenied
    one = get_object_or_404(User, uid=person)
    return _do(
        request,
        cohort,
        _("%(name)s no longer organises this cohort.") % {"name": one.display_name},
        lambda: setting_up.take_organiser(cohort=cohort, person=one, actor=me(request)),
    )


@require_http_methods(["GET", "POST"])
@for_organisers
def clone(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The same again for the next intake."""
    if not has_perm("cohorts.set_up_programmes", request.user):
        raise PermissionDenied
    form = CloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        try:
            made = setting_up.clone_cohort(
                cohort=cohort,
                title=title,
                slug=setting_up.free_slug(title),
                starts_on=form.cleaned_data["starts_on"],
                actor=me(request),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The next cohort is there. Look at its dates, then announce it."))
            return redirect("cohorts:settings", made.slug)
    context = {"form": form, "cohort": cohort, "slug": cohort.slug, "what": "clone"}
    return render(request, "cohorts/programmes/form.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def cancel(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The last thing that one wants to do, with everything that follows from it beside the button."""
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.cancel_cohort(cohort=cohort, reason=form.cleaned_data["reason"], actor=me(request))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Cancelled. Everybody is being told."))
            return redirect("cohorts:cohort", cohort.slug)
    context = {"form": form, "cohort": cohort, "slug": cohort.slug, "what": "cancel"}
    return render(request, "cohorts/programmes/form.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def cancel_programme(request: HttpRequest, programme: UUID) -> HttpResponse:
    """The whole programme ends, with each of its cohorts that is not over."""
    if not has_perm("cohorts.set_up_programmes", request.user):
        raise PermissionDenied
    found = get_object_or_404(Programme, uid=programme, cancelled_at=None)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        setting_up.cancel_programme(programme=found, reason=reason, actor=me(request))
        messages.success(request, _("Cancelled. Everybody is being told."))
        return redirect("cohorts:index")
    context = {"form": form, "programme": found, "what": "programme"}
    return render(request, "cohorts/programmes/form.html", context)


@require_safe
@for_organisers
def preview(request: HttpRequest, cohort: Cohort, who: str) -> HttpResponse:
    """The cohort as applicants read it on the programme’s page, or as somebody who has just got a place."""
    if who == "trainee":
        return trainee_side(request, cohort, preview=True)
    context = {"cohort": cohort, "rule": rule_in_words(cohort)}
    return render(request, "cohorts/programmes/preview.html", context)


def _do(request: HttpRequest, cohort: Cohort, said: str, deed: Any) -> HttpResponse:
    try:
        deed()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("cohorts:settings", cohort.slug)
