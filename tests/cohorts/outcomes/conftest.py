"""The clock of these tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

NOON = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def time_travel() -> Iterator[Callable[[dt.datetime], None]]:
    """The clock stands; calling it sets it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock.move_to
