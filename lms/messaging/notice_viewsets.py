"""Staff's screens of what went wrong: letters that did not leave, and whom to ring up."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from lms.accounts.models import User
from lms.audit.services import record_read
from lms.listing import ReadOnlyViewSet
from lms.messaging.delivery import UNSENT, put_away, send_again
from lms.messaging.kinds import kind_called
from lms.messaging.models import MessageState, Notice, OutgoingMessage
from lms.messaging.phone_round import mark_told, phone_of, unreached
from lms.messaging.policies import RulePolicy

READ_UNSENT = "messaging.read_unsent"
READ_PHONE_ROUND = "messaging.read_phone_round"


GATHERED = {
    "gathered.daily": gettext_lazy("The daily letter"),
    "gathered.weekly": gettext_lazy("The weekly letter"),
}


def _kind_title(row: Any) -> Any:
    kind = kind_called(row.kind)
    if kind is not None:
        return kind.title
    return GATHERED.get(row.kind) or row.kind or _("A letter of accounts")


class UnsentIndexView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Letters that did not leave")

    def get_base_queryset(self) -> QuerySet[OutgoingMessage]:
        return OutgoingMessage.objects.filter(state__in=UNSENT).defer("mime")

    def get_list_buttons(self, instance: OutgoingMessage) -> list[Any]:
        return []


def _head(title: str, icon: str, index: str, index_title: str) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(index), "label": index_title},
        {"url": "", "label": title},
    ]
    return {"breadcrumbs_items": items, "header_title": title, "header_icon": icon}


@require_http_methods(["GET", "POST"])
def unsent_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, to whom it was, and what to do about it; POST does it. Looking is recorded."""
    if not has_perm(READ_UNSENT, request.user):
        raise PermissionDenied
    actor = cast(User, request.user)
    message = get_object_or_404(OutgoingMessage.objects.filter(state__in=UNSENT), pk=pk)
    if request.method == "POST":
        if request.POST.get("deed") == "again":
            send_again(message=message, actor=actor)
            messages.success(request, _("The letter is on its way again."))
        else:
            put_away(message=message, actor=actor)
            messages.success(request, _("The letter is put away, and its text is gone."))
        return redirect("unsent_letters:index")
    record_read(
        actor_uid=actor.uid,
        action="messaging.read_unsent",
        subject=f"letter:{message.uid}",
        about_uid=message.person_uid,
    )
    title = str(_kind_title(message))
    context = {
        "message": message,
        "is_open": bool(message.mime) and message.state != MessageState.STOPPED,
        "is_unknown": message.state == MessageState.UNKNOWN,
        **_head(title, "mail", "unsent_letters:index", _("Letters that did not leave")),
    }
    return TemplateResponse(request, "messaging/admin/unsent.html", context)


class UnsentViewSet(ReadOnlyViewSet):
    model = OutgoingMessage
    name = "unsent_letters"
    url_prefix = "unsent-letters"
    icon = "mail"
    menu_label = gettext_lazy("Letters that did not leave")
    add_to_settings_menu = False
    index_view_class = UnsentIndexView
    newest_by = "created_at"
    permission_policy = RulePolicy(OutgoingMessage, READ_UNSENT)
    list_display = (
        TitleColumn(
            "kind",
            label=gettext_lazy("Matter"),
            accessor=_kind_title,
            get_url=lambda one: reverse("unsent_letters:letter", args=[one.pk]),
        ),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        Column(
            "reason",
            label=gettext_lazy("Why"),
            accessor=lambda one: one.get_reason_display() or one.trouble or "–",
        ),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="created_at"),
    )
    list_filter = ("state",)
    list_per_page = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", unsent_letter, name="letter")]


class PhoneRoundIndexView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Phone round")

    def get_base_queryset(self) -> QuerySet[Notice]:
        return unreached()

    def get_list_buttons(self, instance: Notice) -> list[Any]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whose name and number was shown is recorded for each of them."""
        answer = super().get(request, *args, **kwargs)
        for notice in answer.context_data["object_list"]:
            record_read(
                actor_uid=cast(User, request.user).uid,
                action="messaging.read_phone_round",
                subject=f"notice:{notice.uid}",
                about_uid=notice.recipient.uid,
            )
        return answer


@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the person was told by telephone; POST writes it down."""
    if not has_perm(READ_PHONE_ROUND, request.user):
        raise PermissionDenied
    actor = cast(User, request.user)
    notice = get_object_or_404(unreached(), pk=pk)
    if request.method == "POST":
        mark_told(notice=notice, actor=actor)
        messages.success(request, _("It is written down that they were told."))
        return redirect("phone_round:index")
    record_read(
        actor_uid=actor.uid,
        action="messaging.read_phone_round",
        subject=f"notice:{notice.uid}",
        about_uid=notice.recipient.uid,
    )
    context = {
        "notice": notice,
        "matter": _kind_title(notice),
        "phone": phone_of(notice),
        **_head(notice.recipient.display_name, "mobile-alt", "phone_round:index", _("Phone round")),
    }
    return TemplateResponse(request, "messaging/admin/told.html", context)


class PhoneRoundViewSet(ReadOnlyViewSet):
    model = Notice
    name = "phone_round"
    url_prefix = "phone-round"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Phone round")
    add_to_settings_menu = False
    index_view_class = PhoneRoundIndexView
    newest_by = "created_at"
    permission_policy = RulePolicy(Notice, READ_PHONE_ROUND)
    list_display = (
        TitleColumn(
            "recipient",
            label=gettext_lazy("Name"),
            accessor="recipient.display_name",
            get_url=lambda one: reverse("phone_round:told", args=[one.pk]),
        ),
        Column("phone", label=gettext_lazy("Telephone"), accessor=lambda one: phone_of(one) or "–"),
        Column("kind", label=gettext_lazy("Matter"), accessor=_kind_title),
        DateColumn("created_at", label=gettext_lazy("Since"), sort_key="created_at"),
    )
    list_filter: tuple[str, ...] = ()
    list_per_page = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", told, name="told")]


unsent_letters = UnsentViewSet()
phone_round = PhoneRoundViewSet()
