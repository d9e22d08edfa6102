"""Inviting one person, and what becomes of the invitation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from lms.accounts.errors import LinkUsedError
from lms.accounts.invitations.errors import HasAccountError, JustSentError, NotOpenError, RoleNotYoursError
from lms.accounts.invitations.models import Invitation
from lms.accounts.invitations.services import (
    accept_as_member,
    accept_as_newcomer,
    forget_invitations,
    invitation_url,
    invite,
    resend_invitation,
    send_invitation,
    withdraw_invitation,
)
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from tests.factories.accounts import (
    PASSWORD,
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)
GWEN = "gwen@example.org"


@pytest.fixture
def organiser() -> User:
    return OrganiserFactory()


def _invite(actor: User, **data: Any) -> Invitation:
    return invite(**{"email": GWEN, "name": "Gwen Parry", "actor": actor, **data})[0]


def _path(invitation: Invitation) -> str:
    return invitation_url(invitation).removeprefix("http://testserver")


def _form(**data: Any) -> dict[str, Any]:
    return {"name": "Gwen Parry", "password": PASSWORD, "adult": "on", **data}


def test_journey_by_letter(
    client: Client, organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    _invite(organiser, language="cy")
    run_jobs()
    letter = mailoutbox[0]
    link = re.search(r"http://testserver(/\S+)", letter.body).group(1)  # type: ignore[union-attr]
    assert letter.to == [GWEN]
    assert "Gwen" not in letter.subject + letter.body

    page = client.get(link)
    assert (page.status_code, User.objects.filter(email=GWEN).count()) == (200, 0)
    assert 'value="Gwen Parry"' in page.content.decode()
    done = client.post(link, _form(name="Gwenllïan Parry"))

    person = User.objects.get(email=GWEN)
    assert (done.status_code, done.headers["Location"]) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.name, person.language, person.check_password(PASSWORD)) == ("Gwenllïan Parry", "cy", True)
    assert [(e.email, e.verified, e.primary) for e in person.emailaddress_set.all()] == [(GWEN, True, True)]
    assert person.confirmed_adult_at is not None
    assert Invitation.objects.get().accepted_by == person
    assert client.post(link, _form()).headers["Location"] == "/my/"
    assert Client().get(link).status_code == Client().post(link, _form()).status_code == 410


def test_password_may_be_left_empty(client: Client, organiser: User) -> None:
    client.post(_path(_invite(organiser)), _form(password=""))

    person = User.objects.get(email=GWEN)
    assert person.has_usable_password() is False


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": " "}, "Write your name."),
        ({"password": "short"}, "too short"),
        ({"adult": ""}, "Accounts are for people of 18 or over."),
    ],
)
def test_form_says_what_is_missing(client: Client, organiser: User, data: dict[str, str], words: str) -> None:
    page = client.post(_path(_invite(organiser)), _form(**data))

    assert (page.status_code, words in page.content.decode()) == (200, True)
    assert User.objects.filter(email=GWEN).count() == 0


def test_inviting_twice_is_inviting_once(
    organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    first = _invite(organiser)
    run_jobs()
    again, is_new = invite(email=GWEN, name="Other", actor=AdministratorFactory())
    send_invitation(invitation_id=first.pk)
    run_jobs()

    assert (again, is_new, len(mailoutbox)) == (first, False, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(email=GWEN, invited_by=organiser, expires_at=NOON)


def test_invitation_runs_out_and_begins_anew(
    client: Client, organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = _invite(organiser, lasts=dt.timedelta(days=7))
        run_jobs()
        clock.shift(dt.timedelta(days=7))
        clock.shift(-1)
        before = client.get(_path(first)).status_code
        clock.shift(1)
        after = client.get(_path(first)).status_code, client.post(_path(first), _form()).status_code
        second, is_new = invite(email=GWEN, name="", actor=organiser)
        run_jobs()

        assert (before, after) == (200, (410, 410))
        assert (second, is_new, len(mailoutbox)) == (first, True, 2)
        assert "Make my account" in client.get(_path(first)).content.decode()


def test_letter_is_sent_again_but_not_at_once(
    organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        invitation = _invite(organiser)
        with pytest.raises(JustSentError):
            resend_invitation(invitation=invitation, actor=organiser)
        run_jobs()
        clock.shift(599)
        with pytest.raises(JustSentError):
            resend_invitation(invitation=invitation, actor=organiser)
        clock.shift(2)
        resent = resend_invitation(invitation=invitation, actor=organiser)
        with pytest.raises(JustSentError):
            resend_invitation(invitation=invitation, actor=organiser)
        run_jobs()

    assert len(mailoutbox) == 2
    assert resent.expires_at == NOON + dt.timedelta(days=14, seconds=601)


def test_withdrawn_invitation_opens_nothing(
    client: Client, organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    invitation = _invite(organiser)
    withdraw_invitation(invitation=invitation, actor=organiser)
    withdraw_invitation(invitation=invitation, actor=organiser)
    run_jobs()

    assert (client.get(_path(invitation)).status_code, mailoutbox) == (410, [])
    with pytest.raises(NotOpenError):
        resend_invitation(invitation=invitation, actor=organiser)
    assert AuditEvent.objects.filter(action="accounts.invitation_withdrawn").count() == 1
    assert invite(email=GWEN, name="", actor=organiser)[1] is True


def test_accepted_invitation_is_not_withdrawn(organiser: User) -> None:
    invitation = _invite(organiser)
    accept_as_newcomer(uid=invitation.uid, name="Gwen", password="")

    with pytest.raises(NotOpenError):
        withdraw_invitation(invitation=invitation, actor=organiser)
    with pytest.raises(LinkUsedError):
        accept_as_newcomer(uid=invitation.uid, name="Gwen", password="")


def test_account_made_meanwhile_is_not_taken_over(client: Client, organiser: User) -> None:
    invitation = _invite(organiser)
    person = UserFactory(email=GWEN)

    page = client.post(_path(invitation), _form(password="another long one"))

    person.refresh_from_db()
    assert (page.status_code, person.check_password(PASSWORD)) == (410, True)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("data", [{}, {"is_active": False, "standing": "died"}])
def test_whoever_has_an_account_is_not_invited_to_one(organiser: User, data: dict[str, Any]) -> None:
    UserFactory(email=GWEN, **data)

    with pytest.raises(HasAccountError):
        _invite(organiser)


@pytest.mark.parametrize("key", ["nonsense", "a:b:c"])
def test_forged_link_says_what_an_old_one_says(client: Client, organiser: User, key: str) -> None:
    invitation = _invite(organiser)
    path, other = _path(invitation), f"/account/invitation/{key}/"
    forged = client.get(other).content.decode()
    withdraw_invitation(invitation=invitation, actor=organiser)

    assert client.get(path).content.decode().replace(path, other) == forged


# --- with a role --------------------------------------------------------------


@pytest.mark.parametrize("role", ["organiser", "administrator", "choir"])
def test_organisers_give_no_role(organiser: User, role: str) -> None:
    with pytest.raises(RoleNotYoursError):
        _invite(organiser, role=role)

    assert Invitation.objects.count() == 0


def test_newcomer_gets_the_role_and_the_second_step(client: Client) -> None:
    giver = AdministratorFactory()
    invitation = _invite(giver, role="organiser")

    client.post(_path(invitation), _form())

    person = User.objects.get(email=GWEN)
    assert [group.name for group in person.groups.all()] == ["organiser"]
    given = AuditEvent.objects.get(action="accounts.roles_changed")
    assert (given.actor_uid, given.about_uid, given.details["added"]) == (
        giver.uid,
        person.uid,
        ["organiser"],
    )
    assert client.get("/my/").headers["Location"].startswith("/account/second-factor/")


@pytest.mark.parametrize("change", ["role", "frozen"])
def test_role_is_not_given_by_whoever_no_longer_may(change: str) -> None:
    giver = AdministratorFactory()
    invitation = _invite(giver, role="organiser")
    if change == "role":
        giver.groups.clear()
    else:
        User.objects.filter(pk=giver.pk).update(is_active=False)

    person = accept_as_newcomer(uid=invitation.uid, name="Gwen", password="")

    assert (person.groups.count(), Invitation.objects.get().accepted_by) == (0, person)


def test_member_signs_in_and_accepts_the_role(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=GWEN)
    invitation = _invite(AdministratorFactory(), role="editor")
    run_jobs()
    assert "in addition to your account" in mailoutbox[0].body
    path = _path(invitation)

    stranger = client.get(path).content.decode()
    assert f"/account/login/?next={path.replace(':', '%3A')}" in stranger.replace("%2F", "/")
    assert "Sign in, and then accept." in client.post(path).content.decode()
    assert person.groups.count() == 0
    other = sign_in(Client(), UserFactory())
    assert (other.get(path).status_code, other.post(path).status_code) == (403, 403)
    sign_in(client, person)
    assert "You are offered a role." in client.get(path).content.decode()
    assert person.groups.count() == 0
    client.post(path)
    accept_as_member(uid=invitation.uid, person=person)

    assert [group.name for group in person.groups.all()] == ["editor"]
    assert AuditEvent.objects.filter(action="accounts.roles_changed").count() == 1


def test_role_that_is_held_is_nothing_to_invite_to() -> None:
    EditorFactory(email=GWEN)

    with pytest.raises(HasAccountError):
        _invite(AdministratorFactory(), role="editor")


def test_frozen_member_accepts_nothing(client: Client) -> None:
    person = UserFactory(email=GWEN)
    invitation = _invite(AdministratorFactory(), role="editor")
    User.objects.filter(pk=person.pk).update(is_active=False, standing="frozen")

    assert client.get(_path(invitation)).status_code == 410
    with pytest.raises(LinkUsedError):
        accept_as_member(uid=invitation.uid, person=User.objects.get(pk=person.pk))


def test_what_ended_is_forgotten_after_thirty_days(organiser: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ran_out = _invite(organiser, lasts=dt.timedelta(days=7))
        withdrawn = _invite(organiser, email="w@example.org")
        withdraw_invitation(invitation=withdrawn, actor=organiser)
        accepted = _invite(organiser, email="a@example.org")
        accept_as_newcomer(uid=accepted.uid, name="A", password="")
        clock.shift(dt.timedelta(days=30))
        early = forget_invitations()
        clock.shift(1)
        left = {ran_out.pk} if forget_invitations() == 2 else set()
        assert set(Invitation.objects.values_list("pk", flat=True)) == left
        clock.shift(dt.timedelta(days=7))
        forget_invitations()

    assert (early, Invitation.objects.count(), User.objects.filter(email="a@example.org").count()) == (
        0,
        0,
        1,
    )


def test_role_that_ran_out_is_sent_again_by_an_administrator_alone(organiser: User) -> None:
    invitation, _is_new = invite(email=GWEN, name="Gwen", role="editor", actor=AdministratorFactory())
    Invitation.objects.update(sent_at=NOON, expires_at=NOON)

    with pytest.raises(RoleNotYoursError):
        resend_invitation(invitation=invitation, actor=organiser)

    invitation.refresh_from_db()
    assert (invitation.invited_by == organiser, invitation.expires_at) == (False, NOON)


def test_nobody_is_written_to_who_was_frozen_meanwhile(mailoutbox: list[Any]) -> None:
    person = UserFactory(email=GWEN)
    invitation, _is_new = invite(email=GWEN, name="Gwen", role="editor", actor=AdministratorFactory())
    User.objects.filter(pk=person.pk).update(is_active=False)

    send_invitation(invitation_id=invitation.pk)

    assert mailoutbox == []
    assert Invitation.objects.get(pk=invitation.pk).sent_at is None
