"""Whoever reads a sensitive record of somebody else is written down, and “who saw it” says what it was."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from lms.accounts.invitations.models import Invitation
from lms.accounts.invitations.services import invite
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.privacy.selectors import who_saw, words_of_read
from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in

ROOT = Path(__file__).parents[3]
A_READ = re.compile(r"[a-z]+\.(read|list|open)_[a-z_]+")


def recorded_actions() -> set[str]:
    """What the code records as read: named in the call or, where that gets a name, in its module."""
    found = set()
    for package in ("lms", "courses", "cohorts", "networks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record_read":
                    (said,) = [word.value for word in call.keywords if word.arg == "action"]
                    found |= {said.value} if isinstance(said, ast.Constant) else _named_in(tree)
    return found


def _named_in(tree: ast.Module) -> set[str]:
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {one for one in strings if isinstance(one, str) and A_READ.fullmatch(one)}


def test_every_read_that_is_recorded_has_words_for_the_person():
    said = recorded_actions()

    assert {"messaging.read_timeline", "accounts.read_former_names", "certificates.open_file"} <= said
    assert sorted(action for action in said if words_of_read(action) is None) == []


def test_every_recorded_list_has_words():
    from lms.audit.lists import RecordedList

    lists = RecordedList.__subclasses__()

    assert len(lists) >= 5
    assert [one for one in lists if words_of_read(one.read_action) is None or not one.read_subject] == []


@pytest.fixture
def person(db) -> User:
    return UserFactory(name="Nadia Ahmed", email="nadia@example.org")


@pytest.fixture
def administrator(db) -> User:
    return AdministratorFactory(name="Ade Okafor")


def reads(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action, is_read=True))


@pytest.mark.parametrize(
    ("address", "action", "words"),
    [
        ("/admin/account-safety/{uid}/", "accounts.read_safety", "how your account stands"),
        ("/admin/users/edit/{pk}/", "accounts.read_person", "your name, address and roles"),
        ("/admin/sees/{uid}/former-names/", "accounts.read_former_names", "your former names"),
        ("/admin/sent-to/{pk}/", "messaging.read_timeline", "what you were sent, and when"),
    ],
)
def test_page_about_one_person_is_recorded_and_told_to_them(
    client, person, administrator, address, action, words
):
    place = address.format(uid=person.uid, pk=person.pk)

    assert sign_in(client, administrator).get(place).status_code == 200

    (event,) = reads(action)
    assert (event.actor_uid, event.about_uid) == (administrator.uid, person.uid)
    (seen,) = who_saw(person)
    assert (seen.who, seen.what) == ("An administrator", words)


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/admin/account-safety/", "accounts.list_safety"),
        ("/admin/users/", "accounts.list_people"),
        ("/admin/invitations/", "accounts.list_invitations"),
    ],
)
def test_list_of_people_is_recorded_once_and_about_nobody(client, person, administrator, address, action):
    invite(email="hugo@example.org", name="Hugo Lane", actor=administrator)

    assert sign_in(client, administrator).get(address).status_code == 200

    (event,) = reads(action)
    assert (event.actor_uid, event.about_uid) == (administrator.uid, None)
    assert event.details["count"] == (1 if action == "accounts.list_invitations" else 2)
    assert who_saw(person) == []


def test_invitation_is_recorded_and_told_to_whoever_accepted_it(client, person, administrator):
    invitation, _new = invite(email="hugo@example.org", name="Hugo Lane", actor=administrator)
    place = f"/admin/invitations/{invitation.uid}/"
    sign_in(client, administrator).get(place)
    Invitation.objects.update(accepted_by=person)
    client.get(place)

    before, after = AuditEvent.objects.filter(action="accounts.read_invitation").order_by("pk")
    assert (before.about_uid, after.about_uid) == (None, person.uid)
    assert [one.what for one in who_saw(person)] == ["your invitation"]
    assert "hugo" not in str([(one.subject, one.details) for one in (before, after)])


def test_nobody_is_told_that_they_looked_at_themselves(client, administrator):
    sign_in(client, administrator).get(f"/admin/account-safety/{administrator.uid}/")

    assert reads("accounts.read_safety") == []
