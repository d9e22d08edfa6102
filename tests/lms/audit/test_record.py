"""Finding one's way in the record, and taking it along."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING
from lms.audit.models import AuditEvent
from lms.audit.selectors import in_pieces
from lms.audit.services import record, record_read
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

INDEX, EXPORT = "/admin/record/", "/admin/record/export.csv"


@pytest.fixture
def administrator() -> Client:
    return sign_in(Client(), UserFactory(group=ADMINISTRATORS, name="Ada"))


def subjects(client: Client, **filters: str) -> list[str]:
    return [event.subject for event in client.get(INDEX, filters).context["object_list"]]


def rows(client: Client, **filters: str) -> list[dict[str, str]]:
    response = client.get(EXPORT, filters)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_administrator_finds_who_read_what_about_a_person(administrator):
    siân, other, reader = (UserFactory(name=name) for name in ("Siân Rees", "Huw", "Olu"))
    record_read(actor_uid=reader.uid, action="x.read", subject="seen", about_uid=siân.uid)
    record(actor_uid=reader.uid, action="x.changed", subject="changed", about_uid=siân.uid)
    record_read(actor_uid=siân.uid, action="x.read", subject="other", about_uid=other.uid)

    assert subjects(administrator, about="sian") == ["changed", "seen"]
    assert subjects(administrator, about=str(siân.uid), is_read="true") == ["seen"]
    assert subjects(administrator, actor="SIÂN") == ["other"]
    assert subjects(administrator, about="nobody at all") == []
    page = administrator.get(INDEX, {"about": "sian", "is_read": "true"}).content.decode()
    assert "Olu" in page
    assert "Huw" not in page


def test_filters_by_day_and_deed(administrator):
    record(actor_uid=None, action="a.one", subject="one")
    record(actor_uid=None, action="a.two", subject="two")
    today = AuditEvent.objects.earliest("at").at.date().isoformat()

    assert subjects(administrator, action="a.one") == ["one"]
    assert subjects(administrator, at_from=today) == ["two", "one"]
    assert subjects(administrator, at_to="2001-01-01") == []


def test_a_new_name_shows_in_old_entries(administrator):
    person = UserFactory(name="Before")
    record(actor_uid=person.uid, action="a", subject="b", about_uid=person.uid)
    person.name = "After"
    person.save()

    page = administrator.get(INDEX).content.decode()

    assert page.count("After") == 2
    assert "Before" not in page


def test_export_is_what_the_list_shows_and_is_recorded(administrator):
    person = UserFactory(name="=HYPERLINK(1)")
    record(actor_uid=person.uid, action="a.one", subject="one", about_uid=person.uid, count=3)
    record(actor_uid=None, action="a.two", subject="two")

    (row,) = rows(administrator, action="a.one", unknown="x")

    assert (row["who"], row["about"], row["what"]) == ("'=HYPERLINK(1)", "'=HYPERLINK(1)", "a.one")
    assert (row["about_uid"], row["details"], row["only_read"]) == (str(person.uid), "how many: 3", "0")
    event = AuditEvent.objects.get(action="audit.exported")
    assert event.details == {"rows": 1, "filters": ["action"]}


def test_export_of_a_filter_that_says_nothing_is_empty(administrator):
    record(actor_uid=None, action="a", subject="b")
    assert rows(administrator, at_from="nonsense") == []


def test_export_holds_every_row_once_in_pieces(administrator, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("lms.audit.selectors.AT_ONCE", 3)
    for number in range(7):
        record(actor_uid=uuid4(), action="a", subject=str(number))

    with django_assert_num_queries(7):  # three pieces with their names, and the end
        found = [event.subject for event in in_pieces(AuditEvent.objects.filter(action="a"))]

    assert found == ["6", "5", "4", "3", "2", "1", "0"]


@pytest.mark.parametrize("role", ["", EDITORS, ORGANISERS, SAFEGUARDING])
def test_nobody_else_takes_the_record(role):
    record(actor_uid=None, action="a", subject="b")
    assert sign_in(Client(), UserFactory(group=role)).get(EXPORT).status_code in (302, 403)
    assert not AuditEvent.objects.filter(action="audit.exported").exists()


@pytest.mark.parametrize("size", [1, 30])
def test_filtered_list_asks_as_many_queries_for_one_event_as_for_thirty(
    administrator, django_assert_num_queries, size
):
    person = UserFactory(name="Siân")
    for _number in range(size):
        record_read(actor_uid=UserFactory().uid, action="a", subject="b", about_uid=person.uid)
    administrator.get(INDEX)
    with django_assert_num_queries(12):
        administrator.get(INDEX, {"about": "siân", "is_read": "true"})
