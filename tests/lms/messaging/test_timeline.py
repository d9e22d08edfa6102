"""What somebody was sent: kinds and times, never contents, and every reading recorded."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.consent.models import Subscriber
from lms.messaging import timeline
from lms.messaging.models import BulkRecipient, BulkSend, MailEvent, MailEventKind
from lms.messaging.timeline import Entry, register_timeline, timeline_of
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
QUERIES = 14


@pytest.fixture(autouse=True)
def _own_sources(monkeypatch):
    """Those of letters to many and of what came back; other rooms try their own."""
    own = {code: timeline._sources[code] for code in ("bulk", "mail_events")}
    monkeypatch.setattr(timeline, "_sources", own)


def letter_to(person, *, uid=None, state="sent", days=1, reason="") -> BulkRecipient:
    bulk = BulkSend.objects.create(subject="Secret subject", text="Secret text", author_uid=uuid.uuid4())
    return BulkRecipient.objects.create(
        bulk=bulk,
        audience="x",
        subject_uid=uid or person.uid,
        address_key="x",
        state=state,
        reason=reason,
        at=timezone.now() - timedelta(days=days),
    )


def told(person, **wanted) -> list[tuple[str, str]]:
    entries = timeline_of(person, with_sensitive=wanted.get("with_sensitive", False))
    return [(str(entry.what), str(entry.state)) for entry in entries]


def test_letters_and_bounces_stand_in_order_of_time():
    person, other = UserFactory(), UserFactory()
    letter_to(person, days=3)
    letter_to(person, state="left_out", reason="withdrew", days=2)
    letter_to(person, state="waiting")
    letter_to(other)
    MailEvent.objects.create(kind=MailEventKind.BOUNCED, subject_uid=person.uid, key="a")

    assert told(person) == [
        ("a letter came back for good", ""),
        ("A letter for updates", "no longer wants letters by e-mail"),
        ("A letter for updates", "sent"),
    ]


def test_letters_from_before_the_account_are_theirs_too():
    person = UserFactory()
    subscriber = Subscriber.objects.create(person=person, email=person.email)
    letter_to(person, uid=subscriber.uid)

    assert told(person) == [("A letter for updates", "sent")]


def test_sensitive_entries_are_for_safeguarding_leads_alone():
    person = UserFactory()
    register_timeline(
        "safe", lambda one, most: [Entry(timezone.now(), "A safeguarding letter", sensitive=True)]
    )

    assert told(person) == []
    assert told(person, with_sensitive=True) == [("A safeguarding letter", "")]


@pytest.mark.parametrize("role", [ORGANISERS, ADMINISTRATORS])
def test_neither_organisers_nor_administrators_see_sensitive_entries(role):
    person = UserFactory()
    register_timeline(
        "safe", lambda one, most: [Entry(timezone.now(), "A safeguarding letter", sensitive=True)]
    )

    page = sign_in(Client(), UserFactory(group=role)).get(f"/admin/sent-to/{person.pk}/").content.decode()

    assert "Nothing was sent to this person yet." in page
    assert "safeguarding letter" not in page


def test_the_page_shows_no_contents_and_the_reading_is_recorded():
    person, organiser = UserFactory(name="Nadia Ahmed"), UserFactory(group=ORGANISERS)
    letter_to(person)

    page = sign_in(Client(), organiser).get(f"/admin/sent-to/{person.pk}/").content.decode()

    assert "A letter for updates" in page
    assert "Secret" not in page
    event = AuditEvent.objects.get(action="messaging.read_timeline")
    assert (event.actor_uid, event.about_uid, event.is_read) == (organiser.uid, person.uid, True)
    assert event.details == {"count": 1}


@pytest.mark.parametrize("group", ["", EDITORS])
def test_others_see_nobodys_timeline(group):
    person = UserFactory()
    client = sign_in(Client(), UserFactory(group=group))

    for address in ("/admin/sent-to/", f"/admin/sent-to/{person.pk}/"):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
    assert AuditEvent.objects.count() == 0


def test_organisers_find_people_by_name_and_see_no_address():
    UserFactory(name="Siân Rees", email="sian.rees@example.org")
    UserFactory(name="Harpreet Gill")

    page = sign_in(Client(), UserFactory(group=ORGANISERS, name="Sam")).get("/admin/sent-to/?q=sian")
    html = page.content.decode()

    assert "Siân Rees" in html
    assert "Harpreet" not in html
    assert "sian.rees@example.org" not in html


def test_queries_are_the_same_for_one_entry_and_for_thirty(django_assert_num_queries):
    person, client = UserFactory(), sign_in(Client(), UserFactory(group=ORGANISERS))
    letter_to(person)
    client.get(f"/admin/sent-to/{person.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/admin/sent-to/{person.pk}/")
    for number in range(29):
        letter_to(person, days=number)
    with django_assert_num_queries(QUERIES):
        client.get(f"/admin/sent-to/{person.pk}/")


def test_the_list_of_people_asks_the_same_at_one_and_at_thirty(django_assert_num_queries):
    client = sign_in(Client(), UserFactory(group=ORGANISERS))
    client.get("/admin/sent-to/")
    with django_assert_num_queries(10):
        client.get("/admin/sent-to/")
    for _ in range(29):
        UserFactory()
    with django_assert_num_queries(10):
        client.get("/admin/sent-to/")
