"""Words of messages in Wagtail, and the letters that are written with them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from lms.accounts.letters import send_letter
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.language import speaking
from lms.messaging import copy_kinds
from lms.messaging.copy_kinds import CopyKind, Gap
from lms.messaging.copy_services import copy_for, save_copy
from lms.messaging.models import MessageCopy
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
KIND = "tests.code"
ADDRESS = f"/admin/words/{KIND}/en-gb/"
TYPED = {"subject": "To come in", "text": "Dear {name},\r\n\r\nlook at <b>your</b> page."}
TEMPLATE = "account/email/login_code"


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    """A kind of the tests' own, over the house's letter with a sign-in code."""
    monkeypatch.setattr(copy_kinds, "_kinds", dict(copy_kinds._kinds))
    copy_kinds.register_copy_kind(
        CopyKind(
            KIND,
            "A code",
            "For the tests.",
            TEMPLATE,
            (
                Gap("name", "the person’s name", "Nadia Ahmed"),
                Gap("minutes", "how long it works", "3", in_subject=True),
            ),
            link="href",
            button="See my page",
        )
    )


@pytest.fixture
def organiser():
    return UserFactory(group=ORGANISERS, name="Sam Whitfield", email="sam@example.org")


@pytest.fixture
def client(organiser):
    return sign_in(Client(), organiser)


def write() -> mail.EmailMultiAlternatives:
    send_letter(
        TEMPLATE,
        "nadia@example.org",
        {"name": "Nadia <i>Ahmed", "minutes": 3, "code": "XK4F", "href": "http://testserver/my/"},
    )
    run_queue()
    return mail.outbox[-1]


def html_of(letter) -> str:
    part = next(part for part in letter.message().walk() if part.get_content_type() == "text/html")
    return part.get_payload(decode=True).decode()


def test_a_letter_says_what_organisers_wrote_and_keeps_its_link_and_its_last_words(client):
    client.post(ADDRESS, {**TYPED, "deed": "keep"})

    letter = write()

    assert letter.subject == "To come in"
    assert letter.body.startswith(
        "Dear Nadia <i>Ahmed,\n\nlook at <b>your</b> page.\n\nSee my page:\nhttp://"
    )
    assert "If you did not ask for a code" in letter.body
    html = html_of(letter)
    assert "<p>Dear Nadia &lt;i&gt;Ahmed,</p>" in html
    assert "look at &lt;b&gt;your&lt;/b&gt; page." in html
    assert 'href="http://testserver/my/"' in html
    assert "If you did not ask for a code" in html


def test_a_letter_in_another_language_keeps_the_words_of_the_house(client):
    client.post(ADDRESS, {**TYPED, "deed": "keep"})

    with speaking("cy"):
        assert write().subject == "Your sign-in code"
    assert write().subject == "To come in"


def test_words_with_a_placeholder_that_is_gone_give_way_to_the_house(organiser, client):
    save_copy(kind=KIND, language="en-gb", subject="To come in", text="Dear {former}", actor=organiser)

    assert write().subject == "Your sign-in code"
    page = client.get(ADDRESS).content.decode()
    assert "Your words hold a placeholder that this message no longer has" in page
    assert "Dear {former}" in page


def test_letters_that_nobody_may_change_ask_nothing(django_assert_num_queries):
    from lms.messaging.copy_letters import reworded

    with django_assert_num_queries(0):
        assert reworded("account/email/password_set", {}) is None
    with django_assert_num_queries(1):
        assert reworded(TEMPLATE, {"name": "x", "minutes": "3"}) is None


def test_the_list_says_whose_words_count(client, django_assert_num_queries):
    before = client.get("/admin/words/").content.decode()
    assert before.count("House words") == len(re.findall(r'href="/admin/words/[\w.]+/(?:en-gb|cy)/"', before))
    assert "Your words" not in before
    client.post(ADDRESS, {**TYPED, "deed": "keep"})

    with django_assert_num_queries(9):
        after = client.get("/admin/words/").content.decode()

    assert after.count("Your words") == 1


def test_the_page_begins_with_the_words_of_the_house_and_a_preview(client):
    page = client.get(ADDRESS).content.decode()

    assert 'value="Your sign-in code"' in page
    assert "The words of the house count at the moment" in page
    assert "It works for 3 minutes." in page
    assert 'srcdoc="' in page
    assert "sandbox" in page


def test_looking_keeps_nothing_and_shows_what_was_typed(client):
    page = client.post(ADDRESS, {**TYPED, "deed": "look"}).content.decode()

    assert "Dear Nadia Ahmed," in page
    assert "Dear {name}," in page
    assert copy_for(KIND, "en-gb") is None


def test_a_test_goes_to_the_organiser_and_keeps_nothing(client):
    page = client.post(ADDRESS, {**TYPED, "deed": "test"}).content.decode()
    run_queue()

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["sam@example.org"], "Test: To come in")
    assert "Dear Nadia Ahmed," in letter.body
    assert "A test is on its way to sam@example.org. Nothing is kept yet." in page
    assert MessageCopy.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("subject", "For {name}", "The subject is seen on locked screens, so it cannot hold {name}."),
        ("subject", "{", "A curly bracket stands alone."),
        ("subject", "", "Write a subject."),
        ("text", "Dear {name.email}", "A curly bracket stands alone."),
        ("text", "Dear {email}", "There is nothing to put in place of {email} here."),
        ("text", "", "Write what the message says."),
    ],
)
def test_wrong_words_are_refused_in_place_and_stay(client, field, value, refusal):
    page = client.post(ADDRESS, {**TYPED, field: value, "deed": "keep"}).content.decode()

    assert refusal in page
    assert "look at &lt;b&gt;your&lt;/b&gt; page." in page or field == "text"
    assert MessageCopy.objects.count() == 0


def test_back_to_the_house_and_the_history(client):
    client.post(ADDRESS, {**TYPED, "deed": "keep"})
    client.post(f"{ADDRESS}reset/")

    page = client.get(ADDRESS).content.decode()

    assert "The words of the house count at the moment" in page
    assert page.count("Sam Whitfield:") == 2
    assert write().subject == "Your sign-in code"


@pytest.mark.parametrize("group", ["", EDITORS])
def test_others_change_no_words(group):
    client = sign_in(Client(), UserFactory(group=group))

    answers = [
        client.get("/admin/words/"),
        client.get(ADDRESS),
        client.post(ADDRESS, {**TYPED, "deed": "keep"}),
        client.post(f"{ADDRESS}reset/"),
    ]

    assert all(answer.status_code in (302, 403) for answer in answers)
    assert MessageCopy.objects.count() == 0


def test_administrators_may_and_what_is_unknown_is_not_found():
    client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))

    assert client.get(ADDRESS).status_code == 200
    assert client.get("/admin/words/nothing/en-gb/").status_code == 404
    assert client.get(f"/admin/words/{KIND}/xx/").status_code == 404
    assert client.get(f"{ADDRESS}reset/").status_code == 405
