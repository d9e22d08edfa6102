"""A changed address: both are told, and for seven days the old one can undo it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from lms.accounts.errors import AddressTakenError, LinkUsedError
from lms.accounts.links import read_link, sign_link
from lms.accounts.models import AddressChange, Standing, User
from lms.accounts.safety.addresses import (
    confirm_address,
    forget_address_changes,
    note_address_change,
    undo_address_change,
)
from lms.accounts.services import save_person
from lms.accounts.tasks import forget_address_changes_job
from lms.audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory, add_app, sign_in

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)
OLD, NEW = "old@example.org", "new@example.org"


def _changed(person: User, new: str | None = NEW) -> AddressChange | None:
    old, person.email = person.email, new
    person.save()
    confirm_address(person=person)
    return note_address_change(person=person, old=old, actor_uid=person.uid)


def _addresses(person: User) -> list[tuple[str, bool, bool]]:
    return [(e.email, e.verified, e.primary) for e in EmailAddress.objects.filter(user=person)]


def _link(letter: Any) -> str:
    return re.search(r"http://testserver(/account/address/undo/\S+)", letter.body).group(1)  # type: ignore[union-attr]


def test_journey_by_letter_there_and_back(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=OLD)
    thief, owner = client, Client()
    thief.post(reverse("account_login"), {"login": OLD, "password": PASSWORD})
    thief.post(reverse("account_email"), {"email": NEW, "action_add": "1"})
    run_jobs()
    thief.post(re.search(r"http://testserver(/\S+)", mailoutbox.pop().body).group(1))  # type: ignore[union-attr]
    run_jobs()
    told = {letter.to[0]: letter for letter in mailoutbox}
    assert {to: letter.subject for to, letter in told.items()} == {
        OLD: "Your address was changed",
        NEW: "Your account uses this address now",
    }
    assert NEW not in told[OLD].body
    assert OLD not in told[NEW].body
    assert "/undo/" not in told[NEW].body

    page = owner.get(_link(told[OLD]))
    person.refresh_from_db()
    assert (page.status_code, person.email) == (200, NEW)
    done = owner.post(_link(told[OLD]))

    person.refresh_from_db()
    assert (done.status_code, person.email, _addresses(person)) == (200, OLD, [(OLD, True, True)])
    assert "Your address is back" in done.content.decode()
    assert thief.get("/account/").headers["Location"] == "/account/login/?next=/account/"
    assert "Your address is back" in owner.get(_link(told[OLD])).content.decode()
    ours = AuditEvent.objects.filter(action__startswith="accounts.address")
    assert [e.action for e in ours.order_by("pk")] == [
        "accounts.address_changed",
        "accounts.address_change_undone",
    ]


def test_undoing_twice_is_undoing_once(mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    person = UserFactory(email=OLD)
    change = _changed(person)
    undo_address_change(uid=change.uid)
    person.refresh_from_db()
    first = (person.email, person.links_epoch, person.password)

    undo_address_change(uid=change.uid)

    person.refresh_from_db()
    run_jobs()
    assert (person.email, person.links_epoch, person.password) == first
    assert [letter.subject for letter in mailoutbox].count("Your address is back") == 1


def test_noting_twice_is_noting_once(mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    person = UserFactory(email=OLD)

    changes = {_changed(person), note_address_change(person=person, old=OLD, actor_uid=person.uid)}

    run_jobs()
    assert (len(changes), AddressChange.objects.count(), len(mailoutbox)) == (1, 1, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [("gwen@example.org", " GWEN@Example.ORG"), ("si\u00e2n@example.org", "sia\u0302n@example.org")],
)
def test_same_address_written_otherwise_is_no_change(
    old: str, new: str, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=old)
    person.email = new

    save_person(person=person, roles=[], actor=AdministratorFactory())

    run_jobs()
    assert (person.email, AddressChange.objects.count(), mailoutbox) == (old, 0, [])
    assert _addresses(person) == [(old, True, True)]


def test_staff_changing_an_address_tells_both(mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    person, actor = UserFactory(email=OLD), AdministratorFactory()
    person.email = NEW

    save_person(person=person, roles=[], actor=actor)

    run_jobs()
    assert sorted(letter.to[0] for letter in mailoutbox) == [NEW, OLD]
    assert AddressChange.objects.get().actor_uid == actor.uid
    assert _addresses(person) == []


def test_person_without_an_address_gets_one(mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    person = UserFactory(email=None)

    assert _changed(person) is None

    run_jobs()
    assert [letter.to for letter in mailoutbox] == [[NEW]]
    assert AuditEvent.objects.get().action == "accounts.address_changed"


def test_address_taken_away_can_be_brought_back(mailoutbox: list[Any], run_jobs: Callable[[], None]) -> None:
    person = UserFactory(email=OLD)
    change = _changed(person, None)
    run_jobs()
    assert [letter.to for letter in mailoutbox] == [[OLD]]

    undo_address_change(uid=change.uid)

    person.refresh_from_db()
    assert person.email == OLD


@pytest.mark.parametrize("password", [None, "three green lamps"])
def test_password_changed_since_no_longer_opens(password: str | None) -> None:
    person = UserFactory(email=OLD)
    change = _changed(person)
    if password:
        person.set_password(password)
        person.save()

    undo_address_change(uid=change.uid)

    person.refresh_from_db()
    assert person.has_usable_password() is (password is None)
    assert person.check_password(PASSWORD) is (password is None)


def test_factors_added_since_go_and_earlier_ones_stay() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        careful, robbed = UserFactory(), UserFactory()
        add_app(careful)
        clock.shift(60)
        changes = [_changed(careful, "a@example.org"), _changed(robbed, "b@example.org")]
        clock.shift(60)
        add_app(robbed)
        for change in changes:
            undo_address_change(uid=change.uid)

    assert [person.authenticator_set.count() for person in (careful, robbed)] == [1, 0]


def test_signed_links_end_with_it() -> None:
    person = UserFactory(email=OLD)
    change = _changed(person)
    token = sign_link(person=person, purpose="feed")

    undo_address_change(uid=change.uid)

    with pytest.raises(LinkUsedError):
        read_link(purpose="feed", token=token, max_age=None)


def test_signing_everybody_out_does_not_stop_the_owner() -> None:
    from lms.accounts.safety.ending import end_access

    person = UserFactory(email=OLD)
    change = _changed(person)
    end_access(person=person)

    undo_address_change(uid=change.uid)

    person.refresh_from_db()
    assert person.email == OLD


def test_first_owner_undoes_all_that_came_after() -> None:
    person = UserFactory(email=OLD)
    first = _changed(person, "a@example.org")
    second = _changed(person, "b@example.org")

    undo_address_change(uid=first.uid)
    undo_address_change(uid=second.uid)

    person.refresh_from_db()
    assert (person.email, AddressChange.objects.filter(undone_at=None).count()) == (OLD, 0)


def test_later_owner_undoes_only_theirs() -> None:
    person = UserFactory(email=OLD)
    first = _changed(person, "a@example.org")
    second = _changed(person, "b@example.org")

    undo_address_change(uid=second.uid)

    person.refresh_from_db()
    assert person.email == "a@example.org"
    assert AddressChange.objects.get(undone_at=None) == first


def test_after_seven_days_it_stays(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        person = UserFactory(email=OLD)
        change = _changed(person)
        run_jobs()
        link = _link(mailoutbox[0])
        clock.shift(dt.timedelta(days=7))
        clock.shift(-1)
        before = (client.get(link).status_code, forget_address_changes())
        clock.shift(1)
        after = client.get(link).status_code, client.post(link).status_code
        with pytest.raises(LinkUsedError):
            undo_address_change(uid=change.uid)
        forget_address_changes_job()

    assert (before, after, AddressChange.objects.count()) == ((200, 0), (410, 410), 0)


@pytest.mark.parametrize(("standing", "status"), [("frozen", 200), ("died", 410), ("erased", 410)])
def test_undoing_follows_the_standing(
    client: Client, standing: str, status: int, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=OLD)
    _changed(person)
    run_jobs()
    link = _link(mailoutbox[0])
    User.objects.filter(pk=person.pk).update(standing=standing, is_active=False)

    assert client.post(link).status_code == status

    person.refresh_from_db()
    assert (person.standing, person.is_active) == (Standing(standing), False)


def test_address_that_another_account_took_stays_theirs(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=OLD)
    change = _changed(person)
    run_jobs()
    UserFactory(email=OLD)
    with pytest.raises(AddressTakenError):
        undo_address_change(uid=change.uid)

    page = client.post(_link(mailoutbox[0]))

    person.refresh_from_db()
    assert (page.status_code, person.email) == (409, NEW)
    assert "Another account has that address now." in page.content.decode()


def test_whoever_presses_the_button_is_signed_out(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=OLD)
    _changed(person)
    run_jobs()
    sign_in(client, person)

    client.post(_link(mailoutbox[0]))

    assert "_auth_user_id" not in client.session


def test_switched_off_person_gets_no_new_address(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email=OLD)
    sign_in(client, person)
    client.post(reverse("account_email"), {"email": NEW, "action_add": "1"})
    run_jobs()
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body).group(1)  # type: ignore[union-attr]
    User.objects.filter(pk=person.pk).update(is_active=False)

    client.post(link)

    person.refresh_from_db()
    assert person.email == OLD


def test_same_address_typed_otherwise_is_no_change_and_alarms_nobody(mailoutbox: list[Any]) -> None:
    person = UserFactory(email=OLD)

    assert note_address_change(person=person, old=" Old@EXAMPLE.org", actor_uid=person.uid) is None

    assert (mailoutbox, AddressChange.objects.count()) == ([], 0)
