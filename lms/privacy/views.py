"""What people see and ask about the data that is held on them."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from rules import has_perm

from lms.accounts.errors import LinkUsedError
from lms.accounts.links import read_link
from lms.accounts.models import User
from lms.accounts.rules import is_staff_member
from lms.errors import DomainError
from lms.privacy import erasing, packing, services
from lms.privacy.duties import duties_in_words, is_last_administrator
from lms.privacy.forms import EraseForm
from lms.privacy.models import Erasure, ErasureState, Export, ExportState
from lms.privacy.registry import Choices, Fate, all_data
from lms.privacy.retention import all_periods
from lms.privacy.selectors import who_saw
from lms.privacy.takeaways import takeaway_called

LINK_LASTS = erasing.COOLING_OFF + timedelta(days=1)


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response


def _newest_copy(person: User) -> Export | None:
    return Export.objects.of_everything().filter(person=person).exclude(state=ExportState.GONE).first()


def _copy_context(person: User) -> dict[str, Any]:
    copy = _newest_copy(person)
    context = {"copy": copy, "is_making": False, "days": services.COPY_KEPT.days}
    if copy is None or copy.state != ExportState.MAKING:
        return context
    return {
        **context,
        "is_making": True,
        "is_packing": bool(copy.plan),
        "done": packing.packed_so_far(copy) if copy.plan else copy.parts.count(),
        "all": copy.weight if copy.plan else len(all_data()),
    }


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What is held on me, why, who saw it, for how long; and the ways to a copy and to an erasure."""
    person = _me(request)
    context = {
        **_copy_context(person),
        "erasure": erasing.waiting_for(person),
        "kinds": [one for one in all_data() if not one.confidential],
        "confidential": [one for one in all_data() if one.confidential],
        "reads": who_saw(person),
    }
    return _private(render(request, "privacy/data.html", context))


@require_POST
@login_required
def ask_for_copy(request: HttpRequest) -> HttpResponse:
    services.ask_for_export(person=_me(request), actor=_me(request))
    return redirect("privacy:data")


@require_safe
@login_required
def copy_status(request: HttpRequest) -> HttpResponse:
    """How far one's copy is: a fragment that the page asks for until it is ready."""
    if not getattr(request, "htmx", False):
        return redirect("privacy:data")
    return _private(render(request, "privacy/copy.html", _copy_context(_me(request))))


@require_GET
@login_required
@reauthentication_required
def download(request: HttpRequest, export: UUID) -> HttpResponseBase:
    """The file, for whoever asked for it and has just shown that it is they."""
    copy = get_object_or_404(Export.objects.visible_to(request.user).select_related("person"), uid=export)
    if not has_perm("privacy.download_copy", request.user, copy) or not copy.is_there:
        raise Http404
    response = _archive(request, copy)
    if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        services.note_download(export=copy, actor=_me(request))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = _tag(copy)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _tag(copy: Export) -> str:
    return f'"{copy.uid.hex}"'


def _archive(request: HttpRequest, copy: Export) -> HttpResponseBase:
    """The ZIP file or, where the line broke, what is missing of it (RFC 9110, 14.2: from a byte on)."""
    start = _asked_start(request, copy)
    if start >= copy.size:
        refused = {"Content-Range": f"bytes */{copy.size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=refused)
    response = StreamingHttpResponse(
        packing.archive_from(copy, start, copy.size), content_type="application/zip"
    )
    if start:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {start}-{copy.size - 1}/{copy.size}"
    response["Content-Length"] = str(copy.size - start)
    takeaway = takeaway_called(copy.what)
    name = (
        f"{takeaway.title if takeaway else _('everything held on you')} {timezone.localdate():%Y-%m-%d}.zip"
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _asked_start(request: HttpRequest, copy: Export) -> int:
    """From which byte on; other kinds of range may be ignored, and so may one of another copy."""
    asked = re.fullmatch(r"bytes=(\d{1,18})-", request.headers.get("Range", ""))
    is_of_this = request.headers.get("If-Range", _tag(copy)) == _tag(copy)
    return int(asked[1]) if asked and is_of_this else 0


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """What an erasure would do; and asking for it."""
    person = _me(request)
    if erasing.waiting_for(person):
        return redirect("privacy:data")
    kept = erasing.preview(person, Choices(keep_certificates=True))
    withdrawn = erasing.preview(person, Choices(keep_certificates=False))
    form = EraseForm(
        request.POST or None,
        person=person,
        has_certificates=[one.part for one in kept] != [one.part for one in withdrawn],
        is_staff=is_staff_member(person),
    )
    if request.method == "POST" and form.is_valid():
        erasing.ask_for_erasure(person=person, actor=person, **form.choices)
        messages.success(request, _("Your erasure is planned. You have seven days to take it back."))
        return redirect("privacy:data")
    context = {
        "form": form,
        "fates": by_fate(kept),
        "is_last": is_last_administrator(person),
        "duties": duties_in_words(person) if is_staff_member(person) else [],
    }
    return render(request, "privacy/erase.html", context)


def by_fate(expected: list[erasing.Expected]) -> list[tuple[str, list[erasing.Expected]]]:
    """What is removed, what is kept without a name, and what is kept: each with its heading."""
    order = list(Fate)
    sorted_by_fate = sorted(expected, key=lambda one: order.index(one.part.fate))
    return [
        (str(fate.label), list(group)) for fate, group in groupby(sorted_by_fate, lambda one: one.part.fate)
    ]


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    return _take_back(request, _me(request))


def _take_back(request: HttpRequest, person: User) -> HttpResponse:
    try:
        erasing.cancel_erasure(person=person, actor=person)
        messages.success(request, _("The erasure is taken back. Everything stays as it was."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("privacy:data" if request.user.is_authenticated else "account_login")


@require_http_methods(["GET", "POST"])
@never_cache
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: opening it changes nothing, its button takes the erasure back."""
    try:
        person, said = read_link(purpose=erasing.LINK_PURPOSE, token=token, max_age=LINK_LASTS)
    except LinkUsedError as error:
        return render(request, "privacy/keep.html", {"error": error.message}, status=410)
    wish = Erasure.objects.filter(person=person, uid=said["erasure"], state=ErasureState.PENDING).first()
    if wish is None:
        return render(request, "privacy/keep.html", {"error": LinkUsedError().message}, status=410)
    if request.method == "POST":
        return _take_back(request, person)
    return render(request, "privacy/keep.html", {"erasure": wish})


# --- for everybody ----------------------------------------------------------


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What is held on people here, why, who sees it and for how long: made from what is registered."""
    return render(request, "privacy/notice.html", {"kinds": all_data()})


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """How long everything is kept: the numbers that the clean-ups use."""
    return render(request, "privacy/retention.html", {"periods": all_periods()})


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of an erasure: when, and what was done; nobody's name."""
    wish = get_object_or_404(
        Erasure.objects.filter(state__in=(ErasureState.RUNNING, ErasureState.DONE)), number=number
    )
    context = {"erasure": wish, "fates": by_fate(erasing.receipt_of(wish))}
    response = render(request, "privacy/receipt.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return _private(response)
