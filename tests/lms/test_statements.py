"""A statement is its queryset, compiled once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import User
from lms.statements import Statement
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def people(name: str, least: int):
    rows = User.objects.filter(name=name, pk__gte=least).order_by("pk")
    return rows.values_list("pk", "uid", "date_joined", "is_active", "email")


def test_a_statement_gives_what_its_queryset_gives_for_any_values():
    statement = Statement(people, name=str, least=int)
    first, second = UserFactory(name="Gwen’s “twin”"), UserFactory(name="Gwen’s “twin”")
    other = UserFactory(name="100 % Owen")

    for name, least in [(first.name, 0), (first.name, second.pk), (other.name, 0), ("%s", 0), ("nobody", 0)]:
        assert statement.rows(name=name, least=least) == list(people(name, least))
    assert [type(part) for part in statement.rows(name=other.name, least=0)[0]] == [
        type(part) for part in people(other.name, 0)[0]
    ]


def test_a_statement_is_one_query_written_out_once():
    written = []

    def build(name):
        written.append(name)
        return User.objects.filter(name=name).values_list("pk")

    statement = Statement(build, name=str)

    with CaptureQueriesContext(connection) as context:
        for name in ("a", "b", "c"):
            statement.rows(name=name)

    assert len(context) == 3
    assert len(written) == 1
    assert "a" not in written


def test_a_value_that_is_not_in_the_query_is_refused():
    statement = Statement(
        lambda name, other: User.objects.filter(name=name).values_list("pk"), name=str, other=int
    )

    with pytest.raises(ValueError, match=r"not in the query: \['other'\]"):
        statement.rows(name="a", other=1)
