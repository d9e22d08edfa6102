"""Letters as a mail server gets them."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.messaging.models import OutgoingMessage
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db

LETTERS = sorted(
    str(p.relative_to(django_settings.BASE_DIR / "templates")).removesuffix("_subject.txt")
    for p in (django_settings.BASE_DIR / "templates").rglob("email/*_subject.txt")
    if p.parts[-3] in {"account", "mfa"}
)


class _Kept:
    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 Kept"


@pytest.fixture
def post_office(settings: Any) -> Iterator[_Kept]:
    """A real mail server on this machine, to which the queue delivers."""
    kept = _Kept()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield kept
    controller.stop()


def _read(envelope: Envelope) -> EmailMessage:
    message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]
    assert isinstance(message, EmailMessage)
    return message


def test_code_travels_by_smtp_and_opens_the_door(
    client: Client, post_office: _Kept, run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email="gwen@example.org", name="Gwen")
    client.post(reverse("account_request_login_code"), {"email": person.email})
    run_jobs()

    envelope = post_office.envelopes[0]
    letter = _read(envelope)
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    code = re.search(r"\d{4} \d{4}", text).group()  # type: ignore[union-attr]
    assert envelope.rcpt_tos == ["gwen@example.org"]
    assert (letter["Subject"], letter["To"], letter["Auto-Submitted"]) == (
        "Your sign-in code",
        "gwen@example.org",
        "auto-generated",
    )
    assert code in html
    assert "works for 15 minutes" in text
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(person.pk)
    sent = OutgoingMessage.objects.get()
    assert (bytes(sent.mime), sent.sent_at is not None) == (b"", True)


def test_letter_of_a_sign_up_carries_nothing_that_a_stranger_typed(
    client: Client, post_office: _Kept, run_jobs: Callable[[], None]
) -> None:
    """Else anybody could send “You have won, see …” to anybody in our name."""
    client.post(
        reverse("account_signup"),
        {"name": "You won: evil.example/x", "email": "wyn@example.org", "password": PASSWORD, "adult": "on"},
    )
    run_jobs()

    letter = _read(post_office.envelopes[0])
    for kind in ("plain", "html"):
        words = letter.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert "Hello," in words
        assert "evil.example" not in words
    assert "evil.example" not in str(letter["To"]) + str(letter["Subject"])


def test_change_of_address_is_confirmed_by_letter(
    client: Client, post_office: _Kept, run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email="old@example.org")
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"email": " New@Example.org", "action_add": "1"})
    assert (
        "Waiting for <strong>new@example.org</strong>"
        in client.get(reverse("account_email")).content.decode()
    )
    run_jobs()
    text = _read(post_office.envelopes[0]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = re.search(r"http://testserver(/\S+)", text).group(1)  # type: ignore[union-attr]

    assert client.get(link).status_code == 200
    person.refresh_from_db()
    assert person.email == "old@example.org"
    client.post(link)

    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert [(e.email, e.verified, e.primary) for e in person.emailaddress_set.all()] == [
        ("new@example.org", True, True)
    ]
    run_jobs()
    told = _read(post_office.envelopes[1])
    assert (told["To"], told["Subject"]) == ("old@example.org", "Your address was changed")


def test_address_that_became_somebody_elses_stays_theirs(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    person = UserFactory(email="old@example.org")
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    run_jobs()
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body).group(1)  # type: ignore[union-attr]
    UserFactory(email="new@example.org")

    page = client.post(link, follow=True)

    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert page.status_code == 200
    assert "That address cannot be used. Try another, or get help." in page.content.decode()


@pytest.mark.parametrize("letter", LETTERS)
def test_letter_is_plain_and_tells_no_onlooker(letter: str, mailoutbox: list[Any], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://learn.example"
    address = "https://hustings.example/a?b=1&c=2"
    send_letter(
        letter,
        "gwen@example.org",
        {
            "activate_url": address,
            "password_reset_url": address,
            "login_url": address,
            "signup_url": address,
            "name": "Gwen",
            "username": "gwen",
            "code": "1234 5678",
            "minutes": 15,
            "days": 3,
            "undo_url": address,
            "invitation_url": address,
            "password_url": address,
            "until": "Monday 15 March 2027, 19:00 (GMT)",
            "when": "Monday 8 March 2027, 19:00 (GMT)",
            "timestamp": timezone.now(),
        },
    )

    sent = mailoutbox[0]
    html = sent.alternatives[0].content
    assert not re.search(r"party|labour|momentum|elected|candidate|Hustings|gwen", sent.subject, re.I)
    assert len(sent.subject) <= 45
    assert "!" not in re.sub(r"<!DOCTYPE html>", "", sent.subject + sent.body + html)
    for text in (sent.body, html):
        assert "{{" not in text
        assert "{%" not in text
    assert "&amp;" not in sent.body
    assert sent.body.rstrip().endswith("https://learn.example")
    assert 'href="https://learn.example"' in html
    assert "http" not in re.sub(r'href="[^"]*"', "", html)
    assert len(LETTERS) >= 22


def test_security_notice_says_when(
    client: Client, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    sign_in(client, UserFactory())
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "three green lamps"}
    )
    run_jobs()

    assert mailoutbox[0].subject == "Your password was changed"
    assert re.search(r"It happened on \w+day \d+ \w+ \d{4}, \d\d:\d\d \((GMT|BST)\)\.", mailoutbox[0].body)


def test_templates_of_letters_come_in_threes() -> None:
    folder: Path = django_settings.BASE_DIR / "templates"
    for letter in LETTERS:
        for end in ("_subject.txt", "_message.txt", "_message.html"):
            assert (folder / f"{letter}{end}").is_file()
