"""Staff's screens: who may open which, and what is recorded of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.accounts.models import Standing, User
from lms.audit.models import AuditEvent
from lms.audit.services import record_read
from lms.privacy import erasing
from lms.privacy.models import ConfidentialDecision, Erasure, Export, ReadDelay
from lms.privacy.registry import Fact, PersonalData, Record, forget_data, register_data
from lms.privacy.selectors import who_saw
from tests.factories.accounts import AdministratorFactory, OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def confidential():
    def export(person):
        yield Record("Notes", (Fact("text", "Text", "Keep away from table three"),), key="n1")

    register_data(
        PersonalData("test_notes", "Notes of others", "why", "who", "long", export=export, confidential=True)
    )
    yield
    forget_data("test_notes")


def read_of(person: User, reader: User) -> AuditEvent:
    return record_read(
        actor_uid=reader.uid, action="certificates.open_file", subject="certificate:1", about_uid=person.uid
    )


def test_administrator_decides_item_by_item_and_the_opening_is_recorded(client, confidential):
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    sign_in(client, administrator)
    address = f"/admin/privacy/people/{person.uid}/"

    assert "Keep away from table three" in client.get(address).content.decode()
    assert AuditEvent.objects.filter(action="privacy.confidential_read", about_uid=person.uid).count() == 1
    said = {"code": "test_notes", "key": "n1"}
    client.post(f"{address}decide/", {**said, "verdict": "withhold", "reason": ""})
    assert ConfidentialDecision.objects.count() == 0
    client.post(f"{address}decide/", {**said, "verdict": "withhold", "reason": "others"})
    decision = ConfidentialDecision.objects.get()

    assert (decision.include, decision.decided_by_uid) == (False, administrator.uid)


def test_nobody_decides_on_what_was_written_about_themselves(client, confidential):
    administrator = AdministratorFactory()
    sign_in(client, administrator)
    address = f"/admin/privacy/people/{administrator.uid}/"

    assert "table three" not in client.get(address).content.decode()
    answer = client.post(
        f"{address}decide/", {"code": "test_notes", "key": "n1", "verdict": "include", "reason": ""}
    )
    assert answer.status_code == 302
    assert ConfidentialDecision.objects.count() == 0


def test_delayed_entry_is_hidden_until_its_day_and_the_decision_is_recorded(client):
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    event = read_of(person, OrganiserFactory())
    sign_in(client, administrator)
    until = timezone.localdate() + timedelta(days=30)
    assert len(who_saw(person)) == 1

    address = f"/admin/privacy/people/{person.uid}/delay/{event.uid}/"
    client.post(address, {"until": timezone.localdate().isoformat(), "reason": "at_risk"})
    assert len(who_saw(person)) == 1
    for _twice in range(2):
        client.post(address, {"until": until.isoformat(), "reason": "at_risk"})

    assert who_saw(person) == []
    assert AuditEvent.objects.filter(action="privacy.read_delayed").count() == 1
    ReadDelay.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert [one.who for one in who_saw(person)] == ["An organiser"]


def test_delayed_entry_is_not_in_the_copy_either():
    from lms.privacy.registry import data_called

    person, reader = UserFactory(name="Nadia Ahmed"), OrganiserFactory()
    event = read_of(person, reader)
    ReadDelay.objects.create(
        event_uid=event.uid,
        person_uid=person.uid,
        until=timezone.now() + timedelta(days=3),
        reason="at_risk",
        decided_by_uid=reader.uid,
    )

    assert list(data_called("record").export(person)) == []


def test_lookup_goes_by_the_whole_address_alone(client):
    person = UserFactory(name="Nadia Ahmed", email="nadia@example.org")
    sign_in(client, AdministratorFactory())

    assert client.get("/admin/privacy/?q=nadia").status_code == 200
    assert client.get("/admin/privacy/?q=Nadia@example.org")["Location"].endswith(f"{person.uid}/")


def test_for_the_dead_only(client):
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    sign_in(client, administrator)
    address = f"/admin/privacy/people/{person.uid}/"
    client.post(f"{address}copy/")
    client.post(f"{address}erase/")
    assert (Export.objects.count(), Erasure.objects.count()) == (0, 0)

    User.objects.filter(pk=person.pk).update(standing=Standing.DIED, is_active=False)
    assert "For somebody who has died" in client.get(address).content.decode()
    client.post(f"{address}copy/")
    client.post(f"{address}erase/")
    assert (Export.objects.count(), Erasure.objects.count()) == (1, 1)
    client.post(f"{address}keep/")
    assert erasing.waiting_for(person) is None


def test_who_saw_asks_the_same_at_one_and_at_thirty(django_assert_num_queries):
    person, readers = UserFactory(), [OrganiserFactory() for _number in range(6)]
    read_of(person, readers[0])
    with django_assert_num_queries(2):
        assert len(who_saw(person)) == 1
    for number in range(29):
        read_of(person, readers[number % 6])
    with django_assert_num_queries(2):
        assert len(who_saw(person)) == 30


def test_list_of_erasures_asks_the_same_at_one_and_at_thirty(client, django_assert_num_queries):
    sign_in(client, AdministratorFactory())

    def ask() -> None:
        person = UserFactory()
        erasing.ask_for_erasure(person=person, actor=person)

    ask()
    client.get("/admin/privacy/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/admin/privacy/")
    for _number in range(29):
        ask()
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/admin/privacy/")


LIST_QUERIES = 10
