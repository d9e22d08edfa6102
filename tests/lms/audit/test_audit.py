from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.audit.services import record
from tests.factories.accounts import UserFactory, sign_in

LEARNER = ""

pytestmark = pytest.mark.django_db

INDEX = "/admin/record/"


def test_event_keeps_who_what_and_details():
    actor = uuid4()

    event = record(actor_uid=actor, action="queue.retry", subject="job:1", task="x")

    event.refresh_from_db()
    assert (event.actor_uid, event.action, event.subject, event.details) == (
        actor,
        "queue.retry",
        "job:1",
        {"task": "x"},
    )


def test_events_can_be_neither_changed_nor_deleted():
    event = record(actor_uid=None, action="a", subject="b")

    with pytest.raises(TypeError, match="cannot be changed"):
        event.save()
    with pytest.raises(TypeError, match="cannot be deleted"):
        event.delete()
    with pytest.raises(TypeError, match="cannot be changed"):
        AuditEvent.objects.filter(pk=event.pk).update(action="c")
    with pytest.raises(TypeError, match="cannot be changed"):
        AuditEvent.objects.bulk_update([event], ["action"])
    with pytest.raises(TypeError, match="cannot be deleted"):
        AuditEvent.objects.all().delete()

    event.refresh_from_db()
    assert event.action == "a"


def test_administrators_read_the_record_with_names():
    ana = UserFactory(name="Ana Petrova")
    record(
        actor_uid=ana.uid, action="certificates.revoke", subject="certificate:ABC", reason="issued in error"
    )
    record(actor_uid=None, action="queue.park", subject="job:1")
    gone = uuid4()
    record(actor_uid=gone, action="queue.retry", subject="job:1")
    client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))

    page = client.get(INDEX).content.decode()
    filtered = client.get(INDEX, {"action": "queue.park"}).content.decode()

    assert "Ana Petrova" in page
    assert "reason: issued in error" in page
    assert page.count("the system") == 1
    assert str(gone) in page
    assert "Ana Petrova" not in filtered


@pytest.mark.parametrize("role", [LEARNER, EDITORS, ORGANISERS])
def test_nobody_else_reads_the_record(role):
    assert sign_in(Client(), UserFactory(group=role)).get(INDEX).status_code in (302, 403)


def test_list_asks_as_many_queries_for_one_event_as_for_thirty(django_assert_num_queries):
    client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))
    record(actor_uid=UserFactory().uid, action="a", subject="b")
    client.get(INDEX)
    with django_assert_num_queries(12):
        client.get(INDEX)
    for _number in range(29):
        record(actor_uid=UserFactory().uid, action="a", subject="b")

    with django_assert_num_queries(12):
        client.get(INDEX)
