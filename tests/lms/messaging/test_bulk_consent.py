"""A letter to many on the real ledger of consent and a real mail server."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import socket

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.accounts.models import ORGANISERS, Standing
from lms.consent.models import Channel, ConsentEntry, ConsentWording, Subscriber
from lms.consent.services import give, withdraw
from lms.messaging import bulk_audiences
from lms.messaging.bulk_run import advance_bulk
from lms.messaging.bulk_selectors import progress_of
from lms.messaging.bulk_services import fingerprint, start_bulk, write_bulk
from lms.messaging.models import BulkRecipient, BulkSend, BulkState, Suppression
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON) as traveller:
        yield traveller


@pytest.fixture
def words():
    return ConsentWording.objects.create(
        channel="email", language="en-gb", version=99, text="Yes, by e-mail."
    )


def subscriber(number: int, words, **values) -> Subscriber:
    values = {"email": f"s{number}@example.org", "name": f"Reader {number}", **values}
    made = Subscriber.objects.create(confirmed_at=timezone.now(), **values)
    give(subject_uid=made.uid, wording=words, form="updates")
    return made


def started(*audiences: str) -> BulkSend:
    organiser = UserFactory(group=ORGANISERS)
    said = {"subject": "Dates", "text": "Dear {name},\n\nsoon.", "link_text": "", "link_url": ""}
    bulk = write_bulk(actor=organiser, words={**said, "audiences": list(audiences or ("subscribers",))})
    return start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))


def sent_to() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


class Postbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postbox(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


def test_a_run_over_smtp_with_one_who_withdraws_in_the_middle(words, postbox, settings, clock):
    settings.BULK_PER_MINUTE = 2
    people = [subscriber(number, words) for number in range(4)]
    bulk = started()
    run_queue()
    assert [str(letter["To"]) for letter in postbox.letters] == ["s0@example.org", "s1@example.org"]

    # The third presses the unsubscribe button of their mail program.
    token = str(postbox.letters[0]["List-Unsubscribe"]).strip(" <>")
    assert token.startswith("http://testserver/updates/")
    withdraw(subject_uid=people[2].uid, channel=Channel.EMAIL, form="one-click")
    clock.shift(dt.timedelta(seconds=61))
    advance_bulk(bulk_id=bulk.pk)

    assert [str(letter["To"]) for letter in postbox.letters[2:]] == ["s3@example.org"]
    bulk.refresh_from_db()
    progress = progress_of(bulk)
    assert (bulk.state, progress.counts["sent"], progress.left_out) == (BulkState.DONE, 3, {"withdrew": 1})


def test_the_letter_carries_the_headers_of_rfc_8058_and_they_work(words, postbox):
    person = subscriber(0, words)
    started()
    run_queue()
    (letter,) = postbox.letters

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Precedence"] == "bulk"
    assert letter.get_body(("plain",)).get_content().startswith("Dear Reader 0,\r\n\r\nsoon.")
    address = str(letter["List-Unsubscribe"]).strip(" <>").removeprefix("http://testserver")
    answer = Client(enforce_csrf_checks=True).post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert ConsentEntry.objects.filter(subject_uid=person.uid).latest("pk").given is False


def test_who_is_frozen_or_dead_or_suppressed_is_left_out_at_the_moment_of_sending(words):
    people = [UserFactory(name=f"Member {number}") for number in range(4)]
    for number, person in enumerate(people):
        subscriber(number, words, person=person, uid=person.uid, email=person.email)
    bulk = started()
    from lms.messaging import bulk_run

    bulk_run._take_chunk(bulk)
    for person, standing in zip(people, (Standing.FROZEN, Standing.DIED, Standing.ACTIVE), strict=False):
        person.standing = standing
        person.save()
    Suppression.objects.create(address=people[2].email, reason="bounced")

    run_queue()

    assert sent_to() == [people[3].email]
    assert sum(progress_of(bulk).left_out.values()) == 3
    assert progress_of(bulk).left_out["suppressed"] == 1


def test_who_never_confirmed_or_never_said_yes_is_not_on_the_list(words):
    Subscriber.objects.create(email="never@example.org", confirmed_at=timezone.now())
    unconfirmed = subscriber(1, words)
    Subscriber.objects.filter(pk=unconfirmed.pk).update(confirmed_at=None)
    subscriber(2, words)
    bulk = started()

    run_queue()

    assert sent_to() == ["s2@example.org"]
    assert progress_of(bulk).total == 1


def test_people_of_another_list_need_consent_too(words, monkeypatch):
    from lms.accounts.models import User

    monkeypatch.setattr(bulk_audiences, "_audiences", dict(bulk_audiences._audiences))
    bulk_audiences.register_audience(
        "members", "Members", lambda: User.objects.filter(name__startswith="Member")
    )
    said_yes, said_nothing = UserFactory(name="Member one"), UserFactory(name="Member two")
    subscriber(1, words, person=said_yes, uid=said_yes.uid, email=said_yes.email)
    bulk = started("members", "subscribers")

    run_queue()

    assert sent_to() == [said_yes.email]
    assert said_nothing.email not in sent_to()
    assert progress_of(bulk).left_out == {"withdrew": 1}


def test_one_person_costs_the_same_queries_however_long_the_list(words, django_assert_num_queries):
    from lms.messaging import bulk_run
    from lms.messaging.bulk_consent import who_reads

    for number in range(3):
        made = subscriber(number, words)
    with django_assert_num_queries(3):
        who_reads("subscribers", made.uid)
    for number in range(3, 40):
        subscriber(number, words)
    with django_assert_num_queries(3):
        who_reads("subscribers", made.uid)
    bulk = started()
    with django_assert_num_queries(5):
        bulk_run._take_chunk(bulk)
    assert BulkRecipient.objects.count() == 40
