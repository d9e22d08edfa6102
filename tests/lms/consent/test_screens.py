from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.consent import services
from lms.consent.ledger import reword
from lms.consent.models import ConsentEntry, ConsentSettings, ConsentWording
from tests.factories import consent
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def staff(group: str) -> Client:
    return sign_in(Client(), UserFactory(group=group))


def test_organisers_see_numbers_and_no_person():
    consent.subscriber("email", "post", email="rosa@example.net", name="Rosa Lind")

    page = staff(ORGANISERS).get("/admin/updates/").content.decode()

    assert "1 person asked for updates" in " ".join(page.split())
    assert "rosa@example.net" not in page
    assert "Rosa Lind" not in page
    assert not AuditEvent.objects.filter(is_read=True).exists()


def test_administrators_see_who_and_that_they_looked_is_recorded():
    consent.subscriber("email", email="rosa@example.net", name="Rosa Lind")
    withdrawn = consent.subscriber("email", email="joel@example.net")
    services.withdraw(subject_uid=withdrawn.uid, channel="email", form="x")

    page = " ".join(staff(ADMINISTRATORS).get("/admin/updates/").content.decode().split())

    assert "<td>Rosa Lind</td> <td>rosa@example.net</td> <td>E-mail</td>" in page
    assert "<td>joel@example.net</td> <td>–</td>" in page
    event = AuditEvent.objects.get(action="consent.read_subscribers")
    assert (event.is_read, event.details) == (True, {"count": 2, "page": 1})


@pytest.mark.parametrize("group", [EDITORS, ORGANISERS])
@pytest.mark.parametrize("address", ["consent-ledger/", "consent-ledger/export/", "updates/words/"])
def test_ledger_and_words_are_for_administrators(group, address):
    assert staff(group).get(f"/admin/{address}").status_code in (302, 403)


@pytest.mark.parametrize(("address", "queries"), [("updates/", 17), ("consent-ledger/", 11)])
@pytest.mark.parametrize("count", [1, 30])
def test_lists_ask_the_same_number_of_queries(address, queries, count, django_assert_num_queries):
    for number in range(count):
        consent.subscriber("email", "post", email=f"p{number}@example.net")
    client = staff(ADMINISTRATORS)
    client.get(f"/admin/{address}")

    with django_assert_num_queries(queries):
        client.get(f"/admin/{address}")


def test_ledger_is_exported_with_the_very_words_and_runs_nothing():
    administrator = UserFactory(group=ADMINISTRATORS)
    reword(form="updates", channel="email", language="en-gb", text="=1+1 write to me", actor=administrator)
    someone = consent.subscriber()
    services.withdraw(subject_uid=someone.uid, channel="email", form="x")
    client = sign_in(Client(), administrator)

    answer = client.get("/admin/consent-ledger/export/")

    head, given, withdrawn = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert head[:5] == ["uid", "who", "channel", "purpose", "given"]
    assert (given[1], given[4], given[7]) == (str(someone.uid), "True", "'=1+1 write to me")
    assert withdrawn[4] == "False"
    assert AuditEvent.objects.get(action="consent.ledger_exported").details == {"rows": 2}


def test_other_words_are_a_new_version_and_the_old_ones_stay():
    client, first = staff(ADMINISTRATORS), consent.words()
    entry_words = consent.subscriber() and ConsentEntry.objects.get().wording

    answer = client.post("/admin/updates/words/email/en-gb/", {"text": "Write to me about my ward."})

    assert answer["Location"] == "/admin/updates/words/"
    newest = consent.words()
    assert (newest.version, newest.text) == (2, "Write to me about my ward.")
    first.refresh_from_db()
    assert entry_words == first
    page = client.get("/admin/updates/words/").content.decode()
    assert first.text in page
    assert newest.text in page
    assert ConsentWording.objects.filter(channel="email").count() == 2
    assert client.get("/admin/updates/words/pigeon/en-gb/").status_code == 404
    assert "at least 10" in client.post("/admin/updates/words/email/cy/", {"text": "x"}).content.decode()


def test_administrator_switches_channels_on():
    client = staff(ADMINISTRATORS)
    address = client.get("/admin/settings/consent/consentsettings/")["Location"]

    client.post(address, {"text": "on"})

    assert ConsentSettings.objects.get().text is True
    assert Client().get("/updates/").content.decode().count('type="checkbox"') == 2
