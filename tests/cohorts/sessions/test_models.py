"""What a session says of itself, to the second."""

from __future__ import annotations

import datetime as dt

import pytest

from cohorts.sessions.models import LiveSession, SessionState
from tests.cohorts.sessions.ground import EVENING

MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)


def one(**facts) -> LiveSession:
    return LiveSession(starts_at=EVENING, ends_at=EVENING + 90 * MINUTE, **facts)


@pytest.mark.parametrize(
    ("after", "joins"),
    [
        (-30 * MINUTE - SECOND, False),
        (-30 * MINUTE, True),
        (90 * MINUTE - SECOND, True),
        (90 * MINUTE, False),
    ],
    ids=["too early", "half an hour before", "last second", "end"],
)
def test_a_call_is_joined_from_half_an_hour_before_to_its_end_and_never_a_cancelled_one(
    time_travel, after, joins
):
    time_travel(EVENING + after)

    assert one().can_be_joined is joins
    assert not one(state=SessionState.CANCELLED).can_be_joined


@pytest.mark.parametrize(("days", "there"), [(7, True), (8, False)], ids=["last day", "day after"])
def test_a_recording_is_there_up_to_and_with_its_last_day(time_travel, days, there):
    until = EVENING.date() + dt.timedelta(days=7)
    time_travel(EVENING + dt.timedelta(days=days))

    assert one(recording_url="https://video.example.org/1", recording_until=until).has_recording is there
    assert not one(recording_until=until).has_recording
