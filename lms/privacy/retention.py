"""How long things are kept: the one place with the numbers, for the page, the dry run and the nightly job.

Where a room below cleans up by itself, its own constant is read here, so that the page cannot say
another number than the one that is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import ngettext

from lms.privacy.registry import Words


@dataclass(frozen=True)
class Period:
    """One category with its period. ``after`` says from when it is counted.

    ``keep`` is None for what stays until something happens; ``until`` then says what. ``old`` counts
    the rows that a run at ``before`` would take, and ``expire`` takes them and says how many went;
    both get the moment before which things are too old. ``expire`` is None where the room itself
    runs the clean-up, with the same number.
    """

    code: str
    title: Words
    after: Words
    why: Words
    keep: timedelta | None = None
    until: Words = ""
    old: Callable[[datetime], int] | None = None
    expire: Callable[[datetime], int] | None = None
    order: int = 50

    @property
    def in_words(self) -> str:
        """``keep`` as people say it: 3 hours, 30 days, 1 year."""
        keep = self.keep or timedelta()
        if keep.days >= 365 and keep.days % 365 == 0:
            years = keep.days // 365
            return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
        if keep.days:
            return ngettext("%(count)s day", "%(count)s days", keep.days) % {"count": keep.days}
        hours = round(keep.total_seconds() / 3600)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}

    def before(self, now: datetime | None = None) -> datetime:
        """The moment before which things are too old."""
        return (now or timezone.now()) - (self.keep or timedelta())


_periods: dict[str, Period] = {}


def register_period(period: Period) -> Period:
    """``period`` is published and kept to from now on. Registering the same again changes nothing.

    Raises ``ImproperlyConfigured`` for a code that means something else already.
    """
    known = _periods.get(period.code)
    if known is not None and known is not period:
        raise ImproperlyConfigured(f"Two periods are called “{period.code}”.")
    _periods[period.code] = period
    return period


def all_periods() -> list[Period]:
    return sorted(_periods.values(), key=lambda period: (period.order, period.code))


@dataclass(frozen=True)
class DryRun:
    """What a run now would take of one category; None where nothing is counted."""

    period: Period
    count: int | None


def dry_run(now: datetime | None = None) -> list[DryRun]:
    """What a run at ``now`` would take. Changes nothing; at most one query for each category."""
    return [
        DryRun(period, period.old(period.before(now)) if period.old else None) for period in all_periods()
    ]


def run_retention(now: datetime | None = None) -> dict[str, int]:
    """Everything too old at ``now`` is gone, but for what rooms clear away by themselves. Repeatable.

    Returns how many went, for each category that was run.
    """
    return {
        period.code: period.expire(period.before(now))
        for period in all_periods()
        if period.expire is not None and period.keep is not None
    }
