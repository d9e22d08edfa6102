"""Bringing somebody back without their mailbox: two of the staff, recorded, and undone for seven days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.accounts.errors import (
    AddressInUseError,
    OwnAccessError,
    RecoveryEndedError,
    SecondPersonError,
    StandingError,
)
from lms.accounts.models import Recovery, User, Visit
from lms.accounts.safety.recovery import (
    confirm_recovery,
    forget_recoveries,
    open_recovery,
    who_may_confirm,
    withdraw_recovery,
)
from lms.audit.models import AuditEvent
from tests.factories.accounts import (
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    add_app,
    sign_in,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 21, 12, 0, 0, tzinfo=dt.UTC)
OLD, NEW = "old@example.org", "new@example.org"
LIST = "/admin/account-safety/"


@pytest.fixture
def ada() -> User:
    return AdministratorFactory(name="Ada Min")


@pytest.fixture
def bea() -> User:
    return AdministratorFactory(name="Bea Min")


@pytest.fixture
def gwen() -> User:
    return UserFactory(name="Gwen Parry", email=OLD)


def _open(person: User, actor: User, **data: Any) -> Recovery:
    return open_recovery(
        **{
            "person": person,
            "actor": actor,
            "email": NEW,
            "checked": "met",
            "resets_factors": False,
            **data,
        }
    )


def _ours() -> list[tuple[str, dict[str, Any]]]:
    events = AuditEvent.objects.filter(action__startswith="accounts.recovery").order_by("pk")
    return [(event.action, event.details) for event in events]


def test_journey_of_two(
    client: Client,
    ada: User,
    bea: User,
    gwen: User,
    mailoutbox: list[Any],
    run_jobs: Callable[[], None],
) -> None:
    thief, desk_a, desk_b = (sign_in(Client(), one) for one in (gwen, ada, bea))
    data = {"email": " NEW@example.org", "checked": "video"}
    opened = desk_a.post(f"{LIST}{gwen.uid}/recover/", data, follow=True)
    url = opened.redirect_chain[0][0]
    text = opened.content.decode()
    assert ("Bea Min" in text, "confirm/" in text) == (True, False)
    assert url in desk_b.get(f"{LIST}{gwen.uid}/").content.decode()
    run_jobs()
    gwen.refresh_from_db()
    assert (gwen.email, mailoutbox) == (OLD, [])
    desk_a.post(f"{url}confirm/")
    gwen.refresh_from_db()
    assert gwen.email == OLD

    assert "confirm/" in desk_b.get(url).content.decode()
    done = desk_b.post(f"{url}confirm/", follow=True).content.decode()
    desk_b.post(f"{url}confirm/")

    run_jobs()
    gwen.refresh_from_db()
    assert "Done. A letter is on its way to the new address." in done
    assert (gwen.email, gwen.has_usable_password()) == (NEW, False)
    assert thief.get("/account/").status_code == 302
    assert [(letter.to[0], letter.subject) for letter in mailoutbox] == [
        (OLD, "Your address was changed"),
        (NEW, "Your account is yours again"),
    ]
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mailoutbox[1].body).group(1)  # type: ignore[union-attr]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "three green lamps"})
    client.post("/account/login/", {"login": NEW, "password": "three green lamps"})
    assert client.session["_auth_user_id"] == str(gwen.pk)
    assert [(e.email, e.verified) for e in gwen.emailaddress_set.all()] == [(NEW, True)]
    assert _ours() == [
        ("accounts.recovery_opened", {"checked": "video", "resets_factors": False}),
        ("accounts.recovery_confirmed", {"opened_by": str(ada.uid)}),
    ]
    undo = re.search(r"http://testserver(/account/address/undo/\S+)", mailoutbox[0].body).group(1)  # type: ignore[union-attr]
    Client().post(undo)
    gwen.refresh_from_db()
    assert (gwen.email, gwen.has_usable_password()) == (OLD, False)


@pytest.mark.parametrize(("lost", "left"), [(True, 0), (False, 1)])
def test_second_factors_go_only_if_that_was_asked(
    ada: User,
    bea: User,
    gwen: User,
    lost: bool,
    left: int,
    mailoutbox: list[Any],
    run_jobs: Callable[[], None],
) -> None:
    add_app(gwen)

    confirm_recovery(recovery=_open(gwen, ada, resets_factors=lost), actor=bea)

    run_jobs()
    assert gwen.authenticator_set.count() == left
    assert ("were taken off the account" in mailoutbox[1].body) is lost


def test_opener_and_person_confirm_nothing(ada: User, bea: User) -> None:
    gwen = AdministratorFactory(email=OLD)
    recovery = _open(gwen, ada)

    for one in (ada, gwen):
        with pytest.raises(SecondPersonError):
            confirm_recovery(recovery=recovery, actor=one)
    assert list(who_may_confirm(recovery)) == [bea]


def test_where_there_is_one_administrator_leads_and_organisers_confirm(ada: User, gwen: User) -> None:
    lead, organiser, _editor = UserFactory(group="safeguarding"), OrganiserFactory(), EditorFactory()
    AdministratorFactory(is_active=False)
    recovery = _open(gwen, ada)
    desk = sign_in(Client(), organiser)
    assert desk.get(f"{LIST}{gwen.uid}/").headers["Location"] == "/admin/"

    page = desk.get(f"{LIST}recovery/{recovery.uid}/").content.decode()
    assert {one.pk for one in who_may_confirm(recovery)} == {lead.pk, organiser.pk}
    assert "confirm/" in page
    desk.post(f"{LIST}recovery/{recovery.uid}/confirm/")

    gwen.refresh_from_db()
    assert gwen.email == NEW


@pytest.mark.parametrize("factory", [EditorFactory, OrganiserFactory, UserFactory])
def test_others_neither_see_nor_confirm(ada: User, bea: User, gwen: User, factory: Any) -> None:
    recovery, one = _open(gwen, ada), factory()
    desk = sign_in(Client(), one)

    answers = [
        desk.get(f"{LIST}{gwen.uid}/recover/").status_code,
        desk.get(f"{LIST}recovery/{recovery.uid}/").status_code,
        desk.post(f"{LIST}recovery/{recovery.uid}/confirm/").status_code,
        desk.post(f"{LIST}recovery/{recovery.uid}/withdraw/").status_code,
    ]

    assert set(answers) <= {302, 403}
    with pytest.raises(SecondPersonError):
        confirm_recovery(recovery=recovery, actor=one)
    with pytest.raises(SecondPersonError):
        _open(gwen, one)
    gwen.refresh_from_db()
    assert (gwen.email, Recovery.objects.get().is_open) == (OLD, True)


def test_three_days_and_no_longer(ada: User, bea: User, gwen: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        recovery = _open(gwen, ada)
        clock.shift(dt.timedelta(days=3))
        with pytest.raises(RecoveryEndedError):
            confirm_recovery(recovery=recovery, actor=bea)
        again = _open(gwen, ada)
        clock.shift(dt.timedelta(days=3))
        clock.shift(-1)
        confirm_recovery(recovery=again, actor=bea)

    gwen.refresh_from_db()
    assert (gwen.email, again.pk == recovery.pk) == (NEW, False)


def test_opening_twice_is_opening_once_and_another_takes_its_place(ada: User, bea: User, gwen: User) -> None:
    first, same = _open(gwen, ada), _open(gwen, ada)
    other = _open(gwen, bea)

    assert (first, [o for o in Recovery.objects.all() if o.is_open]) == (same, [other])
    with pytest.raises(RecoveryEndedError):
        confirm_recovery(recovery=first, actor=bea)


def test_confirming_twice_is_confirming_once(
    ada: User, bea: User, gwen: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    recovery = _open(gwen, ada)
    for _ in range(2):
        confirm_recovery(recovery=recovery, actor=bea)

    run_jobs()
    assert (len(mailoutbox), len(_ours())) == (2, 2)
    with pytest.raises(RecoveryEndedError):
        withdraw_recovery(recovery=recovery, actor=ada)


def test_withdrawn_recovery_is_over(ada: User, bea: User, gwen: User) -> None:
    recovery = _open(gwen, ada)
    for _ in range(2):
        withdraw_recovery(recovery=recovery, actor=bea)

    with pytest.raises(RecoveryEndedError):
        confirm_recovery(recovery=recovery, actor=bea)
    assert [action for action, _details in _ours()] == [
        "accounts.recovery_opened",
        "accounts.recovery_withdrawn",
    ]


def test_opener_who_lost_the_role_has_opened_nothing(ada: User, bea: User, gwen: User) -> None:
    recovery = _open(gwen, ada)
    ada.groups.clear()

    with pytest.raises(SecondPersonError):
        confirm_recovery(recovery=recovery, actor=bea)


def test_what_cannot_be_opened(ada: User, bea: User, gwen: User) -> None:
    with pytest.raises(OwnAccessError):
        _open(ada, ada)
    with pytest.raises(AddressInUseError):
        _open(gwen, ada, email=bea.email)
    recovery = _open(gwen, ada)
    UserFactory(email=NEW)
    with pytest.raises(AddressInUseError):
        confirm_recovery(recovery=recovery, actor=bea)
    User.objects.filter(pk=gwen.pk).update(standing="frozen", is_active=False)
    with pytest.raises(StandingError):
        _open(gwen, ada, email="other@example.org")
    with pytest.raises(StandingError):
        confirm_recovery(recovery=recovery, actor=bea)


def test_superuser_is_recovered_by_superusers_alone(ada: User) -> None:
    root = User.objects.create_superuser("root")
    desk = sign_in(Client(), ada)

    assert desk.get(f"{LIST}{root.uid}/recover/").headers["Location"] == "/admin/"
    assert "recover/" not in desk.get(f"{LIST}{root.uid}/").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"checked": ""}, "Choose how you made sure who it is."),
        ({"email": "taken@example.org"}, "Another account has that address."),
    ],
)
def test_form_says_what_is_wrong(ada: User, gwen: User, data: dict[str, str], words: str) -> None:
    UserFactory(email="taken@example.org")

    page = sign_in(Client(), ada).post(f"{LIST}{gwen.uid}/recover/", {"email": NEW, "checked": "met", **data})

    assert (page.status_code, words in page.content.decode()) == (200, True)
    assert Recovery.objects.count() == 0


def test_recoveries_are_forgotten(ada: User, gwen: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        _open(gwen, ada)
        clock.shift(dt.timedelta(days=33))
        early = forget_recoveries()
        clock.shift(1)

        assert (early, forget_recoveries()) == (0, 1)


def test_whoever_sits_in_the_lost_account_is_put_out_and_their_links_end(
    ada: User, bea: User, gwen: User
) -> None:
    client = sign_in(Client(), gwen)
    epoch = gwen.links_epoch

    confirm_recovery(recovery=_open(gwen, ada), actor=bea)

    gwen.refresh_from_db()
    assert Visit.objects.filter(user=gwen).count() == 0
    assert gwen.links_epoch > epoch
    assert client.get("/account/")["Location"].startswith("/account/login/")
