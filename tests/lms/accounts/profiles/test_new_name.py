"""A new name appears at once wherever the person is named, and the old one nowhere but to administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.accounts.invitations.services import invite
from lms.accounts.models import ORGANISERS, User
from lms.audit.models import AuditEvent
from lms.audit.services import record
from lms.messaging.delivery import deliver_message
from lms.messaging.models import Notice, OutgoingMessage
from lms.messaging.notice_letters import mail_notices
from lms.messaging.notices import notify
from lms.privacy.erasing import ask_for_erasure
from lms.privacy.services import ask_for_export
from tests.factories import certificates
from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
OLD, NEW = "Bryn Castell", "Branwen Llŷr"


@pytest.fixture
def person() -> User:
    """Somebody who has a trace in every list: staff, holder of a certificate, inviter, asker, unreached."""
    made = UserFactory(name=OLD, email="b@example.org", group=ORGANISERS)
    certificates.made(made, title="Standing for council")
    invite(email="hugo@example.org", name="Hugo", actor=made)
    record(actor_uid=made.uid, action="test.did", subject="x", about_uid=made.uid)
    ask_for_erasure(person=made, actor=made)
    ask_for_export(person=made, actor=made)
    notify(recipient=made, kind="certificates.changed", key="k", link="/my/")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=9))
    User.objects.filter(pk=made.pk).update(email=None)  # so that no letter reaches them
    return made


@pytest.fixture
def administrator() -> User:
    return AdministratorFactory(name="Ade Okafor")


def rename(person: User) -> None:
    answer = sign_in(Client(), person).post("/account/profile/", {"name": NEW})
    assert answer.status_code == 302, answer.context["form"].errors


# A new name is on them at once. The certificate says what was printed; the line of its life says who did it.
NAMED: dict[str, Callable[[User], str]] = {
    "people": lambda person: "/admin/users/",
    "one of the people": lambda person: f"/admin/users/edit/{person.pk}/",
    "what they can see": lambda person: f"/admin/sees/{person.uid}/",
    "accounts": lambda person: "/admin/account-safety/",
    "one account": lambda person: f"/admin/account-safety/{person.uid}/",
    "invitations": lambda person: "/admin/invitations/",
    "who was sent what": lambda person: "/admin/sent-to/",
    "what one was sent": lambda person: f"/admin/sent-to/{person.pk}/",
    "phone round": lambda person: "/admin/phone-round/",
    "record": lambda person: f"/admin/record/?about={person.uid}",
    "record as a table": lambda person: f"/admin/record/export.csv?about={person.uid}",
    "requests": lambda person: "/admin/privacy/",
    "one request": lambda person: f"/admin/privacy/people/{person.uid}/",
}


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


@pytest.mark.parametrize("place", NAMED)
def test_staff_see_the_new_name_at_once(person, administrator, place):
    staff, address = sign_in(Client(), administrator), NAMED[place](person)
    assert OLD in text_of(staff, address)

    rename(person)

    page = text_of(staff, address)
    assert NEW in page
    assert OLD not in page


@pytest.mark.parametrize("address", ["/my/", "/account/", "/account/profile/", "/my/certificates/"])
def test_the_person_sees_it_at_once_on_every_device(person, address):
    elsewhere = sign_in(Client(), person)
    assert OLD in text_of(elsewhere, address)

    rename(person)

    page = text_of(elsewhere, address)
    assert NEW in page
    assert OLD not in page.replace(f"“{OLD}”", "") or address == "/my/certificates/"  # what was printed


@pytest.mark.parametrize("list_of", ["/admin/users/", "/admin/account-safety/", "/admin/sent-to/"])
def test_search_finds_the_new_name_and_not_the_old(person, administrator, list_of):
    staff = sign_in(Client(), administrator)
    rename(person)

    assert NEW in text_of(staff, f"{list_of}?q=branwen llyr")
    assert NEW not in text_of(staff, f"{list_of}?q=castell")
    assert NEW in text_of(staff, "/admin/record/?about=branwen")
    assert NEW not in text_of(staff, "/admin/record/?about=castell")


def test_letters_greet_by_the_new_name(person, monkeypatch):
    monkeypatch.setattr("lms.messaging.notices._due_at", lambda *args: timezone.now())  # also at night
    User.objects.filter(pk=person.pk).update(email="b@example.org")
    Notice.objects.all().delete()
    notify(recipient=person, kind="certificates.changed", key="later", link="/my/")

    rename(person)
    person.refresh_from_db()
    mail_notices(person=person)
    for message in OutgoingMessage.objects.filter(kind="certificates.changed"):
        deliver_message(message=message)

    letters = [
        str(letter.message()) + letter.body for letter in mail.outbox if letter.to == ["b@example.org"]
    ]
    assert letters
    assert all("Branwen" in letter for letter in letters)
    assert not any(OLD in letter for letter in letters)


def test_former_name_is_read_by_administrators_alone_and_that_is_recorded(person, administrator):
    rename(person)
    address = f"/admin/sees/{person.uid}/former-names/"

    assert OLD in text_of(sign_in(Client(), administrator), address)
    organiser = UserFactory(group=ORGANISERS)
    assert sign_in(Client(), organiser).get(address).status_code in (302, 403)
    assert AuditEvent.objects.filter(action="accounts.read_former_names", about_uid=person.uid).count() == 1
