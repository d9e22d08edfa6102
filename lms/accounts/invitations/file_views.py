"""Wagtail's screens for a file of people to invite: take it in, read what is in it, send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages

from lms.accounts.invitations.errors import FileError
from lms.accounts.invitations.files import counts, send_batch, start_batch
from lms.accounts.invitations.forms import FileForm
from lms.accounts.invitations.headers import header
from lms.accounts.invitations.models import BatchState, InvitationBatch, RowOutcome
from lms.accounts.invitations.rules import INVITE, LOOK_AFTER
from lms.accounts.models import User
from lms.audit.services import record, record_read
from lms.spreadsheets import csv_lines

ROWS_ON_A_PAGE = 50
LATEST = 10


def _may_invite(request: HttpRequest) -> User:
    if not has_perm(INVITE, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _looked_after(request: HttpRequest, uid: UUID) -> InvitationBatch:
    _may_invite(request)
    batch = get_object_or_404(InvitationBatch.objects.defer("content"), uid=uid)
    if not has_perm(LOOK_AFTER, request.user, batch):
        raise PermissionDenied
    return batch


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take a file in; nobody is invited yet. Below, one's latest files."""
    actor = _may_invite(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = start_batch(
                content=data["file"], actor=actor, language=data["language"], lasts=data["lasts"]
            )
        except FileError as error:
            form.add_error("file", error.message)
        else:
            return redirect("invitations:report", batch=batch.uid)
    context = {
        "form": form,
        "batches": InvitationBatch.objects.defer("content").filter(made_by=actor)[:LATEST],
        **header(_("Invite from a file")),
    }
    return TemplateResponse(request, "accounts/invitations/admin/file.html", context)


@require_safe
def report(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What would become of each row, or has; rows that need somebody's eyes come first.

    That the rows were looked at is recorded.
    """
    one = _looked_after(request, batch)
    found, wanted = counts(one), request.GET.get("outcome", "")
    rows = one.rows.filter(outcome=wanted) if wanted in RowOutcome.values else one.rows.all()
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("p"))
    record_read(
        actor_uid=cast(User, request.user).uid,
        action="accounts.read_invitation_file",
        subject=f"invitations:{one.uid}",
        count=len(page.object_list),
    )
    total = found[RowOutcome.OK]
    context = {
        "batch": one,
        "page": page,
        "wanted": wanted,
        "outcomes": [
            (outcome.value, outcome.label, found[outcome.value])
            for outcome in RowOutcome
            if found[outcome.value]
        ],
        "rows": sum(found[outcome.value] for outcome in RowOutcome),
        "total": total,
        "done": found["done"],
        "is_reading": one.state == BatchState.READING,
        "may_send": one.state == BatchState.READ and total > 0,
        "is_sending": one.state in {BatchState.SENDING, BatchState.SENT},
        **header(_("What is in the file"), (reverse("invitations:file"), _("Invite from a file"))),
    }
    return TemplateResponse(request, "accounts/invitations/admin/report.html", context)


@require_POST
def send(request: HttpRequest, batch: UUID) -> HttpResponse:
    one = _looked_after(request, batch)
    if send_batch(batch=one, actor=cast(User, request.user)):
        messages.success(request, _("The invitations are being sent. You can close this page."))
    else:
        messages.warning(request, _("These invitations were sent before. Nobody gets a second letter."))
    return redirect("invitations:report", batch=one.uid)


@require_safe
def download(request: HttpRequest, batch: UUID) -> HttpResponseBase:
    """Every row with its outcome, as CSV; that it was taken out is recorded."""
    one = _looked_after(request, batch)
    record(
        actor_uid=cast(User, request.user).uid,
        action="accounts.invitation_report_exported",
        subject=f"invitations:{one.uid}",
    )
    head = [_("Row"), _("E-mail address"), _("Name"), _("What becomes of it")]
    response = StreamingHttpResponse(csv_lines(head, _lines(one)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    return response


def _lines(batch: InvitationBatch) -> Iterator[list[Any]]:
    for row in batch.rows.iterator(chunk_size=2000):
        outcome = _("invited") if row.is_done and row.outcome == RowOutcome.OK else row.get_outcome_display()
        yield [row.number, row.email, row.name, outcome]
