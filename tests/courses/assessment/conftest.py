"""What the tests of work share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from courses.content.models import CourseEdition
from lms.accounts.models import User
from tests.courses.assessment.ground import asked
from tests.factories.accounts import OrganiserFactory
from tests.factories.learning import enrolled, learner, taught

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def time_travel() -> Iterator[Callable[[dt.datetime], None]]:
    """The clock stands; calling it sets it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock.move_to


@pytest.fixture
def edition() -> CourseEdition:
    return taught([asked()])


@pytest.fixture
def person(edition) -> User:
    return enrolled(edition, learner("Nadia Ahmed")).learner


@pytest.fixture
def organiser() -> User:
    return OrganiserFactory()
