"""What this room makes known to the rooms below."""

from __future__ import annotations

from cohorts.following.privacy import AFTER, EARNED_PERIOD, TOWN_PERIOD
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period


def register() -> None:
    register_data(AFTER)
    register_period(EARNED_PERIOD)
    register_period(TOWN_PERIOD)
