"""Staff's screens of updates: how many, who, in which words."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from lms.accounts.models import User
from lms.audit.services import record_read
from lms.consent.forms import WordsForm
from lms.consent.ledger import reword
from lms.consent.models import UPDATES, Channel, ConsentWording, Subscriber
from lms.consent.selectors import allowed_channels, count_subscribers

SUBSCRIBERS_A_PAGE = 30


def _actor(request: HttpRequest, rule: str) -> User:
    if not has_perm(rule, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _header(*trail: tuple[str, str]) -> dict[str, Any]:
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": url, "label": label} for url, label in trail]
    return {"breadcrumbs_items": items, "header_title": trail[-1][1], "header_icon": "mail"}


@require_safe
def subscribers(request: HttpRequest) -> HttpResponse:
    """How many allow each channel; to administrators also who, and that they looked is recorded."""
    actor = _actor(request, "consent.see_counts")
    counts = count_subscribers()
    context: dict[str, Any] = {
        "total": counts["total"],
        "counts": [(channel.label, counts[channel.value]) for channel in Channel],
        "may_reword": has_perm("consent.reword", actor),
        **_header(("", _("Updates"))),
    }
    if has_perm("consent.read_subscribers", actor):
        rows = Subscriber.objects.reachable()
        page = Paginator(rows, SUBSCRIBERS_A_PAGE).get_page(request.GET.get("p"))
        people = list(page.object_list)
        allowed = allowed_channels([one.uid for one in people])
        context["page"] = page
        context["people"] = [
            (one, [c.label for c in Channel if c in allowed.get(one.uid, ())]) for one in people
        ]
        record_read(
            actor_uid=actor.uid,
            action="consent.read_subscribers",
            subject="subscribers",
            count=len(people),
            page=page.number,
        )
    return TemplateResponse(request, "consent/admin/subscribers.html", context)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The words in force beside each choice in each language, and the versions before them."""
    _actor(request, "consent.reword")
    kept = list(ConsentWording.objects.filter(form=UPDATES))
    tables = [
        (channel, code, name, [row for row in kept if (row.channel, row.language) == (channel, code)])
        for channel in Channel
        for code, name in settings.LANGUAGES
    ]
    context = {"tables": tables, **_header((reverse("updates:subscribers"), _("Updates")), ("", _("Words")))}
    return TemplateResponse(request, "consent/admin/words.html", context)


@require_http_methods(["GET", "POST"])
def new_words(request: HttpRequest, channel: str, language: str) -> HttpResponse:
    """A new version; those that people agreed to stay as they were."""
    actor = _actor(request, "consent.reword")
    if channel not in Channel.values or language not in dict(settings.LANGUAGES):
        raise Http404
    same = ConsentWording.objects.filter(form=UPDATES, channel=channel, language=language)
    newest = same.order_by("-version").first()
    form = WordsForm(request.POST or None, initial={"text": newest.text if newest else ""})
    if request.method == "POST" and form.is_valid():
        reword(form=UPDATES, channel=channel, language=language, text=form.cleaned_data["text"], actor=actor)
        messages.success(request, _("From now on these words stand beside the choice."))
        return redirect("updates:words")
    trail = (reverse("updates:subscribers"), _("Updates")), (reverse("updates:words"), _("Words"))
    context = {
        "form": form,
        "newest": newest,
        "language": dict(settings.LANGUAGES)[language],
        **_header(*trail, ("", str(Channel(channel).label))),
    }
    return TemplateResponse(request, "consent/admin/new_words.html", context)
