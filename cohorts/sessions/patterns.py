"""Sessions from a pattern: “seven Mondays at 19:00 from 19 June”, on the clock on the wall.

Nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cohorts.sessions.errors import NoSuchTimeError
from lms.calendars import ZONE

MOST = 60  # sessions of one pattern


def moment(day: date, clock: time) -> datetime:
    """When the clock on the wall of Europe/London shows ``clock`` on ``day``, in UTC.

    Of a time that comes twice, when the clocks go back, the first. Raises ``NoSuchTimeError`` for
    one that is passed over when they go forward.
    """
    local = datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=ZONE)
    found = local.astimezone(UTC)
    if found.astimezone(ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTimeError
    return found


def span(day: date, clock: time, minutes: int) -> tuple[datetime, datetime]:
    """Beginning and end in UTC; the end by the minutes that pass, whatever the clock does meanwhile."""
    starts_at = moment(day, clock)
    return starts_at, starts_at + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Pattern:
    """``count`` sessions of ``minutes`` minutes at ``clock``, every ``weeks`` weeks from ``first_day`` on.

    Days in ``without`` are passed over and made up for at the end.
    """

    first_day: date
    clock: time
    minutes: int
    count: int
    weeks: int = 1
    without: Collection[date] = ()

    @property
    def days(self) -> list[date]:
        found: list[date] = []
        day = self.first_day
        while len(found) < min(self.count, MOST):
            if day not in self.without:
                found.append(day)
            day += timedelta(weeks=self.weeks)
        return found

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """Each session’s beginning and end in UTC. Raises ``NoSuchTimeError``."""
        return [span(day, self.clock, self.minutes) for day in self.days]
