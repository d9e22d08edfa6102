"""Invitations in Wagtail."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms.accounts.invitations.models import Invitation, InvitationBatch
from lms.accounts.invitations.services import invite
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from tests.factories.accounts import (
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)

pytestmark = pytest.mark.django_db
LIST, NEW, FILES = "/admin/invitations/", "/admin/invitations/new/", "/admin/invitations/files/"
ONE = {"email": " Gwen@Example.org", "name": "Gwen", "language": "en-gb", "lasts": "14"}


@pytest.fixture
def organiser() -> User:
    return OrganiserFactory(name="Sam Whitfield")


@pytest.fixture
def desk(client: Client, organiser: User) -> Client:
    return sign_in(client, organiser)


def _upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("people.csv", content, "text/csv")
    return client.post(FILES, {"file": file, "language": "en-gb", "lasts": "14"})


def test_organiser_invites_somebody(
    desk: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    assert 'name="role"' not in desk.get(NEW).content.decode()

    page = desk.post(NEW, {**ONE, "role": "administrator"}, follow=True)

    invitation = Invitation.objects.get()
    run_jobs()
    assert page.redirect_chain == [(f"{LIST}{invitation.uid}/", 302)]
    assert (invitation.email, invitation.role, len(mailoutbox)) == ("gwen@example.org", "", 1)
    again = desk.post(NEW, ONE, follow=True)
    assert "That address has an invitation already. Here it is." in again.content.decode()
    assert (Invitation.objects.count(), len(mailoutbox)) == (1, 1)


def test_administrator_gives_a_role(client: Client) -> None:
    sign_in(client, AdministratorFactory())
    assert 'value="organiser"' in client.get(NEW).content.decode()

    client.post(NEW, {**ONE, "role": "organiser"})

    assert Invitation.objects.get().role == "organiser"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"email": "member@example.org"}, "Somebody with that address has an account already."),
        ({"name": "=1+1"}, "A name does not begin with a sign of arithmetic."),
    ],
)
def test_form_keeps_what_was_typed(desk: Client, data: dict[str, str], words: str) -> None:
    UserFactory(email="member@example.org")

    text = desk.post(NEW, {**ONE, **data}).content.decode()

    assert words in text.replace("&#x27;", "'")
    assert f'value="{ {**ONE, **data}["name"] }"' in text
    assert Invitation.objects.count() == 0


def test_sending_again_and_withdrawing(desk: Client, organiser: User) -> None:
    invitation, _new = invite(email="gwen@example.org", name="", actor=organiser)
    url = f"{LIST}{invitation.uid}/"

    soon = desk.post(f"{url}resend/", follow=True).content.decode()
    withdrawn = desk.post(f"{url}withdraw/", follow=True).content.decode()

    assert "A letter went out less than ten minutes ago." in soon
    assert "The invitation is withdrawn." in withdrawn
    assert "withdraw/" not in withdrawn
    assert desk.get(f"{url}withdraw/").status_code == 405


def test_organisers_see_their_own_and_administrators_all(desk: Client, organiser: User) -> None:
    other = OrganiserFactory()
    invite(email="mine@example.org", name="", actor=organiser)
    theirs, _new = invite(email="theirs@example.org", name="", actor=other)
    _upload(sign_in(Client(), other), b"email\nsecret@example.org\n")
    batch = InvitationBatch.objects.get()

    text = desk.get(LIST).content.decode() + desk.get(FILES).content.decode()
    assert ("mine@example.org" in text, "theirs@example.org" in text) == (True, False)
    assert str(batch.uid) not in text
    for path in (f"{theirs.uid}/", f"files/{batch.uid}/", f"files/{batch.uid}/report.csv"):
        assert desk.get(LIST + path).headers["Location"] == "/admin/"
    for path in (f"{theirs.uid}/withdraw/", f"{theirs.uid}/resend/", f"files/{batch.uid}/send/"):
        assert desk.post(LIST + path).headers["Location"] == "/admin/"
    told = desk.post(NEW, {**ONE, "email": "theirs@example.org"}, follow=True)
    assert "from somebody else" in told.content.decode()
    assert str(theirs.uid) not in told.content.decode()
    assert "theirs@example.org" in sign_in(Client(), AdministratorFactory()).get(LIST).content.decode()


def test_editors_see_none(client: Client) -> None:
    sign_in(client, EditorFactory())

    for url in (LIST, NEW, FILES):
        assert client.get(url).headers["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=GWEN", [True, False]), ("state=withdrawn", [False, True]), ("state=waiting", [True, False])],
)
def test_invitations_are_found(desk: Client, organiser: User, query: str, found: list[bool]) -> None:
    invite(email="gwen@example.org", name="", actor=organiser)
    invite(email="wyn@example.org", name="", actor=organiser)
    Invitation.objects.filter(email="wyn@example.org").update(withdrawn_at="2026-01-01T00:00Z")

    text = desk.get(f"{LIST}results/?{query}").content.decode()

    assert ["gwen@example.org" in text, "wyn@example.org" in text] == found


@pytest.mark.parametrize("number", [1, 25])
def test_list_asks_the_same_for_many(
    desk: Client, organiser: User, number: int, django_assert_num_queries: Any
) -> None:
    desk.get(LIST)
    for n in range(number):
        invite(email=f"p{n}@example.org", name="", actor=organiser)

    with django_assert_num_queries(11):
        desk.get(LIST)


@pytest.mark.parametrize("number", [1, 45])
def test_report_asks_the_same_for_many(desk: Client, number: int, django_assert_num_queries: Any) -> None:
    url = _upload(desk, b"email\n" + b"".join(b"p%d@example.org\n" % n for n in range(number))).headers[
        "Location"
    ]

    with django_assert_num_queries(13):
        desk.get(url)


def test_file_is_looked_through_and_sent(
    desk: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    sent = _upload(desk, "email;name\ngwen@example.org;Gwen\nwyn@example.org;=1+1\n".encode("cp1252"))
    report = desk.get(sent.headers["Location"]).content.decode()
    assert "Send 1 invitation" in " ".join(report.split())
    assert "the name looks like a formula" in report
    only = desk.get(sent.headers["Location"] + "?outcome=formula").content.decode()
    assert ("wyn@example.org" in only, "gwen@example.org" in only) == (True, False)

    desk.post(sent.headers["Location"] + "send/")
    again = desk.post(sent.headers["Location"] + "send/", follow=True).content.decode()
    run_jobs()

    assert "These invitations were sent before." in again
    assert [letter.to for letter in mailoutbox] == [["gwen@example.org"]]
    done = desk.get(sent.headers["Location"]).content.decode()
    assert "1 of 1 invitation made." in " ".join(done.split())
    assert "send/" not in done


def test_report_is_downloaded_safely_and_recorded(desk: Client) -> None:
    sent = _upload(desk, b"email,name\n=x@example.org,\ngwen@example.org,=HYPERLINK(1)\n")

    answer = desk.get(sent.headers["Location"] + "report.csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["2", "'=x@example.org", "", "the address is not one"],
        ["3", "gwen@example.org", "'=HYPERLINK(1)", "the name looks like a formula"],
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invitations.csv"'
    assert AuditEvent.objects.filter(action="accounts.invitation_report_exported").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "save it as CSV"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_wrong_file_is_refused_on_the_form(desk: Client, content: bytes, words: str) -> None:
    page = _upload(desk, content)

    assert (page.status_code, words in page.content.decode()) == (200, True)
    assert InvitationBatch.objects.count() == 0
