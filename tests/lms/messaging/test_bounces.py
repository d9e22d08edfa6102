"""What mail providers tell of letters that came back stops further letters, once a person may undo it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.messaging.delivery import deliver_message
from lms.messaging.kinds import NoticeKind
from lms.messaging.models import (
    MailEvent,
    MailEventKind,
    MessageState,
    Notice,
    OutgoingMessage,
    Suppression,
)
from lms.messaging.outgoing import write_letter
from lms.messaging.phone_round import unreached
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
SECRET = "provider:aM9x-27fk-Lq31-vv02-h8"
# As Postmark documents its bounce webhook.
POSTMARK_BOUNCE = {
    "RecordType": "Bounce",
    "MessageStream": "outbound",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "Test",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Metadata": {},
    "ServerID": 23,
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "Test bounce details",
    "Email": "Nadia@Example.ORG",
    "From": "hello@example.org",
    "BouncedAt": "2026-11-22T16:33:54Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Test subject",
}
# As Brevo documents its transactional webhooks.
BREVO_SPAM = {
    "event": "spam",
    "email": "nadia@example.org",
    "id": 26224,
    "date": "2026-11-22 17:33:54",
    "ts": 1795365234,
    "message-id": "<202611221633.11111@smtp-relay.mailin.fr>",
    "ts_event": 1795365234,
    "subject": "Test subject",
    "sending_ip": "185.41.28.109",
    "ts_epoch": 1795365234223,
    "tags": ["t"],
}


@pytest.fixture(autouse=True)
def secret(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def nadia():
    return UserFactory(name="Nadia Ahmed", email="nadia@example.org")


def tell(provider: str, body, *, secret: str = SECRET):
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    data = body if isinstance(body, bytes) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/account/mail-events/{provider}/", data, content_type="application/json", headers=headers
    )


def test_a_hard_bounce_told_by_postmark_stops_letters(nadia):
    assert tell("postmark", POSTMARK_BOUNCE).status_code == 200

    assert list(Suppression.objects.values_list("address", "reason")) == [("nadia@example.org", "bounced")]
    event = MailEvent.objects.get()
    assert (event.kind, event.subject_uid, event.provider) == ("bounced", nadia.uid, "postmark")
    assert "nadia" not in str(MailEvent.objects.values().get())


def test_a_complaint_told_by_brevo_stops_letters(nadia):
    assert tell("brevo", BREVO_SPAM).status_code == 200

    assert list(Suppression.objects.values_list("address", "reason")) == [("nadia@example.org", "complained")]
    assert MailEvent.objects.get().kind == MailEventKind.COMPLAINED


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("postmark", {**POSTMARK_BOUNCE, "Type": "SoftBounce"}),
        ("postmark", {**POSTMARK_BOUNCE, "Type": "Transient"}),
        ("postmark", {**POSTMARK_BOUNCE, "Type": "VirusNotification"}),
        ("postmark", {"RecordType": "Delivery", "Recipient": "nadia@example.org", "MessageID": "1"}),
        ("brevo", {**BREVO_SPAM, "event": "soft_bounce"}),
        ("brevo", {**BREVO_SPAM, "event": "delivered"}),
        (
            "mailjet",
            {"event": "bounce", "email": "nadia@example.org", "hard_bounce": False, "time": 1795365234},
        ),
    ],
)
def test_a_full_mailbox_stops_nothing(nadia, provider, told):
    assert tell(provider, told).status_code == 200

    assert Suppression.objects.count() == 0
    assert MailEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("brevo", {**BREVO_SPAM, "event": "hard_bounce"}),
        (
            "mailjet",
            {
                "event": "bounce",
                "email": "nadia@example.org",
                "hard_bounce": True,
                "error": "user unknown",
                "time": 1795365234,
            },
        ),
    ],
)
def test_a_hard_bounce_counts_with_every_provider(nadia, provider, told):
    assert tell(provider, told).status_code == 200

    assert Suppression.objects.get().reason == "bounced"


@pytest.mark.parametrize("wrong", ["", "provider:wrong", "nobody:aM9x-27fk-Lq31-vv02-h8"])
def test_whoever_does_not_know_the_secret_is_refused(wrong):
    assert tell("postmark", POSTMARK_BOUNCE, secret=wrong).status_code == 400

    assert Suppression.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff"])
def test_what_is_no_event_is_refused(body):
    assert tell("postmark", body).status_code == 400


def test_without_a_secret_there_is_no_such_address(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}

    assert tell("postmark", POSTMARK_BOUNCE).status_code == 404


def test_unknown_providers_are_not_found():
    assert tell("nobody", POSTMARK_BOUNCE).status_code == 404


def test_told_again_after_somebody_allowed_letters_nothing_happens(nadia):
    tell("postmark", POSTMARK_BOUNCE)
    tell("postmark", POSTMARK_BOUNCE)
    assert MailEvent.objects.count() == 1
    client, administrator = Client(), UserFactory(group=ADMINISTRATORS)
    sign_in(client, administrator)
    row = Suppression.objects.get()
    page = client.get(f"/admin/no-letters/{row.pk}/").content.decode()
    assert "nadia@example.org" in page
    assert Suppression.objects.count() == 1

    client.post(f"/admin/no-letters/{row.pk}/")
    tell("postmark", POSTMARK_BOUNCE)

    assert Suppression.objects.count() == 0
    event = AuditEvent.objects.get(action="messaging.allow_address")
    assert (event.actor_uid, event.about_uid, event.details) == (administrator.uid, nadia.uid, {})
    assert "nadia" not in event.subject
    assert list(MailEvent.objects.values_list("kind", "subject_uid")) == [
        ("allowed", nadia.uid),
        ("bounced", nadia.uid),
    ]


@pytest.mark.parametrize("group", ["", EDITORS, ORGANISERS])
def test_only_administrators_see_the_addresses(group):
    row = Suppression.objects.create(address="nadia@example.org", reason="bounced")
    client = sign_in(Client(), UserFactory(group=group))

    for address in ("/admin/no-letters/", f"/admin/no-letters/{row.pk}/"):
        assert client.get(address).status_code in (302, 403)
        assert client.post(address).status_code in (302, 403, 405)
    assert Suppression.objects.count() == 1


def test_the_list_is_recorded_and_asks_the_same_at_one_and_at_thirty(django_assert_num_queries):
    client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))
    Suppression.objects.create(address="a@example.org", reason="bounced")
    client.get("/admin/no-letters/")
    with django_assert_num_queries(11):
        client.get("/admin/no-letters/")
    for number in range(29):
        Suppression.objects.create(address=f"a{number}@example.org", reason="bounced")
    with django_assert_num_queries(11):
        assert "a7@example.org" in client.get("/admin/no-letters/").content.decode()

    assert AuditEvent.objects.filter(action="messaging.read_suppressions", is_read=True).count() == 3
    assert AuditEvent.objects.order_by("-pk")[0].details == {"count": 30}


# --- what still goes ---------------------------------------------------------


def letter_to(person, kind: str) -> OutgoingMessage:
    letter = EmailMessage("About your account", "Text", "us@example.org", [person.email])
    return write_letter(letter, kind=kind, person_uid=person.uid if kind else None)


@pytest.fixture
def kinds():
    """One kind that may be left out, and one that serves a decision."""
    from lms.messaging import kinds as known

    known._kinds["test.news"] = NoticeKind("test.news", "News", "About")
    known._kinds["test.decision"] = NoticeKind("test.decision", "Decision", "About", decisive=True)
    yield
    for code in ("test.news", "test.decision"):
        del known._kinds[code]


@pytest.mark.parametrize(
    ("told", "kind", "state"),
    [
        ("brevo", "", MessageState.SENT),
        ("brevo", "test.decision", MessageState.SENT),
        ("brevo", "test.news", MessageState.STOPPED),
        ("brevo", "gathered.weekly", MessageState.STOPPED),
        ("postmark", "", MessageState.STOPPED),
        ("postmark", "test.decision", MessageState.STOPPED),
        ("postmark", "test.news", MessageState.STOPPED),
    ],
)
def test_complaint_stops_what_can_be_left_out_and_a_bounce_everything(nadia, kinds, told, kind, state):
    tell(told, BREVO_SPAM if told == "brevo" else POSTMARK_BOUNCE)
    message = letter_to(nadia, kind)

    deliver_message(message=message)

    message.refresh_from_db()
    assert message.state == state
    assert len(mail.outbox) == (state == MessageState.SENT)


def test_after_a_complaint_nothing_goes_where_nobody_has_an_account(db):
    """An invitation, or a confirmation that a stranger asked for."""
    tell("brevo", BREVO_SPAM)
    message = write_letter(EmailMessage("Come in", "Text", "us@example.org", ["Nadia@example.org"]))

    deliver_message(message=message)

    message.refresh_from_db()
    assert (message.state, mail.outbox) == (MessageState.STOPPED, [])


def test_bounce_outweighs_a_complaint_and_not_the_reverse(nadia):
    tell("brevo", BREVO_SPAM)
    tell("postmark", POSTMARK_BOUNCE)
    tell("brevo", {**BREVO_SPAM, "id": 7, "message-id": "<another@x>"})

    assert list(Suppression.objects.values_list("reason", flat=True)) == ["bounced"]


def test_whoever_cannot_be_reached_is_told_on_the_site_at_the_next_sign_in_and_by_telephone(client, nadia):
    tell("postmark", POSTMARK_BOUNCE)
    tell("postmark", POSTMARK_BOUNCE)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.link) == (nadia, "account.not_reached", "/account/email/")
    assert notice.subject == "About your e-mail address"
    nadia.set_password("correct horse battery")
    nadia.save()
    client.post("/account/login/", {"login": nadia.email, "password": "correct horse battery"})
    page = client.get("/my/").content.decode()
    assert "Letters to nadia@example.org come back" in page
    assert "Change your address under Your account" in page
    Notice.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert list(unreached()) == [notice]


def test_nobody_else_is_told_at_sign_in(client, nadia):
    tell("brevo", BREVO_SPAM)
    nadia.set_password("correct horse battery")
    nadia.save()

    client.post("/account/login/", {"login": nadia.email, "password": "correct horse battery"})

    assert client.session["_auth_user_id"] == str(nadia.pk)
    assert "come back" not in client.get("/my/").content.decode()
    assert not Notice.objects.exists()


def test_bounce_of_an_address_that_nobody_has_is_noted_without_a_notice(db):
    tell("postmark", POSTMARK_BOUNCE)

    assert (Suppression.objects.count(), Notice.objects.count()) == (1, 0)
