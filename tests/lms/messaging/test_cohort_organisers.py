"""Whoever organises one cohort reaches no screen of messages that is about everybody."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rules import has_perm

from lms.accounts.grants.services import grant_role
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, User
from lms.audit.models import AuditEvent
from lms.messaging.gathered import write_gathered_letter
from lms.messaging.kinds import Rhythm
from lms.messaging.letter_parts import parts_for
from lms.messaging.models import BulkSend, MailEventKind, MessageState, Notice, OutgoingMessage, Suppression
from lms.messaging.notices import notify
from lms.messaging.staff_part import waiting_for_staff
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
RULES = ("send_bulk", "edit_copy", "read_suppressions", "read_timeline", "read_sensitive_timeline")
NAME, ADDRESS = "Mercy Adeyemi", "mercy@example.org"


@pytest.fixture
def matters() -> dict[str, int]:
    """One thing on each of the screens, each of which names Mercy or her address."""
    mercy = UserFactory(name=NAME, email=ADDRESS)
    notify(recipient=mercy, kind="certificates.changed", key="1", link="/my/certificates/")
    letter = OutgoingMessage.objects.create(
        mime=b"x", recipients=[ADDRESS], state=MessageState.UNKNOWN, person_uid=mercy.uid
    )
    long_ago = timezone.now() - timezone.timedelta(days=5)
    Notice.objects.update(letter=letter, created_at=long_ago)
    bulk = BulkSend.objects.create(subject=NAME, text="x", audiences=[], author_uid=uuid4())
    refused = Suppression.objects.create(address=ADDRESS, reason=MailEventKind.BOUNCED)
    notice = Notice.objects.get()
    return {
        "mercy": mercy.pk,
        "letter": letter.pk,
        "bulk": bulk.pk,
        "refused": refused.pk,
        "notice": notice.pk,
    }


SCREENS = [
    "letters/", "letters/results/", "letters/new/", "letters/{bulk}/", "letters/{bulk}/write/",
    "letters/{bulk}/progress/", "letters/{bulk}/preview/",
    "sent-to/", "sent-to/results/", "sent-to/{mercy}/",
    "unsent-letters/", "unsent-letters/results/", "unsent-letters/{letter}/",
    "phone-round/", "phone-round/results/", "phone-round/{notice}/",
    "no-letters/", "no-letters/results/", "no-letters/{refused}/",
    "words/", "words/certificates.changed/en-gb/",
]  # fmt: skip
DEEDS = [
    "letters/new/", "letters/{bulk}/write/", "letters/{bulk}/test/", "letters/{bulk}/send/",
    "letters/{bulk}/pause/", "letters/{bulk}/resume/", "letters/{bulk}/stop/", "letters/{bulk}/unknown/",
    "unsent-letters/{letter}/", "phone-round/{notice}/", "no-letters/{refused}/",
    "words/certificates.changed/en-gb/", "words/certificates.changed/en-gb/reset/",
]  # fmt: skip


def of_one_cohort(*roles: str) -> User:
    """Holds the roles for one cohort, and comes into Wagtail because they write courses."""
    person = UserFactory(name="Idris Pugh", email="idris@example.org", group=EDITORS)
    for role in roles:
        grant_role(person=person, role=role, actor=None, scope_kind="cohort", scope_uid=uuid4())
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    "roles", [(ORGANISERS,), (ORGANISERS, ADMINISTRATORS, SAFEGUARDING)], ids=["organiser", "every role"]
)
def test_no_screen_and_no_deed_is_open_to_organisers_of_one_cohort(matters, roles):
    client = sign_in(Client(), of_one_cohort(*roles))
    before = list(BulkSend.objects.values()), list(OutgoingMessage.objects.values_list("state", "attempts"))

    answers = {path: client.get("/admin/" + path.format(**matters)) for path in SCREENS}
    answers |= {f"POST {path}": client.post("/admin/" + path.format(**matters)) for path in DEEDS}

    assert {answer.status_code for answer in answers.values()} == {302}
    assert {answer["Location"] for answer in answers.values()} == {"/admin/"}
    home = client.get("/admin/").content.decode()
    for path in ("letters", "sent-to", "unsent-letters", "phone-round", "no-letters", "words"):
        assert f"/admin/{path}/" not in home
    assert NAME not in home
    assert not AuditEvent.objects.filter(is_read=True).exists()
    after = list(BulkSend.objects.values()), list(OutgoingMessage.objects.values_list("state", "attempts"))
    assert after == before
    assert (Suppression.objects.count(), Notice.objects.get().told_at, mail.outbox) == (1, None, [])


def test_without_a_role_for_everybody_they_are_not_in_wagtail_at_all(matters):
    person = UserFactory()
    grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=uuid4())
    client = sign_in(Client(), User.objects.get(pk=person.pk))

    assert {client.get("/admin/" + path.format(**matters)).status_code for path in SCREENS} == {403}


def test_the_same_screens_open_to_whoever_holds_the_roles_for_everybody(matters):
    """Or the test above would pass with wrong addresses."""
    client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))

    found = {path: client.get("/admin/" + path.format(**matters)).status_code for path in SCREENS}

    assert {path: status for path, status in found.items() if status != 200} == {}


def test_their_weekly_letter_does_not_speak_of_everybody(matters):
    person = of_one_cohort(ORGANISERS, ADMINISTRATORS)

    assert waiting_for_staff(person) is None
    assert parts_for(person) == []
    assert not write_gathered_letter(person=person, rhythm=Rhythm.WEEKLY)
    for rule in (*RULES, "read_unsent", "read_phone_round"):
        assert not has_perm(f"messaging.{rule}", person)
