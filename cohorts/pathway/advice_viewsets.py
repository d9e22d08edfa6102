"""What to do before each date of a poll, in Wagtail: by nation and language, and who checked it."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from cohorts.pathway.advice import NATIONS, Advice, save_advice, shipped
from cohorts.pathway.advice_forms import AdviceForm
from cohorts.pathway.countdown_models import DateAdvice
from cohorts.pathway.timetables import Event, has_day
from lms.accounts.models import User
from lms.language import interface_language
from lms.places.models import Nation

EDIT = "cohorts.edit_date_advice"


def _actor(request: HttpRequest) -> User:
    if not has_perm(EDIT, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _header(title: Any, *, is_list: bool = False) -> dict[str, Any]:
    items = [{"url": reverse("poll_dates:index"), "label": _("Dates before polls")}]
    if not is_list:
        items.append({"url": "", "label": title})
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {"breadcrumbs_items": [home, *items], "header_title": title, "header_icon": "date"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every date of every nation whose rules are held, and whose words it has. Two queries."""
    _actor(request)
    own = {(row.nation, row.event, row.language): row for row in DateAdvice.objects.all()}
    people = User.objects.filter(uid__in={row.checked_by_uid for row in own.values()})
    names = {person.uid: person.display_name for person in people}
    rows = []
    for nation in NATIONS:
        for event in (one for one in Event if has_day(one, nation)):
            for code, name in settings.LANGUAGE_NAMES.items():
                kept = own.get((nation, event, code))
                who = names.get(kept.checked_by_uid, "–") if kept else ""
                rows.append(
                    {
                        "nation": nation,
                        "event": event,
                        "code": code,
                        "name": name,
                        "kept": kept,
                        "who": who,
                        "shipped": shipped(event, nation),
                    }
                )
    context = {"rows": rows, **_header(_("Dates before polls"), is_list=True)}
    return TemplateResponse(request, "cohorts/pathway/admin/dates.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, nation: str, event: str, language: str) -> HttpResponse:
    """The words for one date in one nation and language."""
    actor = _actor(request)
    if nation not in NATIONS or event not in Event or language not in settings.LANGUAGE_NAMES:
        raise Http404
    where, what = Nation(nation), Event(event)
    if not has_day(what, where):
        raise Http404
    kept = DateAdvice.objects.filter(nation=where, event=what, language=language).first()
    with override(interface_language(language)):
        house = shipped(what, where)
    form = AdviceForm(request.POST if request.method == "POST" else None, initial=_begin(kept, house))
    if request.method == "POST" and form.is_valid():
        save_advice(nation=where, event=what, language=language, actor=actor, **form.cleaned_data)
        messages.success(request, _("Kept. Trainees read it from now on, if it is shown."))
        return redirect("poll_dates:index")
    title = f"{where.label}: {what.label} – {settings.LANGUAGE_NAMES[language]}"
    context = {"form": form, "house": house, "kept": kept, **_header(title)}
    return TemplateResponse(request, "cohorts/pathway/admin/date.html", context)


def _begin(kept: DateAdvice | None, house: Advice) -> dict[str, Any]:
    if kept is None:
        return {"source": house.source, "is_shown": True}
    return {name: getattr(kept, name) for name in ("text", "source", "checked_on", "is_shown")}


class PollDatesViewSet(ViewSet):
    """What trainees read beside each date before a poll."""

    name = "poll_dates"
    url_prefix = "poll-dates"
    icon = "date"
    menu_label = gettext_lazy("Dates before polls")
    menu_order = 241
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("<str:nation>/<str:event>/<str:language>/", edit, name="edit"),
        ]

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: bool(has_perm(EDIT, request.user))
        return item


poll_dates = PollDatesViewSet()
