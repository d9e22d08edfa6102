"""A connection that ended is found out, and one that lives is not asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base

from lms.accounts.models import User
from lms.env import database_from_url
from lms.statements import Statement
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time Django's own check asks PostgreSQL."""
    found: list[str] = []
    theirs = base.DatabaseWrapper.is_usable

    def noting(self: Any) -> bool:
        found.append("asked")
        return theirs(self)

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", noting)
    return found


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(pid: int) -> None:
    """Another connection throws this one out, as a restart would; returns when it is gone."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_a_living_connection_is_usable_without_a_question(asked):
    backend()

    assert connection.is_usable()
    assert asked == []


def test_a_connection_that_was_thrown_out_is_not_usable(asked):
    end(backend())

    assert not connection.is_usable()
    assert asked == ["asked"]
    connection.close()


def test_the_next_request_gets_a_connection_that_works():
    pid = backend()
    end(pid)
    connection.health_check_enabled = True
    connection.health_check_done = False  # as the beginning of a request leaves it

    assert backend() != pid


def test_no_connection_is_not_usable():
    connection.close()

    assert not connection.is_usable()


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_what_is_sent_all_the_time_is_planned_once_and_nothing_else():
    connection.close()
    people = Statement(lambda name: User.objects.filter(name=name).values_list("pk", "uid"), name=str)
    person = UserFactory(name="Gwen’s 100 %")

    for _visit in range(6):
        assert people.rows(name=person.name) == [(person.pk, person.uid)]
        assert list(User.objects.filter(name=person.name)) == [person]

    (statement,) = prepared()
    assert " = $1 ORDER BY " in statement
    connection.close()


def test_nothing_is_prepared_behind_a_pooler_that_cannot(monkeypatch: pytest.MonkeyPatch):
    url = "postgresql://postgres@/hustings"
    assert database_from_url(url)["OPTIONS"] == {"prepare_threshold": 5}
    assert database_from_url(f"{url}?prepared=off")["OPTIONS"] == {}
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", None)
    people = Statement(lambda name: User.objects.filter(name=name).values_list("pk"), name=str)

    for _visit in range(6):
        assert people.rows(name="nobody") == []

    assert prepared() == []
    connection.close()
