"""Signed links that can be ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from lms.accounts.errors import LinkUsedError
from lms.accounts.links import end_links, read_link, sign_link
from lms.accounts.models import Standing, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def _opens(token: str, purpose: str = "feed", max_age: Any = DAY) -> bool:
    try:
        read_link(purpose=purpose, token=token, max_age=max_age)
    except LinkUsedError:
        return False
    return True


def test_link_gives_back_the_person_and_the_data(django_assert_num_queries: Any) -> None:
    UserFactory()
    person = UserFactory()
    with django_assert_num_queries(0):
        token = sign_link(person=person, purpose="feed", cohort="c1", number=3)

    with django_assert_num_queries(1):
        found, data = read_link(purpose="feed", token=token, max_age=DAY)

    assert (found, data) == (person, {"cohort": "c1", "number": 3})


def test_link_holds_neither_name_nor_address() -> None:
    from django.core import signing

    person = UserFactory(name="Gwen Parry", email="gwen@example.org", username="gwen.p")
    token = sign_link(person=person, purpose="feed")

    held = signing.loads(token, salt="lms.accounts.link.feed")

    assert held == {"p": person.uid.hex, "e": 0, "d": {}}


def test_link_is_good_for_its_purpose_only() -> None:
    token = sign_link(person=UserFactory(), purpose="feed")

    assert (_opens(token), _opens(token, "undo")) == (True, False)


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "\N{SNOWMAN}"])
def test_forged_link_is_refused(token: str) -> None:
    UserFactory()

    assert not _opens(token)


def test_link_runs_out_unless_it_may_last() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = sign_link(person=UserFactory(), purpose="feed")
        clock.shift(DAY)
        on_time = _opens(token)
        clock.shift(1)
        opened = on_time, _opens(token), _opens(token, max_age=None), _opens(token, max_age=86_402)

    assert opened == (True, False, True, True)


def test_ending_links_ends_those_of_one_person() -> None:
    gwen, mair = UserFactory(), UserFactory()
    tokens = [sign_link(person=person, purpose="feed") for person in (gwen, mair)]

    end_links(person=gwen)

    assert [_opens(token) for token in tokens] == [False, True]
    assert _opens(sign_link(person=gwen, purpose="feed"))


@pytest.mark.parametrize(
    "change", [{"is_active": False}, *({"standing": s} for s in Standing if s != Standing.ACTIVE)]
)
def test_link_of_whoever_is_not_active_is_refused(change: dict[str, Any]) -> None:
    person = UserFactory()
    token = sign_link(person=person, purpose="feed")
    User.objects.filter(pk=person.pk).update(**change)

    assert not _opens(token)
