"""The organisers' screens of one cohort: the grid, hands, messages; and to a trainee their own facts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cohorts.overview import services
from cohorts.overview.drawing import body_html, head_html, key_of
from cohorts.overview.forms import AnnouncementForm, DeedForm, FilterForm, PutOffForm, RulesForm
from cohorts.overview.grid import PER_PAGE, grid_of
from cohorts.overview.models import Announcement, HelpSign, Sign
from cohorts.overview.one_person import facts_of
from cohorts.overview.selectors import AUDIENCES, hands, message_for
from cohorts.overview.signs import rules_of
from cohorts.overview.trends import trends_of
from cohorts.programmes.doors import for_organisers, me
from cohorts.programmes.models import Cohort, Place
from lms.audit.services import record_read
from lms.errors import DomainError

HANDS_PER_PAGE = 25


@require_safe
@for_organisers
def grid(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Trainees against sessions and lessons, a hundred to a page."""
    form = FilterForm(request.GET)
    shown = grid_of(cohort, form.wanted(request.GET.get("page", "")))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "cohort": cohort,
        "form": form,
        "grid": shown,
        "head": head_html(shown.groups),
        "body": body_html(shown, cohort),
        "key": key_of(shown),
        "page": Paginator(range(shown.total), PER_PAGE).page(shown.page),
        "query": query.urlencode(),
    }
    return render(request, "cohorts/overview/grid.html", context)


@require_safe
@for_organisers
def hands_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who might need a hand and why, with what might help and what was done."""
    context = {
        "cohort": cohort,
        "page": Paginator(hands(cohort), HANDS_PER_PAGE).get_page(request.GET.get("page")),
        "waiting": hands(cohort, put_off=True),
        "rules": rules_of(cohort),
        "deed_form": DeedForm(),
        "put_off_form": PutOffForm(),
    }
    return render(request, "cohorts/overview/hands.html", context)


@require_http_methods(["GET", "POST"])
@for_organisers
def one(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    """One trainee: every session and lesson in words, the signs, and what was done; a place to note more."""
    held = _place(cohort, place)
    record_read(
        actor_uid=me(request).uid,
        action="cohorts.read_progress",
        subject=f"place:{held.uid}",
        about_uid=held.trainee.uid,
    )
    form = DeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.note_deed(place=held, actor=me(request), **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("cohorts:one", cohort.slug, held.uid)
    context = {"cohort": cohort, "place": held, "form": form, **facts_of(cohort, held)}
    return render(request, "cohorts/overview/one.html", context)


def _place(cohort: Cohort, uid: UUID) -> Place:
    return get_object_or_404(Place.objects.select_related("trainee", "cohort"), cohort=cohort, uid=uid)


@require_POST
@for_organisers
def put_off(request: HttpRequest, cohort: Cohort, place: UUID) -> HttpResponse:
    form = PutOffForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(_("Choose a day. Nothing was changed."))
        services.put_off(place=_place(cohort, place), until=form.cleaned_data["until"], actor=me(request))
        messages.success(request, _("Put off until then."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("cohorts:hands", cohort.slug)


@require_http_methods(["GET", "POST"])
@for_organisers
def rules(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The numbers by which signs are found."""
    form = RulesForm(request.POST or None, instance=rules_of(cohort))
    if request.method == "POST" and form.is_valid():
        services.set_rules(cohort=cohort, **form.cleaned_data)
        messages.success(request, _("Kept. The list follows these rules within a minute."))
        return redirect("cohorts:hands", cohort.slug)
    return render(request, "cohorts/overview/rules.html", {"cohort": cohort, "form": form})


@require_http_methods(["GET", "POST"])
@for_organisers
def write(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """A message to the cohort, to a part of it, or (``?to=``) to one person."""
    to = _one_to_write_to(request, cohort)
    form = AnnouncementForm(
        request.POST or None, one=str(to.uid) if to else "", initial=_first_words(cohort, to, request)
    )
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("uid", "title", "text")}
        try:
            made = services.announce(cohort=cohort, audience=form.to, author=me(request), **data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _sent_words(made))
            return redirect("cohorts:hands" if to else "cohorts:write", cohort.slug)
    sent = Announcement.objects.filter(cohort=cohort).select_related("author")[:20]
    context = {"cohort": cohort, "form": form, "to": to, "sent": sent}
    return render(request, "cohorts/overview/write.html", context)


def _one_to_write_to(request: HttpRequest, cohort: Cohort) -> Place | None:
    """The person named in the address. Raises ``Http404`` for one who is not in this cohort."""
    if not (uid := request.GET.get("to")):
        return None
    try:
        return _place(cohort, UUID(uid))
    except ValueError:
        raise Http404 from None


def _first_words(cohort: Cohort, to: Place | None, request: HttpRequest) -> dict[str, str]:
    about = request.GET.get("about", "")
    if to is None:
        return {"audience": about if about in AUDIENCES else "all"}
    sign = HelpSign.objects.filter(place=to, ended_at=None, sign=about).first() if about in Sign else None
    if sign is None:
        return {}
    title, text = message_for(sign, to.trainee.get_short_name())
    return {"title": title, "text": text}


def _sent_words(made: Announcement) -> str:
    number = made.recipients.count()
    return ngettext(
        "It is on its way to %(number)s person.", "It is on its way to %(number)s people.", number
    ) % {"number": number}


@require_safe
@for_organisers
def trends(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Attendance by session and lessons by week: two pictures, each with its table."""
    return render(request, "cohorts/overview/trends.html", {"cohort": cohort, "charts": trends_of(cohort)})


@require_safe
@login_required
@never_cache
def my_facts(request: HttpRequest, cohort: str) -> HttpResponse:
    """To a trainee: all that the organisers see of them on these screens, in the same words."""
    held = (
        Place.objects.select_related("trainee", "cohort__programme")
        .filter(cohort__slug=cohort, trainee=me(request))
        .first()
    )
    if held is None or not has_perm("cohorts.see_place", request.user, held):
        raise Http404
    context = {"cohort": held.cohort, "place": held, **facts_of(held.cohort, held)}
    context["home"] = reverse("cohorts:cohort", args=[held.cohort.slug])
    return render(request, "cohorts/overview/my_facts.html", context)
