from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.cohorts.sessions.ground import EVENING


@pytest.fixture
def time_travel() -> Iterator[Callable[[dt.datetime], None]]:
    """The clock stands a fortnight before the session; calling it sets it."""
    with time_machine.travel(EVENING - dt.timedelta(days=14), tick=False) as clock:
        yield clock.move_to
