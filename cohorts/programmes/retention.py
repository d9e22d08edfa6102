"""How long what belongs to a cohort stays, counted from its last day, or from the day it was cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort, PlaceEvent, Removal
from lms.privacy.retention import Period, register_period

REASONS_KEPT = timedelta(days=2 * 365)


def over_before(before: datetime) -> QuerySet[Cohort]:
    """Cohorts whose last day, or whose cancelling if that came first, lies before ``before``.

    Days end at midnight in Europe/London: a cohort is over once its last day is.
    """
    return Cohort.objects.filter(Q(ends_on__lt=timezone.localdate(before)) | Q(cancelled_at__lt=before))


def number_of(*sorts: QuerySet[Any]) -> int:
    """How many rows there are of all ``sorts`` together. One query."""
    first, *others = (rows.order_by().values_list("pk") for rows in sorts)
    return first.union(*others, all=True).count()


def _reasons(before: datetime) -> QuerySet[PlaceEvent]:
    return PlaceEvent.objects.filter(place__cohort__in=over_before(before)).exclude(reason="")


def _removals(before: datetime) -> QuerySet[Removal]:
    return Removal.objects.filter(place__cohort__in=over_before(before))


@transaction.atomic
def forget_reasons(before: datetime) -> int:
    """Why places changed is gone, and so is what was said about taking one away. Repeatable."""
    pks = list(_reasons(before).values_list("pk", flat=True))
    gone, _each = _removals(before).delete()
    return gone + PlaceEvent.objects.filter(pk__in=pks).update(reason="")


def register() -> None:
    register_period(HELD)
    register_period(REASONS)


HELD = Period(
    "cohort_places",
    _("That you had a place in a cohort, and whether you completed it"),
    after=_("from getting the place"),
    why=_("You may need it years later, to join a network or to show what you have done."),
    until=_("until you ask us to erase it"),
    order=44,
)
REASONS = Period(
    "cohort_reasons",
    _("Why a place was paused, moved or taken away, and what you answered"),
    after=_("from the last day of the cohort, or from its being cancelled"),
    why=_("To answer complaints."),
    keep=REASONS_KEPT,
    old=lambda before: number_of(_reasons(before), _removals(before)),
    expire=forget_reasons,
    order=45,
)
