from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from tests.cohorts.sessions.ground import EVENING


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """The clock stands ten days after the first session: at noon, so that letters may go."""
    with time_machine.travel(EVENING + dt.timedelta(days=10, hours=-6), tick=False):
        yield
