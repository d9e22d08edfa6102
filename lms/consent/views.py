"""Signing up for updates, and changing one's mind as easily."""

from __future__ import annotations

from typing import Any, cast

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lms.accounts.limits import Limit, may_ask_for_letter
from lms.accounts.models import User
from lms.consent import services
from lms.consent.errors import LinkOverError
from lms.consent.forms import NEEDS, NewAddressForm, StartForm, UpdatesForm
from lms.consent.links import preferences_token, read_confirm, read_one_click, read_preferences
from lms.consent.models import UPDATES, Actor, Channel, PendingKind, Subscriber
from lms.consent.selectors import Choice, choices_of, offered_channels, subscriber_of, wordings_in_force
from lms.language import content_language

# Somebody who changes their mind often is welcome; a program is not.
CHANGES = Limit("consent", most=60, seconds=600, cache="shared")


def _link_over(request: HttpRequest, error: LinkOverError) -> HttpResponse:
    return render(request, "consent/link_over.html", {"error": error}, status=410)


# --- signing up -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
def updates(request: HttpRequest) -> HttpResponse:
    """Answers alike whether or not the address is known: what was asked is confirmed by letter."""
    person = request.user if request.user.is_authenticated else None
    offered, language = offered_channels(), content_language()
    words = {c: w for c, w in wordings_in_force(language).items() if c in offered}
    initial = {"name": person.name, "email": person.email} if person else {}
    form = UpdatesForm(request.POST or None, wordings=words, language=language, initial=initial)
    if request.method == "POST":
        if form.is_program:
            return redirect("consent:sent")
        if form.is_valid():
            return _take(request, form, person)
    return render(request, "consent/updates.html", {"form": form})


def _take(request: HttpRequest, form: UpdatesForm, person: User | None) -> HttpResponse:
    details = form.details
    if not may_ask_for_letter(request, details["email"]):
        return respond_429(request)
    if person is not None and services.holder_of(details["email"]) == person:
        subscriber = services.subscriber_for(person=person)
        services.keep_details(subscriber=subscriber, **{n: details.get(n, "") for n in services.DETAILS})
        services.choose_channels(
            subscriber=subscriber, wanted=form.seen.values(), unwanted=(), form=UPDATES, page=request.path
        )
        messages.success(request, _("Thank you. You will hear from us in the ways that you chose."))
        return redirect("consent_account:own")
    services.sign_up_for_updates(**details, wordings=form.seen.values(), page=request.path)
    return redirect("consent:sent")


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "consent/sent.html", {"days": services.CONFIRM_WITHIN.days})


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Fetching the link changes nothing; its button does."""
    try:
        pending = services.pending_of(read_confirm(token))
        if request.method == "POST":
            subscriber = services.confirm_subscriber(uid=pending.uid)
            is_address = pending.kind == PendingKind.ADDRESS
            messages.success(
                request,
                _("Updates go to the new address from now on.")
                if is_address
                else _("Thank you. You will hear from us in the ways that you chose."),
            )
            return redirect("consent:preferences", token=preferences_token(subscriber))
    except LinkOverError as error:
        return _link_over(request, error)
    return render(request, "consent/confirm.html", {"is_address": pending.kind == PendingKind.ADDRESS})


# --- changing one's mind --------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Everything somebody allows, by the link in their letters, without signing in."""
    try:
        subscriber = read_preferences(token)
    except LinkOverError as error:
        return _link_over(request, error)
    if request.method == "POST" and not CHANGES.spend(request):
        return respond_429(request)
    address = NewAddressForm(request.POST if request.POST.get("do") == "address" else None)
    if request.method == "POST" and request.POST.get("do") == "address":
        if subscriber.person_id is None and address.is_valid():
            if not may_ask_for_letter(request, address.cleaned_data["email"]):
                return respond_429(request)
            services.ask_for_address(subscriber=subscriber, email=address.cleaned_data["email"])
            messages.success(request, _("We sent a letter to the new address. Its link makes the change."))
            return redirect(request.path)
        return _preference_page(request, subscriber, None, token=token, address=address)
    return _change_or_show(request, subscriber, None, token=token, address=address)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The same for somebody who is signed in."""
    person = cast(User, request.user)
    return _change_or_show(request, subscriber_of(person), person)


def _change_or_show(
    request: HttpRequest, subscriber: Subscriber | None, person: User | None, **more: Any
) -> HttpResponse:
    action = request.POST.get("do")
    if request.method == "GET" or action not in ("start", "stop", "stop_all"):
        return _preference_page(request, subscriber, person, **more)
    form = "account" if person else "preferences"
    page = request.path if person else reverse("consent:preferences", args=["-"])  # a token is no address
    if action == "start":
        return _start(request, subscriber, person, form, page, **more)
    if subscriber is not None:
        uid = subscriber.uid
        if action == "stop_all":
            services.withdraw_all(subject_uid=uid, form=form, page=page)
        elif request.POST.get("channel") in Channel:
            services.withdraw(subject_uid=uid, channel=request.POST["channel"], form=form, page=page)
    messages.success(request, _("Done. It holds from the next message on."))
    return redirect(request.path)


def _start(
    request: HttpRequest,
    subscriber: Subscriber | None,
    person: User | None,
    form: str,
    page: str,
    **more: Any,
) -> HttpResponse:
    rows = _rows(subscriber, request)
    starting = next((start for _choice, start in rows if start is not None and start.is_bound), None)
    if starting is None or not starting.is_valid():
        return _preference_page(request, subscriber, person, rows=rows, **more)
    subscriber = subscriber or services.subscriber_for(person=cast(User, person))
    if starting.needs:
        services.keep_details(
            subscriber=subscriber, **{starting.needs: starting.cleaned_data[starting.needs]}
        )
    services.choose_channels(
        subscriber=subscriber, wanted=starting.seen.values(), unwanted=(), form=form, page=page
    )
    messages.success(request, _("Thank you. You will hear from us in the ways that you chose."))
    return redirect(request.path)


def _rows(subscriber: Subscriber | None, request: HttpRequest) -> list[tuple[Choice, StartForm | None]]:
    language = content_language()
    posted = request.POST.get("channel") if request.POST.get("do") == "start" else None
    rows: list[tuple[Choice, StartForm | None]] = []
    for choice in choices_of(subscriber.uid if subscriber else None, language):
        start = None
        if not choice.given and choice.words is not None:
            needs = NEEDS.get(choice.channel, "")
            start = StartForm(
                request.POST if posted == choice.channel else None,
                channel=choice.channel,
                needs="" if subscriber and needs and getattr(subscriber, needs) else needs,
                wordings={choice.channel.value: choice.words},
                language=language,
            )
        rows.append((choice, start))
    return rows


def _preference_page(
    request: HttpRequest,
    subscriber: Subscriber | None,
    person: User | None,
    *,
    rows: list[tuple[Choice, StartForm | None]] | None = None,
    **more: Any,
) -> HttpResponse:
    rows = _rows(subscriber, request) if rows is None else rows
    context = {
        "rows": rows,
        "wrong": next((start for _choice, start in rows if start is not None and start.errors), None),
        "any_given": any(choice.given for choice, _start in rows),
        "is_own": person is not None,
        "has_account": subscriber is not None and subscriber.person_id is not None,
        "masked": masked((subscriber.email if subscriber else "") or ""),
        **more,
    }
    return render(request, "consent/preferences.html", context)


def masked(email: str) -> str:
    """Enough of an address to know one’s own: a link is forwarded sooner than one thinks."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}…{at}{domain}" if at else ""


@require_http_methods(["GET", "POST"])
@never_cache
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """One page that says what goes, with one button."""
    try:
        subscriber = read_preferences(token)
    except LinkOverError as error:
        return _link_over(request, error)
    if request.method == "POST":
        services.erase_subscriber(subscriber=subscriber)
        return redirect("consent:erased")
    return render(request, "consent/erase.html", {"token": token, "has_account": bool(subscriber.person_id)})


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "consent/erased.html")


@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's unsubscribe button (RFC 8058 §3.2): a POST with its one field, without cookies.

    Works however often, and whoever sends it: the link itself is the permission. A person who
    opens it gets a page with the same button.
    """
    try:
        uid, channel = read_one_click(token)
    except LinkOverError as error:
        return _link_over(request, error)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return HttpResponseBadRequest(
                _("Nothing was changed: this address unsubscribes, and is sent nothing else.")
            )
        page = reverse("consent:one_click", args=["-"])
        services.withdraw(
            subject_uid=uid, channel=channel, form="one_click", page=page, actor=Actor.ONE_CLICK
        )
    return render(request, "consent/one_click.html", {"is_done": request.method == "POST"})
