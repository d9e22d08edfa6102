"""The only organiser may always go: what they look after passes on first, to whom they name or else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.accounts.duties import Duty, forget_duty, register_duty
from lms.accounts.models import ORGANISERS, User
from lms.audit.models import AuditEvent
from lms.privacy.models import Erasure, ErasureState
from tests.factories.accounts import AdministratorFactory, EditorFactory, UserFactory, sign_in
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db
PAGE = "/account/data/erase/"


@pytest.fixture
def administrator() -> User:
    return AdministratorFactory(name="Marcus Bell")


@pytest.fixture
def sam(administrator: User) -> User:
    return UserFactory(name="Sam Whitfield", email="sam@example.org", group=ORGANISERS)


@pytest.fixture
def reviews(sam: User):
    """Two promised dates that somebody above the accounts keeps, as the rooms of cohorts do."""
    held = {sam.pk: 2}

    def hand_over(giver: User, taker: User) -> int:
        number = held.pop(giver.pk, 0)
        held[taker.pk] = held.get(taker.pk, 0) + number
        return number

    duty = Duty("test_dates", "promised dates", lambda one: held.get(one.pk, 0), hand_over)
    register_duty(duty)
    yield held
    forget_duty("test_dates")


def go(client: Client, **typed: str) -> str:
    """Sam asks on the page; what the page said before."""
    page = client.get(PAGE).content.decode()
    client.post(PAGE, {"sure": "on", "certificates": "keep", **typed})
    return page


def carry_out() -> Erasure:
    Erasure.objects.update(
        asked_at=timezone.now() - timedelta(days=8), due_at=timezone.now() - timedelta(hours=1)
    )
    run_schedules(ahead=timedelta(hours=2))
    run_queue()
    return Erasure.objects.get()


def organisers() -> list[str]:
    return sorted(User.objects.filter(groups__name=ORGANISERS, is_active=True).values_list("name", flat=True))


def test_named_person_takes_over_before_anything_is_erased(client, sam, reviews):
    eleri = EditorFactory(name="Eleri Vaughan", email="eleri@example.org")

    page = go(sign_in(client, sam), successor="Eleri@Example.org ")
    assert "being the last organiser" in page
    assert "promised dates" in page
    erasure = carry_out()

    assert erasure.state == ErasureState.DONE
    assert organisers() == ["Eleri Vaughan"]
    assert reviews == {eleri.pk: 2}
    assert next(iter(erasure.steps.all())).code == "duties"
    event = AuditEvent.objects.get(action="accounts.duties_handed_over")
    assert event.details == {"to": str(eleri.uid), "organising": 1, "test_dates": 2}
    assert User.objects.get(pk=sam.pk).name != "Sam Whitfield"


def test_without_a_name_it_is_the_administrator(client, sam, administrator, reviews):
    go(sign_in(client, sam))

    carry_out()

    assert organisers() == ["Marcus Bell"]
    assert reviews == {administrator.pk: 2}


def test_named_person_who_went_meanwhile_is_passed_over(client, sam, administrator):
    eleri = EditorFactory(name="Eleri Vaughan", email="eleri@example.org")
    go(sign_in(client, sam), successor="eleri@example.org")
    User.objects.filter(pk=eleri.pk).update(is_active=False, standing="frozen")

    carry_out()

    assert organisers() == ["Marcus Bell"]


def test_nobody_of_that_address_is_said_and_nothing_is_planned(client, sam):
    page = sign_in(client, sam).post(PAGE, {"sure": "on", "successor": "nobody@example.org"})

    assert "Nobody with that address can take over" in page.content.decode()
    assert "nobody@example.org" in page.content.decode()
    assert not Erasure.objects.exists()


def test_where_nobody_is_left_the_erasure_is_not_refused(client, sam):
    User.objects.exclude(pk=sam.pk).update(is_active=False, standing="frozen")
    mail.outbox.clear()
    go(sign_in(client, sam))

    assert carry_out().state == ErasureState.DONE
    assert organisers() == []
