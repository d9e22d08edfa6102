"""How long applications stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application, ApplicationState, DiversityAnswer
from cohorts.admissions.applications.sending import erase_application
from lms.privacy.retention import Period, register_period

DRAFTS_KEPT = timedelta(days=90)
SENT_KEPT = timedelta(days=365)


def _old_drafts(before: datetime) -> QuerySet[Application]:
    """Never sent, and neither written in nor open to writing since ``before``."""
    drafts = Application.objects.filter(state=ApplicationState.DRAFT, saved_at__lt=before)
    return drafts.exclude(cohort__closes_at__gte=before).exclude(late_until__gte=before).order_by("pk")


def _old_sent(before: datetime) -> QuerySet[Application]:
    day = timezone.localdate(before)
    sent = Application.objects.exclude(state=ApplicationState.DRAFT)
    return sent.filter(cohort__ends_on__lt=day, saved_at__lt=before).order_by("pk")


def _forget(found: QuerySet[Application]) -> int:
    gone = 0
    for application in found.iterator():
        erase_application(application=application)
        gone += 1
    return gone


def forget_drafts(before: datetime) -> int:
    return _forget(_old_drafts(before))


def forget_sent(before: datetime) -> int:
    """With the diversity answers of cohorts that long over, whose totals are published by then."""
    DiversityAnswer.objects.filter(cohort__ends_on__lt=timezone.localdate(before)).delete()
    return _forget(_old_sent(before))


def register() -> None:
    register_period(DRAFTS)
    register_period(SENT)


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
    _("Applications with answers, files, reviews and decisions; diversity answers"),
    after=_("from the last day of the cohort"),
    why=_("To answer appeals and questions about a decision, and to see who was reached."),
    keep=SENT_KEPT,
    old=lambda before: _old_sent(before).count(),
    expire=forget_sent,
    order=43,
)
