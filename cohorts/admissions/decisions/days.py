"""Deadlines of days: until the end of a day in the cohort's own time, whatever the clocks do."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def end_of_day(day: dt.date) -> dt.datetime:
    """The first moment after ``day`` in Europe/London; 23:59:59 is in time, this moment is late."""
    zone = timezone.get_default_timezone()
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)


def end_of_day_after(moment: dt.datetime, days: int) -> dt.datetime:
    """The end of the day that is ``days`` after the one in which ``moment`` falls."""
    return end_of_day(local_day(moment) + dt.timedelta(days=days))


def local_day(moment: dt.datetime) -> dt.date:
    """The day of ``moment`` in Europe/London, whoever asks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def last_day(deadline: dt.datetime) -> dt.date:
    """The day whose end ``deadline`` is; for telling people until when they have."""
    return local_day(deadline - dt.timedelta(seconds=1))
