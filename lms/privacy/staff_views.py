"""Staff's screens in Wagtail: requests, what others wrote in confidence, delays, and the dry run."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from lms.accounts.fields import normalise_name
from lms.accounts.models import Standing, User
from lms.audit.models import AuditEvent
from lms.audit.services import record_read
from lms.errors import DomainError
from lms.privacy import erasing, services
from lms.privacy.confidential import decide, items_about
from lms.privacy.delays import delay_read, reads_of
from lms.privacy.forms import DecisionForm, DelayForm
from lms.privacy.models import Erasure, ErasureState, Export, ExportState
from lms.privacy.retention import dry_run

MOST_SHOWN = 50


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _need(request: HttpRequest, *names: str) -> None:
    """One of these permissions is enough."""
    if not any(has_perm(name, request.user) for name in names):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("privacy_staff:index"), "label": _("Personal data")},
    ]
    if title != _("Personal data"):
        crumbs.append({"url": "", "label": title})
    header = {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "lock"}
    return TemplateResponse(request, f"privacy/admin/{template}.html", {**header, **context})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who is to be erased and when, which copies are being made; and the way to one person."""
    _need(request, "privacy.read_requests", "privacy.delay_reading", "privacy.dry_run")
    may_read = has_perm("privacy.read_requests", request.user)
    typed = request.GET.get("q", "").strip()
    if typed and has_perm("privacy.delay_reading", request.user):
        found = User.objects.exclude(standing=Standing.ERASED).filter(email=normalise_name(typed)).first()
        if found is not None:
            return redirect("privacy_staff:person", person=found.uid)
        messages.warning(request, _("Nobody here has that e-mail address."))
    erasures = Erasure.objects.exclude(state=ErasureState.CANCELLED).select_related("person")
    copies = Export.objects.of_everything().filter(state=ExportState.MAKING).select_related("person")
    return _page(
        request,
        "index",
        _("Personal data"),
        erasures=erasures[:MOST_SHOWN] if may_read else [],
        copies=copies[:MOST_SHOWN] if may_read else [],
        may_read=may_read,
        may_look_up=has_perm("privacy.delay_reading", request.user),
        typed=typed,
    )


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What the clean-ups would take now: counts only."""
    _need(request, "privacy.dry_run")
    return _page(request, "retention", _("What the clean-ups would take now"), runs=dry_run())


def _person(uid: UUID) -> User:
    return get_object_or_404(User.objects.exclude(standing=Standing.ERASED), uid=uid)


@require_safe
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """What waits for a decision about one person. That confidential items were opened is recorded."""
    _need(request, "privacy.delay_reading")
    subject, decides = _person(person), has_perm("privacy.decide_confidential", request.user)
    items = items_about(subject) if decides and subject.pk != _me(request).pk else []
    if items:
        record_read(
            actor_uid=_me(request).uid,
            action="privacy.confidential_read",
            subject=f"person:{subject.uid}",
            about_uid=subject.uid,
            items=len(items),
        )
    forms = [(one, DecisionForm(initial={"code": one.data.code, "key": one.item.key})) for one in items]
    return _page(
        request,
        "person",
        subject.display_name,
        subject=subject,
        forms=forms,
        decides=decides,
        reads=reads_of(subject, reader=_me(request)),
        delay_form=DelayForm(),
        has_died=subject.standing == Standing.DIED,
        copy=Export.objects.visible_to(request.user).of_everything().filter(person=subject).first(),
        erasure=erasing.waiting_for(subject),
    )


@require_POST
def decide_item(request: HttpRequest, person: UUID) -> HttpResponse:
    """One decision on one confidential item; nobody decides on what was written about themselves."""
    _need(request, "privacy.decide_confidential")
    subject, form = _person(person), DecisionForm(request.POST)
    if subject.pk == _me(request).pk:
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Choose whether it goes into the copy or is withheld."))
        return redirect("privacy_staff:person", person=person)
    said = form.cleaned_data
    try:
        decide(
            person=subject,
            code=said["code"],
            key=said["key"],
            include=said["verdict"] == "include",
            reason=said["reason"],
            actor=_me(request),
        )
        messages.success(request, _("Decided. It counts for every copy from now on."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("privacy_staff:person", person=person)


@require_POST
def delay(request: HttpRequest, person: UUID, event: UUID) -> HttpResponse:
    """An entry of “who saw it” is shown later."""
    _need(request, "privacy.delay_reading")
    subject, form = _person(person), DelayForm(request.POST)
    entry = get_object_or_404(AuditEvent, uid=event, about_uid=subject.uid, is_read=True)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        until = dt.datetime.combine(form.cleaned_data["until"], dt.time(), timezone.get_default_timezone())
        delay_read(
            event=entry,
            person=subject,
            until=until,
            reason=form.cleaned_data["reason"],
            actor=_me(request),
        )
        messages.success(request, _("The entry is shown later. Your decision is in the record of actions."))
    return redirect("privacy_staff:person", person=person)


@require_http_methods(["POST"])
def act_for_the_dead(request: HttpRequest, person: UUID, deed: str) -> HttpResponse:
    """A copy for the family, or an erasure, of somebody who has died."""
    _need(request, "privacy.act_for_the_dead")
    subject = _person(person)
    try:
        if deed == "copy":
            services.ask_for_export(person=subject, actor=_me(request))
            messages.success(request, _("The copy is being made. A letter tells you when it is ready."))
        elif deed == "erase":
            erasing.ask_for_erasure(person=subject, actor=_me(request))
            messages.success(request, _("The erasure is planned, and can be taken back for seven days."))
        else:
            erasing.cancel_erasure(person=subject, actor=_me(request))
            messages.success(request, _("The erasure is taken back."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("privacy_staff:person", person=person)
