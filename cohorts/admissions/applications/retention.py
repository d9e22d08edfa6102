"""How long applications stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.diversity import keep_totals_alone
from cohorts.admissions.applications.models import Application, ApplicationState, DiversityAnswer
from cohorts.admissions.applications.sending import erase_application
from cohorts.programmes.retention import over_before
from lms.privacy.retention import Period, register_period
from lms.queue.services import enqueue

DRAFTS_KEPT = timedelta(days=90)
SENT_KEPT = timedelta(days=365)
AT_A_TIME = 200


def _old_drafts(before: datetime) -> QuerySet[Application]:
    """Never sent, and neither written in nor open to writing since ``before``."""
    drafts = Application.objects.filter(state=ApplicationState.DRAFT, saved_at__lt=before)
    shut = Q(cohort__closes_at__isnull=True) | Q(cohort__closes_at__lt=before)
    drafts = drafts.filter(shut | Q(cohort__cancelled_at__lt=before))
    return drafts.exclude(late_until__gte=before).order_by("pk")


def _old_sent(before: datetime) -> QuerySet[Application]:
    sent = Application.objects.exclude(state=ApplicationState.DRAFT)
    return sent.filter(cohort__in=over_before(before), saved_at__lt=before).order_by("pk")


def _old_diversity(before: datetime) -> QuerySet[DiversityAnswer]:
    return DiversityAnswer.objects.filter(cohort__in=over_before(before))


def _forget(found: QuerySet[Application]) -> int:
    """Up to 200 of them, each by itself; the rest by another job, which has a minute as this one has."""
    some = list(found[:AT_A_TIME])
    for application in some:
        erase_application(application=application)
    if len(some) == AT_A_TIME:
        enqueue("cohorts.admissions.applications.tasks.forget_old_job")
    return len(some)


def forget_drafts(before: datetime) -> int:
    return _forget(_old_drafts(before))


def forget_sent(before: datetime) -> int:
    """With answers, files, reviews and decisions: all hang on the application."""
    return _forget(_old_sent(before))


def forget_diversity(before: datetime) -> int:
    """The answers go, cohort by cohort; totals stay as they were shown."""
    cohorts = over_before(before).filter(pk__in=_old_diversity(before).values("cohort")).order_by("pk")
    return sum(keep_totals_alone(cohort=cohort) for cohort in cohorts)


def forget_old() -> int:
    """Goes on where the nightly run left off; how many went."""
    return forget_drafts(DRAFTS.before()) + forget_sent(SENT.before())


def register() -> None:
    register_period(DRAFTS)
    register_period(SENT)
    register_period(DIVERSITY)


DRAFTS = Period(
    "application_drafts",
    _("Applications that were begun and never sent"),
    after=_("from the deadline"),
    why=_("So that you can be let in late, and nothing lies about for longer."),
    keep=DRAFTS_KEPT,
    old=lambda before: _old_drafts(before).count(),
    expire=forget_drafts,
    order=42,
)
SENT = Period(
    "applications",
    _("Applications with answers, files, reviews and decisions"),
    after=_("from the last day of the cohort, or from its being cancelled"),
    why=_("To answer appeals and questions about a decision, and to see who was reached."),
    keep=SENT_KEPT,
    old=lambda before: _old_sent(before).count(),
    expire=forget_sent,
    order=43,
)
DIVERSITY = Period(
    "diversity",
    _("Answers to the diversity questions, which lead to nobody"),
    after=_("from the last day of the cohort, or from its being cancelled"),
    why=_("Totals are shown once applications have closed, and stay when the answers are gone."),
    keep=SENT_KEPT,
    old=lambda before: _old_diversity(before).count(),
    expire=forget_diversity,
    order=43,
)
