"""The applicant's pages: before beginning, writing, sending, and the link to another device."""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from cohorts.admissions.applications import starting
from cohorts.admissions.applications.doors import for_the_applicant, for_the_public
from cohorts.admissions.applications.errors import WayOverError
from cohorts.admissions.applications.forms import LinkForm, StartForm
from cohorts.admissions.applications.forms_frozen import raw_questions
from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import criteria_of, form_of, questions_in
from cohorts.admissions.applications.sending import withdraw_application
from cohorts.admissions.applications.ways_in import hand_out, held_by, read_link, take_away
from cohorts.programmes.models import Cohort, Programme
from cohorts.programmes.selectors import open_for_applications, to_come
from lms.accounts.limits import may_ask_for_letter
from lms.accounts.models import User
from lms.errors import DomainError


def to(name: str, application: Application) -> HttpResponse:
    return redirect(address(name, application))


def address(name: str, application: Application) -> str:
    cohort = application.cohort
    return reverse(f"programmes:{name}", args=[cohort.programme.slug, cohort.slug, application.uid])


@require_safe
@never_cache
def choose(request: HttpRequest, programme: str) -> HttpResponse:
    """The cohort to which one can apply; where there are several, their list."""
    found = get_object_or_404(Programme, slug=programme, retired_at=None)
    cohorts = list(open_for_applications(found))
    if len(cohorts) == 1:
        return redirect("programmes:start", found.slug, cohorts[0].slug)
    coming = list(to_come(found)[:3])
    if not cohorts and not coming and not found.cohorts.exclude(announced_at=None).exists():
        raise Http404
    context = {"programme": found, "cohorts": cohorts, "coming": coming}
    return render(request, "cohorts/applications/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_public
def start(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Criteria, checks and dates first; then a name and an address, and one writes."""
    person = request.user if request.user.is_authenticated else None
    initial = {"name": person.name, "email": person.email} if person else {}
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and cohort.takes_applications:
        if form.is_program:
            return redirect("programmes:link_sent", cohort.programme.slug, cohort.slug)
        if form.is_valid():
            return _begin(request, cohort, form, person)
    return render(request, "cohorts/applications/start.html", _start_context(request, cohort, form))


def _begin(request: HttpRequest, cohort: Cohort, form: StartForm, person: User | None) -> HttpResponse:
    data = form.cleaned_data
    if not may_ask_for_letter(request, data["email"]):
        return respond_429(request)
    try:
        application = starting.start_application(
            cohort=cohort, name=data["name"], email=data["email"], person=person
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return render(request, "cohorts/applications/start.html", _start_context(request, cohort, form))
    response = to("write", application)
    hand_out(request, response, application, shared=data["shared"])
    return response


def _start_context(request: HttpRequest, cohort: Cohort, form: StartForm) -> dict[str, Any]:
    asked = form_of(cohort)
    return {
        "cohort": cohort,
        "form": form,
        "asked": asked,
        "questions": questions_in(raw_questions(asked)) if asked else [],
        "criteria": list(criteria_of(cohort)),
        "begun": begun_here(request, cohort),
    }


def begun_here(request: HttpRequest, cohort: Cohort) -> list[Application]:
    """What this device or this person may go on with, the newest first. One query at most."""
    held = held_by(request)
    found = Application.objects.filter(cohort=cohort, uid__in=held, state__in=starting.GOING_ON)
    here = [one for one in found.select_related("cohort__programme") if one.epoch == held[one.uid]]
    if request.user.is_authenticated:
        here += [one for one in starting.going_on_for(cohort, request.user) if one not in here]
    return sorted(here, key=lambda one: -one.pk)


# --- links ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_public
def link(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Answers alike whether or not the address is known: the letter says the rest."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not may_ask_for_letter(request, email):
            return respond_429(request)
        starting.ask_for_links(cohort=cohort, email=email)
        return redirect("programmes:link_sent", cohort.programme.slug, cohort.slug)
    return render(request, "cohorts/applications/link.html", {"cohort": cohort, "form": form})


@require_GET
@for_the_public
def link_sent(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return render(request, "cohorts/applications/link_sent.html", {"cohort": cohort})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_public
def open_link(request: HttpRequest, cohort: Cohort, token: str) -> HttpResponseBase:
    """Fetching the link changes nothing; its button opens the application on this device."""
    try:
        application = read_link(token)
    except WayOverError as error:
        context = {"cohort": cohort, "error": error}
        return render(request, "cohorts/applications/link_over.html", context, status=410)
    if request.method != "POST":
        return render(request, "cohorts/applications/open.html", {"cohort": cohort})
    application = starting.confirm_address(application=application, held=held_by(request))
    response = to("write", application)
    hand_out(request, response, application, shared=bool(request.POST.get("shared")))
    return response


@require_POST
@for_the_public
def leave(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """This device opens no application any more; what was written stays."""
    response = redirect("programmes:start", cohort.programme.slug, cohort.slug)
    take_away(response)
    messages.success(request, _("This device opens it no longer. The link in your letter leads back."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_applicant
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """One page that says what goes, with one button."""
    cohort = application.cohort
    if request.method == "POST":
        person = request.user if request.user.is_authenticated else None
        try:
            withdraw_application(application=application, actor=person)
        except DomainError as error:
            messages.error(request, error.message)
            return to("write", application)
        messages.success(request, _("Your application is withdrawn. Thank you for telling us."))
        return redirect("programmes:start", cohort.programme.slug, cohort.slug)
    context = {"application": application, "cohort": cohort}
    return render(request, "cohorts/applications/withdraw.html", context)
