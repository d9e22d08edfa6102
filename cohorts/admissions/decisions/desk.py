"""What reviewing and deciding put on people’s desks."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.days import last_day
from cohorts.admissions.decisions.models import Finding, Offer, OfferState, Review, Reviewer, ReviewState
from cohorts.admissions.decisions.telling import unheard
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.models import User
from lms.desk.registry import NextStep, Panel
from lms.pages.templatetags.components import on_date

LOOK_AHEAD = dt.timedelta(days=21)  # before the promised day


def next_step(user: User) -> NextStep | None:
    """An offer to answer, else a question. One query, two for whoever has one; none without a cohort."""
    if not user.in_cohorts:
        return None
    now = timezone.now()
    offers = Offer.objects.filter(application=OuterRef("pk"), state=OfferState.OPEN, expires_at__gt=now)
    asked = Finding.objects.filter(application=OuterRef("pk"), verdict="", replied_at=None)
    mine = Application.objects.filter(applicant=user, state=ApplicationState.SUBMITTED)
    found = (
        mine.annotate(is_offered=Exists(offers), is_asked=Exists(asked))
        .filter(Q(is_offered=True) | Q(is_asked=True))
        .select_related("cohort")
        .order_by("-is_offered", "pk")
        .first()
    )
    if found is None:
        return None
    href = reverse("my_cohorts:decision", args=[found.uid])
    if not found.is_offered:
        return NextStep(
            _("Reply to a question about your application"),
            _("Read it"),
            href,
            text=_("You are heard before it counts."),
        )
    offer = Offer.objects.get(application=found, state=OfferState.OPEN)
    return NextStep(
        _("Answer the offer of a place in %(cohort)s") % {"cohort": found.cohort.title},
        _("Answer"),
        href,
        text=_("There is time until the end of %(day)s.") % {"day": on_date(last_day(offer.expires_at))},
    )


def desk_panel(request: HttpRequest) -> Panel | None:
    """Reviews that wait for this person; for organisers also the cohorts whose applicants wait to hear."""
    user = cast(User, request.user)
    reviews = reviews_waiting(user) if user.in_cohorts else []
    cohorts = cohorts_waiting(user) if user.has_role else []
    if not reviews and not cohorts:
        return None
    return Panel("cohorts/decisions/desk.html", {"reviews": reviews, "cohorts": cohorts})


def reviews_waiting(user: User) -> list[tuple[Cohort, int]]:
    """The cohorts for which ``user`` has something to read, and how much. One query; two if any."""
    reads = Reviewer.objects.open().filter(person=user).values("cohort")
    waiting = Review.objects.filter(
        person=user,
        state=ReviewState.OPEN,
        application__state=ApplicationState.SUBMITTED,
        application__cohort__in=reads,
    )
    counted = dict(waiting.order_by().values_list("application__cohort").annotate(number=Count("pk")))
    if not counted:
        return []
    return [(one, counted[one.pk]) for one in Cohort.objects.filter(pk__in=counted)]


def cohorts_waiting(user: User) -> list[tuple[Cohort, int]]:
    """The cohorts that ``user`` organises whose promised day is near, with how many have not heard."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    near = Cohort.objects.organised_by(user).filter(
        hear_by__lte=today + LOOK_AHEAD, ends_on__gte=today, closes_at__lte=timezone.now()
    )
    near = near.exclude(state=CohortState.CANCELLED).order_by("hear_by", "pk")[:5]
    return [(one, count) for one in near if (count := unheard(one))]
