"""How long it stays who might have needed a hand, and what a cohort was told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.overview.models import Announcement, HelpDeed, HelpSign
from cohorts.programmes.retention import number_of, over_before
from lms.privacy.retention import Period, register_period

HANDS_KEPT = timedelta(days=180)
MESSAGES_KEPT = timedelta(days=365)


def _signs(before: datetime) -> QuerySet[HelpSign]:
    return HelpSign.objects.filter(place__cohort__in=over_before(before))


def _deeds(before: datetime) -> QuerySet[HelpDeed]:
    return HelpDeed.objects.filter(place__cohort__in=over_before(before))


def _messages(before: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(cohort__in=over_before(before))


@transaction.atomic
def forget_hands(before: datetime) -> int:
    return _signs(before).delete()[0] + _deeds(before).delete()[0]


@transaction.atomic
def forget_messages(before: datetime) -> int:
    """What was told is gone, with to whom; how many messages that were."""
    number = _messages(before).count()
    _messages(before).delete()
    return number


def register() -> None:
    register_period(HANDS)
    register_period(MESSAGES)


_AFTER = _("from the last day of the cohort, or from its being cancelled")
HANDS = Period(
    "hands",
    _("When you might have needed a hand, and what organisers did about it"),
    after=_AFTER,
    why=_("It is of use while the cohort goes on, and for looking back once."),
    keep=HANDS_KEPT,
    old=lambda before: number_of(_signs(before), _deeds(before)),
    expire=forget_hands,
    order=48,
)
MESSAGES = Period(
    "cohort_messages",
    _("What organisers wrote to a cohort"),
    after=_AFTER,
    why=_("To look up what was said."),
    keep=MESSAGES_KEPT,
    old=lambda before: _messages(before).count(),
    expire=forget_messages,
    order=49,
)
