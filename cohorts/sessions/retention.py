"""How long it stays who was at a session, and what they said about coming."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.retention import number_of, over_before
from cohorts.sessions.models import Attendance, KnownName, SessionReply
from lms.privacy.retention import Period, register_period

REPLIES_KEPT = timedelta(days=90)
ATTENDANCE_KEPT = timedelta(days=2 * 365)


def _replies(before: datetime) -> QuerySet[SessionReply]:
    return SessionReply.objects.filter(place__cohort__in=over_before(before))


def _names(before: datetime) -> QuerySet[KnownName]:
    return KnownName.objects.filter(cohort__in=over_before(before))


def _attendance(before: datetime) -> QuerySet[Attendance]:
    return Attendance.objects.filter(place__cohort__in=over_before(before))


@transaction.atomic
def forget_replies(before: datetime) -> int:
    return _replies(before).delete()[0] + _names(before).delete()[0]


@transaction.atomic
def forget_attendance(before: datetime) -> int:
    """Who was there is gone. Whoever completed the cohort by it has completed it."""
    return _attendance(before).delete()[0]


def register() -> None:
    register_period(REPLIES)
    register_period(ATTENDANCE)


_AFTER = _("from the last day of the cohort, or from its being cancelled")
REPLIES = Period(
    "session_replies",
    _("Whether you would come to sessions, and names under which you joined calls"),
    after=_AFTER,
    why=_("For the sessions themselves; then it has no use."),
    keep=REPLIES_KEPT,
    old=lambda before: number_of(_replies(before), _names(before)),
    expire=forget_replies,
    order=46,
)
ATTENDANCE = Period(
    "attendance",
    _("Attendance of sessions, with minutes and credit"),
    after=_AFTER,
    why=_("To answer questions about what counted. That you completed the cohort stays."),
    keep=ATTENDANCE_KEPT,
    old=lambda before: _attendance(before).count(),
    expire=forget_attendance,
    order=47,
)
