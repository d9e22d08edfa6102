"""What an applicant reads of the decision about them, and what they can do: a page for each deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import criteria_of
from cohorts.admissions.decisions.appeals import ask_for_another_look
from cohorts.admissions.decisions.doors import me, own_application
from cohorts.admissions.decisions.errors import NoRoomError
from cohorts.admissions.decisions.findings import reply_to_finding
from cohorts.admissions.decisions.forms import AppealForm, ReplyForm
from cohorts.admissions.decisions.models import Finding, Offer
from cohorts.admissions.decisions.offers import (
    accept_offer,
    decline_offer,
    leave_waiting_list,
    note_no_room,
)
from cohorts.admissions.decisions.selectors import Story, story_of
from lms.errors import DomainError


def _story(application: Application) -> Story:
    return story_of(application, list(criteria_of(application.cohort)))


def _page(request: HttpRequest, application: Application, **forms: Any) -> HttpResponse:
    story = _story(application)
    reply = forms.pop("reply", None)
    findings = [
        (one, None if one.verdict else reply if reply and reply.prefix == f"f{one.pk}" else _reply_form(one))
        for one in story.findings
    ]
    context = {"story": story, "application": application, "cohort": application.cohort, "findings": findings}
    context["appeal_form"] = forms.get("appeal_form") or AppealForm()
    return render(request, "cohorts/decisions/my_decision.html", context)


def _reply_form(finding: Finding, data: Any = None) -> ReplyForm:
    return ReplyForm(data, prefix=f"f{finding.pk}", initial={"reply": finding.reply})


@require_safe
@login_required
def decision(request: HttpRequest, application: UUID) -> HttpResponse:
    """Decision, reasons, marks, dates, and what can be done now."""
    return _page(request, own_application(request, application))


def _offer(application: Application) -> Offer:
    offer = Offer.objects.filter(application=application).order_by("-made_at", "-pk").first()
    if offer is None:
        raise Http404
    return offer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest, application: UUID) -> HttpResponse:
    """A page with one button; pressing it takes the place."""
    mine = own_application(request, application)
    offer = _offer(mine)
    if request.method == "POST":
        try:
            accept_offer(offer=offer, actor=me(request))
            messages.success(request, _("The place is yours. We look forward to working with you."))
        except NoRoomError as error:
            note_no_room(offer=offer)
            messages.error(request, error.message)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("my_cohorts:decision", application=application)
    return _one_button(request, mine, "accept")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decline(request: HttpRequest, application: UUID) -> HttpResponse:
    """A page with one button; pressing it gives the place to the next."""
    mine = own_application(request, application)
    offer = _offer(mine)
    if request.method == "POST":
        try:
            decline_offer(offer=offer, actor=me(request))
            messages.success(request, _("Thank you for telling us. The place goes to somebody else."))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("my_cohorts:decision", application=application)
    return _one_button(request, mine, "decline")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave_list(request: HttpRequest, application: UUID) -> HttpResponse:
    """A page with one button; pressing it ends the wait."""
    mine = own_application(request, application)
    entry = mine.waiting.order_by("-joined_at", "-pk").first()
    if entry is None:
        raise Http404
    if request.method == "POST":
        leave_waiting_list(entry=entry, actor=me(request))
        messages.success(request, _("You are not on the waiting list any more."))
        return redirect("my_cohorts:decision", application=application)
    return _one_button(request, mine, "leave")


def _one_button(request: HttpRequest, application: Application, deed: str) -> HttpResponse:
    story = _story(application)
    open_to_it = story.is_waiting if deed == "leave" else story.may_answer
    if not open_to_it:
        return redirect("my_cohorts:decision", application=application.uid)
    context = {"application": application, "cohort": application.cohort, "story": story, "deed": deed}
    return render(request, "cohorts/decisions/one_button.html", context)


@require_POST
@login_required
def reply(request: HttpRequest, application: UUID, finding: UUID) -> HttpResponse:
    """What the applicant says to a finding."""
    mine = own_application(request, application)
    asked = get_object_or_404(Finding, application=mine, uid=finding)
    form = _reply_form(asked, request.POST)
    if form.is_valid():
        try:
            reply_to_finding(finding=asked, reply=form.cleaned_data["reply"])
            messages.success(request, _("Thank you. Your reply stands beside the question."))
            return redirect("my_cohorts:decision", application=application)
        except DomainError as error:
            form.add_error(None, error.message)
    return _page(request, mine, reply=form)


@require_POST
@login_required
def appeal(request: HttpRequest, application: UUID) -> HttpResponse:
    """The applicant asks for another look."""
    mine, form = own_application(request, application), AppealForm(request.POST)
    if form.is_valid():
        try:
            ask_for_another_look(application=mine, words=form.cleaned_data["words"])
            messages.success(
                request, _("Somebody who had no part in the decision looks at it. You will hear.")
            )
            return redirect("my_cohorts:decision", application=application)
        except DomainError as error:
            form.add_error(None, error.message)
    return _page(request, mine, appeal_form=form)
