"""What mail providers tell of letters that came back stops further letters, once a person may undo it."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.messaging.models import MailEvent, MailEventKind, Suppression
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
