"""When a letter may reach somebody: their own clock, their quiet hours, and when gathered letters are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone

from lms.accounts.models import User
from lms.messaging.kinds import Rhythm
from lms.messaging.notices_models import QUIET_FROM, QUIET_UNTIL, QuietHours

MORNING = time(8)  # when the daily letter is due, and on Mondays the weekly one


@dataclass(frozen=True)
class Clock:
    """Somebody's zone and quiet hours."""

    zone: ZoneInfo
    begins: time = QUIET_FROM
    ends: time = QUIET_UNTIL

    def is_quiet(self, moment: datetime) -> bool:
        """Whether ``moment`` lies in the quiet hours, by what the wall clock says there."""
        now = moment.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def first_free(self, moment: datetime) -> datetime:
        """``moment`` itself, or when the quiet hours that it lies in end."""
        if not self.is_quiet(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        return self._at(day, self.ends)

    def letter_time(self, day: date) -> datetime:
        """When a gathered letter of ``day`` is due: at 8 in the morning, later for whoever sleeps longer."""
        return self.first_free(self._at(day, MORNING))

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)


def zone_of(person: User) -> ZoneInfo:
    """The person's own; Europe/London where they named none, or none that there is."""
    try:
        return ZoneInfo(person.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def clock_of(person: User) -> Clock:
    """One query."""
    own = QuietHours.objects.filter(person=person).first()
    return Clock(zone_of(person), own.begins, own.ends) if own else Clock(zone_of(person))


def period_now(clock: Clock, rhythm: Rhythm, moment: datetime | None = None) -> tuple[date, datetime] | None:
    """The day of the newest letter that is due by ``moment``, and when it was due; None while it is not time.

    A letter that nobody wrote on its morning is written later that day, the weekly one also
    on a later day of its week; never in quiet hours.
    """
    moment = moment or timezone.now()
    if clock.is_quiet(moment):
        return None
    day = moment.astimezone(clock.zone).date()
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    due = clock.letter_time(day)
    return (day, due) if due <= moment else None
