"""Seeing where one is signed in, and ending it: with two clients, of which one is out at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lms.accounts.links import sign_link
from lms.accounts.models import User, Visit
from lms.accounts.safety.ending import end_access
from lms.accounts.visits.notices import END_PURPOSE
from lms.accounts.visits.services import end_all_sessions, end_session
from lms.audit.models import AuditEvent
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/account/sessions/"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0"


@pytest.fixture
def person() -> User:
    return UserFactory(email="gwen@example.org")


def came_in(person: User, agent: str) -> Client:
    client = sign_in(Client(headers={"user-agent": agent}), person)
    visit = Visit.objects.get(pk=client.session.session_key)
    visit.browser, visit.system = ("Firefox", "Android") if agent == PHONE else ("Edge", "Windows")
    visit.save()
    return client


def is_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def uid_of(client: Client) -> str:
    return str(Visit.objects.get(pk=client.session.session_key).uid)


def test_page_lists_own_devices_and_nobody_elses_with_no_key(person: User) -> None:
    phone, laptop = came_in(person, PHONE), came_in(person, LAPTOP)
    stranger = sign_in(Client(), UserFactory())
    Visit.objects.filter(pk=stranger.session.session_key).update(browser="Opera", system="ChromeOS")

    html = laptop.get(PAGE).content.decode()

    assert html.index("Edge on Windows") < html.index("This device") < html.index("Firefox on Android")
    assert html.count("This device</strong>") == 1
    assert "Opera" not in html
    for client in (phone, laptop, stranger):
        assert client.session.session_key not in html


def test_sessions_that_have_run_out_are_not_listed(person: User) -> None:
    client = came_in(person, LAPTOP)
    Visit.objects.create(
        session_key="o" * 32,
        session_data="",
        expire_date=timezone.now() - timedelta(seconds=1),
        user=person,
        browser="Safari",
    )

    assert "Safari" not in client.get(PAGE).content.decode()


def test_when_a_device_was_used_is_said_in_words(person: User) -> None:
    with time_machine.travel("2026-03-10T14:00:00Z", tick=False):
        client = came_in(person, LAPTOP)
        for key, ago in (("a", 60), ("b", 20 * 60), ("c", 72 * 60), ("d", 5)):
            Visit.objects.create(
                session_key=key * 32,
                session_data="",
                expire_date=timezone.now() + timedelta(days=1),
                user=person,
                last_seen_at=timezone.now() - timedelta(minutes=ago),
            )
        html = client.get(PAGE).content.decode()

    assert "Last used today at 13:00" in html
    assert "Last used yesterday at 18:00" in html
    assert "Last used on 7 March 2026" in html
    assert html.count("In use in the last minutes") == 2
    assert "A device that does not say what it is" in html


def test_ending_one_leaves_the_others(person: User) -> None:
    phone, laptop = came_in(person, PHONE), came_in(person, LAPTOP)

    answer = laptop.post(f"{PAGE}{uid_of(phone)}/end/", follow=True)

    assert "Firefox on Android is signed out." in answer.content.decode()
    assert (is_in(phone), is_in(laptop)) == (False, True)
    event = AuditEvent.objects.get(action="accounts.sessions_ended")
    assert (event.actor_uid, event.about_uid, event.details) == (person.uid, person.uid, {"count": 1})


def test_nobody_ends_the_session_of_another(person: User) -> None:
    victim, thief = came_in(person, PHONE), sign_in(Client(), UserFactory())

    assert thief.post(f"{PAGE}{uid_of(victim)}/end/").status_code == 404
    assert is_in(victim)


def test_ending_this_one_is_signing_out(person: User) -> None:
    client, other = came_in(person, PHONE), came_in(person, LAPTOP)

    answer = client.post(f"{PAGE}{uid_of(client)}/end/")

    assert answer.headers["Location"] == "/account/login/"
    assert (is_in(client), is_in(other)) == (False, True)


def test_everywhere_else_leaves_this_one_and_the_links(person: User) -> None:
    phone, laptop, stranger = (
        came_in(person, PHONE),
        came_in(person, LAPTOP),
        sign_in(Client(), UserFactory()),
    )

    laptop.post(f"{PAGE}end-others/")

    assert [is_in(client) for client in (phone, laptop, stranger)] == [False, True, True]
    person.refresh_from_db()
    assert person.links_epoch == 0


def test_everywhere_ends_this_one_and_the_links_too(person: User) -> None:
    phone, laptop, stranger = (
        came_in(person, PHONE),
        came_in(person, LAPTOP),
        sign_in(Client(), UserFactory()),
    )

    answer = laptop.post(f"{PAGE}end-all/", follow=True)

    assert "You are signed out everywhere." in answer.content.decode()
    assert [is_in(client) for client in (phone, laptop, stranger)] == [False, False, True]
    person.refresh_from_db()
    assert person.links_epoch == 1


@pytest.mark.parametrize("signed_in", [True, False])
def test_link_of_a_letter_ends_everything_by_its_button_and_once(person: User, signed_in: bool) -> None:
    thief = came_in(person, PHONE)
    reader = came_in(person, LAPTOP) if signed_in else Client()
    link = f"{PAGE}end/{sign_link(person=person, purpose=END_PURPOSE)}/"

    for _scanner in range(2):
        assert reader.get(link).status_code == 200
    assert is_in(thief)
    answer = reader.post(link)

    assert "You are signed out everywhere" in answer.content.decode()
    assert (is_in(thief), is_in(reader)) == (False, False)
    assert reader.post(link).status_code == 410
    assert AuditEvent.objects.filter(action="accounts.sessions_ended").count() == 1


def test_link_used_in_somebody_elses_browser_leaves_them_signed_in(person: User) -> None:
    thief, other = came_in(person, PHONE), sign_in(Client(), UserFactory())

    other.post(f"{PAGE}end/{sign_link(person=person, purpose=END_PURPOSE)}/")

    assert (is_in(thief), is_in(other)) == (False, True)


def test_services_may_be_called_twice(person: User) -> None:
    organiser = UserFactory()
    phone, laptop = came_in(person, PHONE), came_in(person, LAPTOP)
    uid = Visit.objects.get(pk=phone.session.session_key).uid

    assert [end_session(uid=uid, actor=organiser) for _twice in range(2)] == [True, False]
    assert [end_all_sessions(person=person) for _twice in range(2)] == [1, 0]
    end_access(person=person)
    assert not is_in(laptop)
    events = AuditEvent.objects.filter(action="accounts.sessions_ended").order_by("pk")
    assert [event.actor_uid for event in events] == [organiser.uid, None]


@pytest.mark.parametrize("rows", [1, 30])
def test_page_asks_the_same_of_any_number(person: User, rows: int, django_assert_num_queries: Any) -> None:
    client = came_in(person, LAPTOP)
    for _row in range(rows):
        came_in(person, PHONE)
    client.get(PAGE)

    with django_assert_num_queries(2):
        client.get(PAGE)
