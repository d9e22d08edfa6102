from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def time_travel() -> Iterator[Callable[..., None]]:
    """Move on by so many days or hours."""
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield lambda **by: clock.shift(timedelta(**by))
