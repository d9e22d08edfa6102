"""Letters to many in Wagtail: write, check, send, watch."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from lms.accounts.models import User
from lms.errors import DomainError
from lms.listing import ReadOnlyViewSet
from lms.messaging import bulk_services
from lms.messaging.bulk_forms import BulkForm
from lms.messaging.bulk_letters import Reader, html_for
from lms.messaging.bulk_models import BulkSend, BulkState
from lms.messaging.bulk_run import is_quiet
from lms.messaging.bulk_selectors import is_under_way, lists_of, progress_of
from lms.messaging.mailbox_views import LETTER_POLICY, OWN_WINDOW
from lms.messaging.policies import RulePolicy

SEND = "messaging.send_bulk"
SECONDS_BETWEEN_LOOKS = 2


def _actor(request: HttpRequest) -> User:
    if not has_perm(SEND, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _header(title: str) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("letters:index"), "label": _("Letters to many")},
        {"url": "", "label": title},
    ]
    return {"breadcrumbs_items": items, "header_title": title, "header_icon": "mail"}


def _to(bulk: BulkSend) -> HttpResponse:
    return redirect("letters:letter", pk=bulk.pk)


def _state_of(bulk: BulkSend) -> dict[str, Any]:
    """How far it is, for the page and for what asks again."""
    return {
        "bulk": bulk,
        "progress": progress_of(bulk),
        "under_way": is_under_way(bulk),
        "waits_for_morning": bulk.state == BulkState.SENDING and is_quiet(timezone.now()),
        "seconds": SECONDS_BETWEEN_LOOKS,
    }


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Begin a letter, or change a draft."""
    actor = _actor(request)
    bulk = get_object_or_404(BulkSend, pk=pk) if pk is not None else None
    if bulk is not None and bulk.state != BulkState.DRAFT:
        return _to(bulk)
    form = BulkForm(request.POST if request.method == "POST" else None, bulk=bulk)
    if request.method == "POST" and form.is_valid():
        try:
            return _to(bulk_services.write_bulk(actor=actor, bulk=bulk, words=form.cleaned_data))
        except DomainError as error:
            form.add_error(None, error.message)
    title = bulk.subject if bulk is not None else _("New letter")
    return TemplateResponse(request, "messaging/admin/bulk_write.html", {"form": form, **_header(title)})


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with what it would do, or how far the letter has got."""
    actor = _actor(request)
    bulk = get_object_or_404(BulkSend, pk=pk)
    is_draft = bulk.state == BulkState.DRAFT
    context = {
        **_state_of(bulk),
        "is_draft": is_draft,
        "lists": lists_of(bulk),
        "checked": bulk_services.fingerprint(bulk),
        "address": actor.email,
        **_header(bulk.subject),
    }
    return TemplateResponse(request, "messaging/admin/bulk_letter.html", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that says how far it is; asked for again and again while it is under way."""
    _actor(request)
    bulk = get_object_or_404(BulkSend, pk=pk)
    return TemplateResponse(request, "messaging/admin/bulk_progress.html", _state_of(bulk))


@require_safe
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as the organiser would get it, where nothing in it can do anything."""
    actor = _actor(request)
    html = html_for(get_object_or_404(BulkSend, pk=pk), Reader(actor.email or "", actor.display_name))
    return HttpResponse(html.replace("<head>", OWN_WINDOW, 1))


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter goes to the organiser alone."""
    actor, bulk = _actor(request), get_object_or_404(BulkSend, pk=pk)
    if not actor.email:
        messages.error(request, _("You have no e-mail address here, so there is nowhere to send a test."))
        return _to(bulk)
    bulk_services.send_test(
        bulk=bulk, actor=actor, subject=_("Test: %(subject)s") % {"subject": bulk.subject}
    )
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": actor.email})
    return _to(bulk)


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Send, pause, resume, stop, or send again to those of whom nobody knows."""
    actor, bulk = _actor(request), get_object_or_404(BulkSend, pk=pk)
    try:
        if action == "send":
            bulk_services.start_bulk(bulk=bulk, actor=actor, checked=request.POST.get("checked", ""))
        else:
            _ACTIONS[action](bulk=bulk, actor=actor)
    except DomainError as error:
        messages.error(request, error.message)
    return _to(bulk)


_ACTIONS: dict[str, Any] = {
    "pause": bulk_services.pause_bulk,
    "resume": bulk_services.resume_bulk,
    "stop": bulk_services.stop_bulk,
    "unknown": bulk_services.send_unknown_again,
}


class BulkIndexView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Letters to many")
    add_item_label = gettext_lazy("Write a letter")

    def get_list_buttons(self, instance: BulkSend) -> list[Any]:
        return []


def _letter_url(bulk: BulkSend) -> str:
    return reverse("letters:letter", args=[bulk.pk])


class BulkViewSet(ReadOnlyViewSet):
    """Every letter to many, newest first."""

    model = BulkSend
    name = "letters"
    icon = "mail"
    menu_label = gettext_lazy("Letters to many")
    add_to_settings_menu = False
    index_view_class = BulkIndexView
    newest_by = "created_at"
    permission_policy = RulePolicy(BulkSend, SEND, may_add=True)
    list_display = (
        TitleColumn("subject", label=gettext_lazy("Subject"), get_url=_letter_url),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda bulk: bulk.state == BulkState.SENDING,
        ),
        DateColumn("created_at", label=gettext_lazy("Begun"), sort_key="created_at"),
        DateColumn("ended_at", label=gettext_lazy("Finished"), sort_key="ended_at"),
    )
    list_filter = ("state",)
    list_per_page = 30

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(add_url_name=self.get_url_name("new"), **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", write, name="new"),
            path("<int:pk>/", letter, name="letter"),
            path("<int:pk>/write/", write, name="write"),
            path("<int:pk>/progress/", progress, name="progress"),
            path("<int:pk>/preview/", preview, name="preview"),
            path("<int:pk>/test/", test, name="test"),
            *(
                path(f"<int:pk>/{action}/", act, {"action": action}, name=action)
                for action in ("send", *_ACTIONS)
            ),
        ]


bulk_letters = BulkViewSet()
