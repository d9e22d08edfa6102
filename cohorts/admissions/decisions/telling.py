"""Each letter of admissions, for one person; what jobs call. All are repeatable: one notice for each key."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import submitted_applications
from cohorts.admissions.applications.sending import accept_application
from cohorts.admissions.decisions import kinds
from cohorts.admissions.decisions.days import last_day
from cohorts.admissions.decisions.models import (
    Appeal,
    Batch,
    Decision,
    DecisionState,
    Finding,
    Offer,
    OfferState,
    Review,
    ReviewState,
    WaitingEntry,
)
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.grants.models import RoleGrant
from lms.accounts.models import ORGANISERS, User
from lms.language import speaking
from lms.messaging.kinds import NoticeKind
from lms.messaging.notices import notify
from lms.pages.templatetags.components import on_date

NAG_AT = (7, 3, 1)  # days before the promised one; from it on every day
REMIND_BEFORE = dt.timedelta(days=1)


def decision_page(application: Application) -> str:
    return reverse("my_cohorts:decision", args=[application.uid])


def _tell_applicant(
    application: Application, kind: NoticeKind, key: str, *, until: dt.datetime | None = None
) -> None:
    if application.applicant is None:  # the job that gives an account has not come to it yet
        accept_application(application=application)
        application.refresh_from_db(fields=["applicant"])
    person = application.applicant
    if person is None:
        return
    with speaking(person.language):
        context = {"cohort": application.cohort.title}
        if until is not None:
            context["until"] = on_date(last_day(until))
    notify(recipient=person, kind=kind.code, key=key, context=context, link=decision_page(application))


def tell_decision(*, decision: Decision) -> None:
    """The applicant has the decision’s notice and letter."""
    kind = kinds.CORRECTED if decision.replaces_id else kinds.DECIDED
    _tell_applicant(decision.application, kind, f"decision:{decision.uid}")


def tell_offer(*, offer: Offer, what: str) -> None:
    """``what`` is “made” (from the waiting list), “soon” (a day is left) or “ended” (the time is over)."""
    kind = {"made": kinds.PLACE_FREE, "soon": kinds.ANSWER_SOON, "ended": kinds.OFFER_ENDED}[what]
    if what != "ended" and offer.state != OfferState.OPEN:
        return
    until = None if what == "ended" else offer.expires_at
    _tell_applicant(offer.application, kind, f"offer:{offer.uid}", until=until)


def tell_list_ended(*, entry: WaitingEntry) -> None:
    _tell_applicant(entry.application, kinds.LIST_ENDED, f"waiting:{entry.pk}")


def tell_question(*, finding: Finding) -> None:
    _tell_applicant(finding.application, kinds.QUESTION, f"finding:{finding.uid}", until=finding.reply_by)


def tell_appeal(*, appeal: Appeal, what: str) -> None:
    """“asked”: the organisers hear; “answered”: the applicant does."""
    if what == "answered":
        _tell_applicant(appeal.application, kinds.APPEAL_ANSWERED, f"appeal:{appeal.uid}")
        return
    cohort = appeal.application.cohort
    link = reverse("cohorts:appeals", args=[cohort.slug])
    _tell_organisers(cohort, kinds.APPEAL_ASKED, f"appeal:{appeal.uid}", link)


def tell_stopped(*, batch: Batch) -> None:
    """The organisers hear that the site stopped ``batch``."""
    link = reverse("cohorts:decisions", args=[batch.cohort.slug])
    _tell_organisers(batch.cohort, kinds.NO_ROOM, f"batch:{batch.uid}", link)


def tell_no_room(*, offer: Offer) -> None:
    """The organisers hear that ``offer`` was accepted while the cohort was full."""
    link = reverse("cohorts:decisions", args=[offer.cohort.slug])
    _tell_organisers(offer.cohort, kinds.NO_ROOM, f"offer:{offer.uid}", link)


def tell_reviewer(*, cohort: Cohort, person: User) -> None:
    """``person`` hears of what they were given to read, once for all that came since the last time."""
    unread = Review.objects.filter(person=person, application__cohort=cohort, state=ReviewState.OPEN)
    newest = unread.order_by("-pk").first()
    if newest is None:
        return
    notify(
        recipient=person,
        kind=kinds.REVIEWS.code,
        key=f"review:{newest.uid}",
        context={"cohort": cohort.title},
        link=reverse("cohorts:reviews", args=[cohort.slug]),
    )


def organisers_of(cohort: Cohort) -> list[User]:
    """Those who organise this cohort; where nobody does, those who organise everything."""
    mine = RoleGrant.objects.open().filter(role=ORGANISERS, scope_kind="cohort", scope_uid=cohort.uid)
    people = User.objects.filter(is_active=True)
    own = list(people.filter(pk__in=mine.values("person")).order_by("pk"))
    return own or list(people.filter(groups__name=ORGANISERS).order_by("pk"))


def _tell_organisers(cohort: Cohort, kind: NoticeKind, key: str, link: str, **context: str | dt.date) -> None:
    for person in organisers_of(cohort):
        with speaking(person.language):
            words = {name: on_date(one) if isinstance(one, dt.date) else one for name, one in context.items()}
        notify(
            recipient=person,
            kind=kind.code,
            key=key,
            context={"cohort": cohort.title, **words},
            link=link,
        )


def unheard(cohort: Cohort) -> int:
    """How many submitted applications have no published decision. One query."""
    told = Decision.objects.filter(state=DecisionState.PUBLISHED).values("application")
    return submitted_applications(cohort).exclude(pk__in=told).count()


def nag_organisers() -> int:
    """Organisers of cohorts whose applicants wait heard seven, three and one days before the promised day,
    and hear on it and every day after. Repeatable; how many cohorts were looked at."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    near = Cohort.objects.filter(
        hear_by__lte=today + dt.timedelta(days=max(NAG_AT)), closes_at__lte=timezone.now()
    ).filter(~Q(state=CohortState.CANCELLED), ends_on__gte=today)
    for cohort in near:
        promised = cohort.hear_by or today
        left = (promised - today).days
        step = min((days for days in NAG_AT if left <= days), default=None) if left > 0 else left
        count = unheard(cohort)
        if step is not None and count:
            link = reverse("cohorts:board", args=[cohort.slug])
            key = f"{cohort.uid}:{promised}:{step}"
            _tell_organisers(cohort, kinds.HEAR_BY, key, link, count=str(count), day=promised)
    return len(near)


def remind_of_offers() -> int:
    """Whoever has less than a day left to answer an offer was reminded, once; how many offers those are."""
    now = timezone.now()
    soon = Offer.objects.filter(
        state=OfferState.OPEN, expires_at__gt=now, expires_at__lte=now + REMIND_BEFORE
    ).select_related("application__applicant", "application__cohort")
    for offer in soon:
        tell_offer(offer=offer, what="soon")
    return len(soon)
