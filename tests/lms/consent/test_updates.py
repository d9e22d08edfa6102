from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from lms.consent import services
from lms.consent.models import (
    ConsentEntry,
    ConsentSettings,
    ConsentWording,
    PendingSignUp,
    Subscriber,
)
from lms.consent.selectors import may_contact
from tests.factories import consent
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

FORM = "/updates/"


def hidden_words(client: Client, address: str = FORM, name: str = "words") -> str:
    page = client.get(address).content.decode()
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def sign_up(client: Client, **data: str):
    said = {"name": "Rosa Lind", "email": "rosa@example.org", "by_email": "on", **data}
    if "words" not in said:
        said["words"] = hidden_words(client)
    return client.post(FORM, {name: value for name, value in said.items() if value})


def letter_link() -> str:
    run_queue()
    return re.search(r"http://testserver(/updates/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def all_ways() -> None:
    ConsentSettings.objects.create(post=True, telephone=True, text=True)


def test_stranger_signs_up_confirms_and_withdraws():
    client = Client()
    answer = sign_up(client, postcode="m602la")
    assert answer["Location"] == "/updates/sent/"
    assert (Subscriber.objects.count(), ConsentEntry.objects.count()) == (0, 0)

    link = letter_link()
    assert [letter.subject for letter in mail.outbox] == ["Confirm your sign-up"]
    assert "Rosa" not in mail.outbox[0].body  # else anybody could write to anybody
    for _twice in range(2):
        assert "Yes, it was me" in client.get(link).content.decode()
    assert Subscriber.objects.count() == 0
    page = client.post(link, follow=True)

    someone = Subscriber.objects.get()
    assert (someone.name, someone.email, someone.postcode) == ("Rosa Lind", "rosa@example.org", "M60 2LA")
    entry = ConsentEntry.objects.get()
    assert (entry.subject_uid, entry.wording, entry.page) == (someone.uid, consent.words(), "/updates/")
    html = page.content.decode()
    assert "Stop: E-mail" in html
    assert "r…@example.org" in html
    assert "rosa@example.org" not in html
    assert client.post(link).status_code == 410

    client.post(page.request["PATH_INFO"], {"do": "stop", "channel": "email"})

    assert may_contact(someone.uid, "email") is False
    assert ConsentEntry.objects.latest("pk").page == "/updates/preferences/-/"


def test_nothing_is_ticked_beforehand_and_only_what_is_set_up_is_asked():
    page = Client().get(FORM).content.decode()

    assert "checked" not in page
    assert page.count('type="checkbox"') == 1
    assert 'name="phone"' not in page
    assert 'name="postal_address"' not in page


def test_each_way_asks_for_what_it_needs(all_ways):
    client = Client()
    assert client.get(FORM).content.decode().count('type="checkbox"') == 4

    page = sign_up(client, by_text="on", by_post="on").content.decode()
    assert "Write the number at which we may reach you" in page
    assert "Write the address to which we may send post" in page
    assert 'value="Rosa Lind"' in page
    answer = sign_up(
        client, by_text="on", by_post="on", phone="+44 20 7946 0123", postal_address="1 Canal Side"
    )

    assert answer["Location"] == "/updates/sent/"
    client.post(letter_link())
    assert sorted(ConsentEntry.objects.values_list("channel", flat=True)) == ["email", "post", "text"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"by_email": ""}, "Tick at least one way in which we may reach you"),
        ({"email": "rosa"}, "Enter a valid email address"),
        ({"postcode": "somewhere"}, "One looks like “M60 2LA”"),
        ({"name": " \u200b "}, "Write your name."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(data, words):
    page = sign_up(Client(), **data).content.decode()

    assert words in page
    assert "checked" in page or not data.get("by_email", "on")
    assert PendingSignUp.objects.count() == 0


def test_answer_and_work_are_alike_for_an_address_that_is_known(django_assert_num_queries):
    consent.subscriber(email="rosa@example.org")
    UserFactory(email="account@example.org")
    client = Client()
    words = hidden_words(client)

    answers = [
        sign_up(client, words=words, email=f"{who}@example.org") for who in ("rosa", "account", "nobody")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/updates/sent/")}
    assert PendingSignUp.objects.count() == 3
    run_queue()
    bodies = {re.sub(r"/updates/confirm/\S+", "", letter.body) for letter in mail.outbox}
    assert (len(mail.outbox), len(bodies)) == (3, 1)


def test_stranger_changes_nothing_about_somebody_who_is_known():
    someone = consent.subscriber(email="rosa@example.org", name="Rosa Lind")
    services.withdraw(subject_uid=someone.uid, channel="email", form="x")

    sign_up(Client(), name="Not Rosa")
    run_queue()

    someone.refresh_from_db()
    assert (someone.name, may_contact(someone.uid, "email")) == ("Rosa Lind", False)


def test_sent_twice_is_one_subscription():
    client = Client()
    links = []
    for email in ("rosa@example.org", "ROSA@Example.org"):
        sign_up(client, email=email)
        links.append(letter_link())

    assert [client.post(link).status_code for link in links] == [302, 302]

    assert (Subscriber.objects.count(), ConsentEntry.objects.count()) == (1, 1)


def test_letter_is_sent_once_though_the_job_runs_twice():
    sign_up(Client())
    pending = PendingSignUp.objects.get()

    for _twice in range(2):
        services.answer_sign_up(pending_id=pending.pk)
    services.answer_sign_up(pending_id=0)

    assert len(mail.outbox) == 1


def test_words_that_changed_while_the_form_was_open_are_recorded_as_they_were_read():
    client = Client()
    words, shown = hidden_words(client), consent.words()
    consent.new_words()

    assert sign_up(client, words=words)["Location"] == "/updates/sent/"
    client.post(letter_link())

    assert ConsentEntry.objects.get().wording == shown


def test_after_a_day_the_form_comes_back_with_the_new_words_and_no_ticks(time_travel):
    client = Client()
    words = hidden_words(client)
    newer = consent.new_words()
    time_travel(days=1, minutes=1)

    answer = sign_up(client, words=words, postcode="M60 2LA")

    page = answer.content.decode()
    assert "Please read the words and tick again" in page
    assert "Other words altogether." in page
    assert "checked" not in page
    assert 'value="Rosa Lind"' in page
    assert 'value="M60 2LA"' in page
    again = re.search(r'name="words" value="([^"]+)"', page)[1]
    assert sign_up(client, words=again)["Location"] == "/updates/sent/"
    client.post(letter_link())
    assert ConsentEntry.objects.get().wording == newer


def test_form_that_comes_back_for_another_reason_never_shows_new_words_beside_an_old_tick():
    client = Client()
    words = hidden_words(client)
    consent.new_words()

    page = sign_up(client, words=words, email="rosa").content.decode()

    assert "Other words altogether." in page
    assert "checked" not in page


def test_program_that_fills_in_everything_is_thanked_and_forgotten():
    answer = sign_up(Client(), leave_empty="https://example.com")

    assert answer["Location"] == "/updates/sent/"
    assert PendingSignUp.objects.count() == 0


def test_one_address_gets_five_letters_and_no_more():
    client = Client()
    words = hidden_words(client)

    codes = [sign_up(client, words=words).status_code for _time in range(6)]

    assert codes == [302] * 5 + [429]


def test_what_nobody_confirms_is_gone_after_seven_days(time_travel):
    sign_up(Client())
    link = letter_link()
    time_travel(days=6, hours=23)
    assert services.forget_unconfirmed() == 0
    time_travel(hours=2)

    assert Client().get(link).status_code == 410
    assert services.forget_unconfirmed() == 1


@pytest.mark.parametrize("part", ["confirm", "preferences", "one-click"])
def test_forged_link_is_answered_kindly(part):
    answer = Client().get(f"/updates/{part}/nonsense/")

    assert answer.status_code == 410
    assert "This link no longer works" in answer.content.decode()


def test_account_holder_needs_no_letter_and_is_bound_to_their_account():
    person = UserFactory(name="Nadia Ahmed", email="nadia@example.org")
    client = sign_in(Client(), person)
    page = client.get(FORM).content.decode()
    assert 'value="Nadia Ahmed"' in page
    assert 'value="nadia@example.org"' in page

    answer = sign_up(client, name="Nadia Ahmed", email="nadia@example.org")

    assert answer["Location"] == "/account/updates/"
    someone = Subscriber.objects.get()
    assert (someone.uid, someone.person, someone.email) == (person.uid, person, "nadia@example.org")
    assert PendingSignUp.objects.count() == 0


def test_account_holder_who_types_anothers_address_binds_it_to_nobody():
    person = UserFactory(email="nadia@example.org")
    client = sign_in(Client(), person)

    sign_up(client, email="rosa@example.org")
    Client().post(letter_link())

    assert Subscriber.objects.get().person is None


def test_somebody_who_signed_up_before_is_adopted_by_their_account():
    earlier = consent.subscriber(email="nadia@example.org")
    person = UserFactory(email="nadia@example.org")
    client = sign_in(Client(), person)

    sign_up(client, email="nadia@example.org")

    assert Subscriber.objects.get() == earlier
    assert may_contact(person.uid, "email") is True
    assert ConsentEntry.objects.count() == 1


def test_updates_follow_the_address_of_the_account():
    person = UserFactory(email="nadia@example.org")
    someone = services.subscriber_for(person=person)
    stranger = consent.subscriber(email="new@example.org")

    person.email = "new@example.org"
    person.save()

    someone.refresh_from_db()
    stranger.refresh_from_db()
    assert (someone.email, stranger.email, may_contact(stranger.uid, "email")) == (
        "new@example.org",
        None,
        False,
    )


def test_words_in_another_language_than_the_page_say_so():
    client = Client()
    client.cookies["language"] = "cy"
    consent.subscriber()
    ConsentWording.objects.create(channel="email", language="cy", version=1, text="Ysgrifennwch ataf.")

    page = client.get(FORM).content.decode()

    assert '<html lang="en-gb"' in page  # not much of the interface is in Welsh yet
    assert '<span lang="cy">Ysgrifennwch ataf.</span>' in page
