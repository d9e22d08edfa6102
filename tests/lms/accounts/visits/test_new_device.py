"""A letter when somebody signs in from a device on which they never did before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lms.accounts.models import KnownDevice, User
from lms.accounts.tasks import forget_sessions_job
from lms.accounts.visits.words import browser_and_system, device_words
from lms.messaging.models import OutgoingMessage
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SUBJECT = "A new sign-in to your account"


@pytest.fixture
def person() -> User:
    """Somebody who has signed in before."""
    return UserFactory(email="gwen@example.org", last_login=timezone.now() - timedelta(days=3))


def comes_in(person: User, client: Client | None = None, agent: str = PHONE, **more: str) -> Client:
    client = client or Client(headers={"user-agent": agent})
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, **more})
    assert "_auth_user_id" in client.session
    return client


@dataclass(frozen=True)
class Letter:
    recipient: str
    text: str


def letters() -> list[Letter]:
    found = [
        message_from_bytes(bytes(row.mime), policy=default) for row in OutgoingMessage.objects.order_by("pk")
    ]
    return [
        Letter(str(letter["To"]), letter.get_body(("plain",)).get_content())
        for letter in found
        if letter["Subject"] == SUBJECT
    ]


def test_new_device_is_told_once_and_known_from_then_on(person: User) -> None:
    client = comes_in(person)
    (letter,) = letters()

    assert letter.recipient == "gwen@example.org"
    assert "Firefox on Android" in letter.text
    client.post("/account/logout/")
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        comes_in(person, client)
    assert len(letters()) == 1
    assert KnownDevice.objects.count() == 1


def test_link_of_the_letter_opens_one_button(person: User) -> None:
    client = comes_in(person)
    (address,) = re.findall(r"/account/sessions/end/\S+/", letters()[0].text)

    assert Client().get(address).status_code == 200
    assert client.get("/my/").status_code == 200
    Client().post(address)
    assert client.get("/my/").status_code == 302


def test_very_first_sign_in_is_not_told_but_known() -> None:
    person = UserFactory()
    assert person.last_login is None
    client = comes_in(person)
    client.post("/account/logout/")

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        comes_in(person, client)
        assert letters() == []
        comes_in(person, agent=LAPTOP)
    assert len(letters()) == 1


def test_same_kind_of_device_twice_within_an_hour_is_one_letter(person: User) -> None:
    start = timezone.now()
    comes_in(person)
    with time_machine.travel(start + timedelta(minutes=50)):
        comes_in(person)
    assert len(letters()) == 1
    with time_machine.travel(start + timedelta(minutes=51)):
        comes_in(person, agent=LAPTOP)
    assert len(letters()) == 2
    with time_machine.travel(start + timedelta(minutes=61)):
        comes_in(person)
    assert len(letters()) == 3


def test_shared_device_keeps_nothing_and_is_told_each_time(person: User) -> None:
    client = comes_in(person, shared_device="on")

    assert "device" not in client.cookies
    client.post("/account/logout/")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        comes_in(person, client, shared_device="on")
    assert len(letters()) == 2
    assert set(KnownDevice.objects.values_list("mark", flat=True)) == {""}


def test_device_of_one_is_new_for_another(person: User) -> None:
    other = UserFactory(last_login=timezone.now() - timedelta(days=3))
    client = comes_in(person)
    number = client.cookies["device"].value
    client.post("/account/logout/")

    comes_in(other, client)

    assert client.cookies["device"].value == number
    assert {letter.recipient for letter in letters()} == {person.email, other.email}
    marks = list(KnownDevice.objects.values_list("mark", flat=True))
    assert len(set(marks)) == 2
    assert number not in "".join(marks)


def test_cookie_goes_to_account_pages_alone_and_to_no_script(person: User, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = comes_in(person).cookies["device"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["secure"]) == (
        "/account/",
        True,
        "Lax",
        True,
    )
    assert cookie["max-age"] == 400 * 24 * 60 * 60


def test_cookie_that_somebody_made_up_is_replaced(person: User) -> None:
    client = Client()
    client.cookies["device"] = "x"
    comes_in(person, client)

    assert len(client.cookies["device"].value) == 43


def test_nobody_without_an_address_is_written_to(person: User) -> None:
    person.email = None
    person.save()
    Client().post("/account/login/", {"login": person.username, "password": PASSWORD})

    assert letters() == []
    assert KnownDevice.objects.count() == 1


def test_wrong_password_tells_nobody(person: User) -> None:
    Client().post("/account/login/", {"login": person.email, "password": "wrong harbour"})

    assert (letters(), KnownDevice.objects.count()) == ([], 0)


def test_demo_people_are_not_written_to_in_the_demo(settings: Any) -> None:
    settings.DEMO = True
    trainee = UserFactory(email="trainee@example.org", last_login=timezone.now())
    mair = UserFactory(email="mair@example.org", last_login=timezone.now())
    Client().post("/account/demo/", {"person": trainee.email})
    comes_in(mair)

    assert [letter.recipient for letter in letters()] == ["mair@example.org"]


@pytest.mark.parametrize(("button", "is_kept"), [("end-others", True), ("end-all", False)])
def test_signing_out_elsewhere_forgets_the_devices_there(person: User, button: str, is_kept: bool) -> None:
    phone, laptop = comes_in(person), comes_in(person, agent=LAPTOP)
    OutgoingMessage.objects.all().delete()

    laptop.post(f"/account/sessions/{button}/")
    laptop.post("/account/logout/")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        comes_in(person, laptop)
        assert len(letters()) == (0 if is_kept else 1)
        comes_in(person, phone)
    assert len(letters()) == (1 if is_kept else 2)


def test_devices_are_forgotten_in_time(person: User) -> None:
    start = timezone.now()
    comes_in(person)
    comes_in(person, agent=LAPTOP, shared_device="on")
    for days, left in ((0, 2), (2, 1), (399, 1), (401, 0)):
        with time_machine.travel(start + timedelta(days=days)):
            forget_sessions_job()
        assert KnownDevice.objects.count() == left


def test_letter_is_in_the_language_of_the_person(person: User) -> None:
    User.objects.filter(pk=person.pk).update(language="cy")
    comes_in(person)

    assert OutgoingMessage.objects.count() == 1


def test_session_opened_without_a_request_of_ours_tells_nobody(person: User) -> None:
    sign_in(Client(), person).get("/my/")

    assert letters() == []


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Firefox on Android"),
        (LAPTOP, "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36 EdgA/140", "Edge on Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541) {CHROME} Safari/537.36", "Chrome on ChromeOS"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Safari/537.36 OPR/120", "Opera on macOS"),
        (f"Mozilla/5.0 (Linux; Android 10) SamsungBrowser/28.0 {CHROME}", "Samsung Internet on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPad"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) FxiOS/140.0 Safari/605.1.15", "Firefox on iPhone"),
        ("curl/8.5 Linux", "Linux"),
        ("", "A device that does not say what it is"),
    ],
)
def test_device_in_words(agent: str, words: str) -> None:
    assert device_words(*browser_and_system(agent)) == words
