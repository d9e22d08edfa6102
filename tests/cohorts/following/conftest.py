from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.cohorts.overview.ground import MONDAY


@pytest.fixture
def time_travel() -> Iterator[Callable[[dt.datetime], None]]:
    """The clock stands; calling it sets it."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock.move_to
