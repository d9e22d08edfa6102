from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from lms.accounts.links import end_links
from lms.accounts.models import Standing
from lms.audit.models import AuditEvent
from lms.consent import services
from lms.consent.links import list_unsubscribe_headers, one_click_link, preferences_link
from lms.consent.models import Actor, ConsentEntry, ConsentSettings, PendingSignUp, Subscriber
from lms.consent.selectors import may_contact
from tests.factories import consent
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def path(link: str) -> str:
    return link.removeprefix("http://testserver")


def words_on(client: Client, address: str, channel: str = "email") -> str:
    page = client.get(address).content.decode()
    return re.search(rf'name="{channel}-words" value="([^"]+)"', page)[1]


def test_each_channel_is_shown_with_its_words_and_date_and_withdrawn_by_one_button():
    someone = consent.subscriber("email", "post")
    client, page = Client(), path(preferences_link(someone))
    html = client.get(page).content.decode()
    assert html.count("You said yes to these words on") == 2
    assert consent.words("post").text in html

    client.post(page, {"do": "stop", "channel": "post"})

    assert (may_contact(someone.uid, "email"), may_contact(someone.uid, "post")) == (True, False)
    client.post(page, {"do": "stop_all"})
    assert may_contact(someone.uid, "email") is False
    html = client.get(page).content.decode()
    assert "Stopped on" in html
    assert "Stop everything" not in html


def test_giving_again_is_as_easy_and_names_the_words_that_were_shown():
    someone = consent.subscriber("email")
    services.withdraw(subject_uid=someone.uid, channel="email", form="x")
    client, page = Client(), path(preferences_link(someone))
    shown = consent.words()
    words = words_on(client, page)
    consent.new_words()

    client.post(page, {"do": "start", "channel": "email", "email-words": words})

    entry = ConsentEntry.objects.latest("pk")
    assert (entry.given, entry.wording, entry.form) == (True, shown, "preferences")


def test_stale_words_are_shown_anew_and_nothing_is_given(time_travel):
    someone = consent.subscriber("email")
    services.withdraw(subject_uid=someone.uid, channel="email", form="x")
    client, page = Client(), path(preferences_link(someone))
    words = words_on(client, page)
    consent.new_words()
    time_travel(days=2)

    html = client.post(page, {"do": "start", "channel": "email", "email-words": words}).content.decode()

    assert "Please read the words and tick again" in html
    assert "Other words altogether." in html
    assert may_contact(someone.uid, "email") is False


def test_channel_that_needs_a_number_asks_for_it():
    ConsentSettings.objects.create(telephone=True)
    someone = consent.subscriber("email")
    client, page = Client(), path(preferences_link(someone))
    words = words_on(client, page, "telephone")
    said = {"do": "start", "channel": "telephone", "telephone-words": words}

    html = client.post(page, {**said, "telephone-phone": "call me"}).content.decode()
    assert "Write the number in digits" in html
    assert 'value="call me"' in html
    client.post(page, {**said, "telephone-phone": "020 7946 0123"})

    someone.refresh_from_db()
    assert (someone.phone, may_contact(someone.uid, "telephone")) == ("020 7946 0123", True)
    assert 'name="telephone-phone"' not in client.get(page).content.decode()


def test_new_address_is_confirmed_there_first():
    someone = consent.subscriber(email="rosa@example.org")
    client = Client()

    client.post(path(preferences_link(someone)), {"do": "address", "email": "New@Example.org"})
    run_queue()
    letter = mail.outbox[-1]
    assert (letter.subject, letter.to) == ("Confirm your address", ["new@example.org"])
    someone.refresh_from_db()
    assert someone.email == "rosa@example.org"
    client.post(re.search(r"http://testserver(\S+)", letter.body)[1])

    someone.refresh_from_db()
    assert someone.email == "new@example.org"


def test_new_address_that_is_anothers_is_not_taken():
    someone = consent.subscriber(email="rosa@example.org")
    consent.subscriber(email="new@example.org")
    services.ask_for_address(subscriber=someone, email="new@example.org")
    run_queue()

    answer = Client().post(re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1])

    assert answer.status_code == 410
    someone.refresh_from_db()
    assert someone.email == "rosa@example.org"


def test_erased_subscriber_leaves_only_what_was_allowed_and_withdrawn():
    someone = consent.subscriber("email", "post", name="Rosa Lind", phone="020 7946 0123", postcode="M60 2LA")
    services.ask_for_address(subscriber=someone, email="new@example.org")
    client, page = Client(), path(preferences_link(someone))
    assert "This goes at once" in client.get(f"{page}erase/").content.decode()
    assert Subscriber.objects.get().erased_at is None

    answer = client.post(f"{page}erase/")

    assert answer["Location"] == "/updates/erased/"
    someone.refresh_from_db()
    assert (someone.email, someone.name, someone.phone, someone.postcode) == (None, "", "", "")
    assert PendingSignUp.objects.count() == 0
    last = ConsentEntry.objects.order_by("-pk")[:2]
    assert {(entry.given, entry.actor) for entry in last} == {(False, Actor.ERASURE)}
    assert client.get(page).status_code == 410
    services.erase_subscriber(subscriber=someone)
    assert ConsentEntry.objects.count() == 4
    event = AuditEvent.objects.get(action="consent.subscriber_erased")
    assert "rosa" not in f"{event.subject} {event.details}"


def test_mail_program_unsubscribes_without_cookies_and_twice_is_once():
    someone = consent.subscriber("email", "post")
    headers = list_unsubscribe_headers(someone)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = path(headers["List-Unsubscribe"].strip("<>"))
    program = Client(enforce_csrf_checks=True)

    answers = [
        program.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        for _twice in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "These letters stop" in answers[0].content.decode()
    assert not answers[0].cookies
    assert (may_contact(someone.uid, "email"), may_contact(someone.uid, "post")) == (False, True)
    entry = ConsentEntry.objects.latest("pk")
    assert (entry.actor, entry.page, entry.wording) == (
        Actor.ONE_CLICK,
        "/updates/one-click/-/",
        consent.words(),
    )


def test_opening_the_one_click_address_changes_nothing_and_shows_a_button():
    someone = consent.subscriber()
    address = path(one_click_link(someone))

    page = Client().get(address).content.decode()

    assert 'name="List-Unsubscribe"' in page
    assert Client().post(address).status_code == 400
    assert may_contact(someone.uid, "email") is True


def test_account_holders_page_ends_with_their_links_but_unsubscribing_does_not():
    person = UserFactory()
    someone = consent.subscriber(person=person)
    page, address = path(preferences_link(someone)), path(one_click_link(someone))
    assert Client().get(page).status_code == 200

    end_links(person=person)

    assert Client().get(page).status_code == 410
    Client().post(address, {"List-Unsubscribe": "One-Click"})
    assert may_contact(person.uid, "email") is False


def test_page_of_somebody_frozen_is_closed():
    person = UserFactory()
    someone = consent.subscriber(person=person)
    page = path(preferences_link(someone))
    type(person).objects.filter(pk=person.pk).update(standing=Standing.FROZEN)

    assert Client().get(page).status_code == 410


def test_account_has_the_same_page_and_a_row_only_once_something_is_chosen():
    person = UserFactory()
    client = sign_in(Client(), person)
    words = words_on(client, "/account/updates/")
    client.post("/account/updates/", {"do": "stop_all"})
    assert Subscriber.objects.count() == 0

    client.post("/account/updates/", {"do": "start", "channel": "email", "email-words": words})

    assert may_contact(person.uid, "email") is True
    entry = ConsentEntry.objects.get()
    assert (entry.subject_uid, entry.form, entry.page) == (person.uid, "account", "/account/updates/")
    client.post("/account/updates/", {"do": "stop", "channel": "email"})
    assert may_contact(person.uid, "email") is False


@pytest.mark.parametrize("data", [{}, {"do": "start"}, {"do": "stop", "channel": "pigeon"}, {"do": "dance"}])
def test_nonsense_changes_nothing(data):
    someone = consent.subscriber()

    answer = Client().post(path(preferences_link(someone)), data)

    assert answer.status_code in (200, 302)
    assert ConsentEntry.objects.count() == 1
