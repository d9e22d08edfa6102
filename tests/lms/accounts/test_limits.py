"""Our own counters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import RequestFactory

from lms.accounts.limits import Limit, PersonLimit
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)


def _from(address: str, user: Any = None) -> Any:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = user
    return request


@pytest.mark.parametrize("cache", ["default", "shared"])
def test_window_is_as_long_as_it_says(cache: str) -> None:
    limit = Limit(f"long-{cache}", most=2, seconds=900, cache=cache)
    with time_machine.travel(NOON, tick=False) as clock:
        spent = [limit.spend(_from("10.0.0.1")) for _ in range(3)]
        clock.shift(400)  # a database cache would have forgotten a plain count by now
        later = limit.spend(_from("10.0.0.1"))
        clock.shift(501)
        after = limit.spend(_from("10.0.0.1"))

    assert (spent, later, after) == ([True, True, False], False, True)


def test_one_address_does_not_spend_anothers() -> None:
    limit = Limit("apart", most=1, seconds=60, cache="default")
    with time_machine.travel(NOON, tick=False):
        spent = [limit.spend(_from(address)) for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1")]

    assert spent == [True, True, False]


def test_one_limit_does_not_spend_anothers() -> None:
    views, misses = (Limit(name, most=1, seconds=60, cache="default") for name in ("views", "misses"))
    with time_machine.travel(NOON, tick=False):
        spent = [limit.spend(_from("10.0.0.1")) for limit in (views, misses, views)]

    assert spent == [True, True, False]


def test_one_person_is_counted_from_every_address() -> None:
    limit = PersonLimit("person", most=2, seconds=60, cache="default")
    gwen, mair = UserFactory(), UserFactory()
    with time_machine.travel(NOON, tick=False):
        spent = [
            limit.spend(_from(address, person))
            for address, person in [
                ("10.0.0.1", gwen),
                ("10.0.0.2", gwen),
                ("10.0.0.3", gwen),
                ("10.0.0.1", mair),
            ]
        ]

    assert spent == [True, True, False, True]
