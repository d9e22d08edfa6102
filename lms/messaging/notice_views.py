"""The bell: what a person is told, and how often by letter. A GET changes nothing here."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.errors import LinkUsedError
from lms.accounts.links import read_link
from lms.accounts.models import User
from lms.messaging.kinds import Rhythm, kind_called, known_kinds
from lms.messaging.models import Notice
from lms.messaging.notice_forms import RhythmsForm
from lms.messaging.notice_letters import STOP_LASTS, STOP_PURPOSE
from lms.messaging.notice_times import zone_of
from lms.messaging.notice_words import words_on_page
from lms.messaging.notices import choose_quiet_hours, choose_rhythms, mark_read, stop_letters

A_PAGE = 20


@require_safe
@login_required
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first."""
    mine = Notice.objects.filter(recipient=cast(User, request.user)).defer("calendar", "context")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/notices/list.html", {"page": page})


@require_safe
@login_required
@never_cache
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One notice, with one button that leads on."""
    found = get_object_or_404(Notice, uid=uid, recipient=cast(User, request.user))
    kind = found.known_kind
    label = ((kind and kind.button) or _("Read it")) if found.link else _("Mark as read")
    context = {"notice": found, "words": words_on_page(cast(User, request.user), found), "label": label}
    return render(request, "messaging/notices/notice.html", context)


@require_POST
@login_required
def open_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notice counts as read, and the person goes where it leads."""
    person = cast(User, request.user)
    found = get_object_or_404(Notice, uid=uid, recipient=person)
    mark_read(person=person, uid=uid)
    return redirect(found.link or "messaging:notices")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(person=cast(User, request.user))
    messages.success(request, _("All notices are marked as read."))
    return redirect("messaging:notices")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def notice_settings(request: HttpRequest) -> HttpResponse:
    """How often of which kind, and when no letter may come."""
    person = cast(User, request.user)
    form = RhythmsForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        choose_rhythms(person=person, rhythms=form.rhythms)
        choose_quiet_hours(person=person, begins=form.cleaned_data["begins"], ends=form.cleaned_data["ends"])
        messages.success(request, _("Your choice is saved. It holds for what you are told from now on."))
        return redirect("messaging:notice_settings")
    decisive = [kind for kind in known_kinds() if kind.decisive]
    context = {"form": form, "decisive": decisive, "zone": zone_of(person).key}
    return render(request, "messaging/notices/settings.html", context)


@csrf_exempt  # a mail program posts here (RFC 8058, section 3.2); the link itself is the proof
@require_http_methods(["GET", "POST"])
@never_cache
def stop_notices(request: HttpRequest, token: str) -> HttpResponse:
    """One button, behind the link of a letter, that ends such letters; POST does it."""
    try:
        person, data = read_link(purpose=STOP_PURPOSE, token=token, max_age=STOP_LASTS)
    except LinkUsedError as error:
        return render(request, "account/link_used.html", {"error": error}, status=410)
    kind, rhythm = data.get("kind", ""), data.get("rhythm", "")
    known = kind_called(kind)
    if (known is None and rhythm not in Rhythm.values) or (known is not None and known.decisive):
        raise Http404
    if request.method == "POST":
        stop_letters(person=person, kind=kind, rhythm=rhythm)
    title = known.title if known else ""
    context = {"title_of_kind": title, "rhythm": rhythm, "is_done": request.method == "POST"}
    return render(request, "messaging/notices/stop.html", context)
