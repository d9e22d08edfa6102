from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.sessions.errors import NoSuchTimeError
from cohorts.sessions.patterns import Pattern, moment
from lms.calendars import ZONE


def test_seven_mondays_from_19_june():
    pattern = Pattern(dt.date(2023, 6, 19), dt.time(19), 90, 7)

    assert pattern.days == [dt.date(2023, 6, 19) + dt.timedelta(weeks=week) for week in range(7)]
    assert pattern.days[-1] == dt.date(2023, 7, 31)
    assert pattern.spans[0] == (
        dt.datetime(2023, 6, 19, 18, tzinfo=dt.UTC),
        dt.datetime(2023, 6, 19, 19, 30, tzinfo=dt.UTC),
    )


def test_clock_on_the_wall_is_kept_over_the_change():
    pattern = Pattern(dt.date(2026, 10, 19), dt.time(19), 90, 2)

    assert [start for start, _end in pattern.spans] == [
        dt.datetime(2026, 10, 19, 18, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 26, 19, tzinfo=dt.UTC),
    ]


def test_days_left_out_are_made_up_for_at_the_end():
    pattern = Pattern(dt.date(2026, 5, 18), dt.time(19), 90, 3, without={dt.date(2026, 5, 25)})

    assert pattern.days == [dt.date(2026, 5, 18), dt.date(2026, 6, 1), dt.date(2026, 6, 8)]


def test_every_second_week():
    assert Pattern(dt.date(2026, 5, 18), dt.time(19), 90, 2, weeks=2).days[1] == dt.date(2026, 6, 1)


def test_time_that_the_clock_passes_over_is_refused():
    with pytest.raises(NoSuchTimeError):
        moment(dt.date(2026, 3, 29), dt.time(1, 30))


def test_time_that_comes_twice_is_the_first():
    assert moment(dt.date(2026, 10, 25), dt.time(1, 30)) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


@given(
    day=st.dates(dt.date(2026, 1, 1), dt.date(2035, 12, 31)),
    hour=st.integers(2, 23),
    minute=st.integers(0, 59),
)
def test_every_evening_is_shown_as_it_was_typed(day, hour, minute):
    local = moment(day, dt.time(hour, minute)).astimezone(ZONE)

    assert (local.date(), local.time()) == (day, dt.time(hour, minute))
