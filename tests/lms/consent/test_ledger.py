from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.accounts.models import Standing
from lms.consent import services
from lms.consent.errors import WordsChangedError
from lms.consent.ledger import reword, words_seen
from lms.consent.links import sign_words
from lms.consent.models import Channel, ConsentEntry, ConsentSettings, ConsentWording, Subscriber
from lms.consent.selectors import (
    choices_of,
    count_subscribers,
    may_contact,
    offered_channels,
    subscribers_allowing,
    wordings_in_force,
)
from tests.factories import consent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_ledger_and_words_can_be_neither_changed_nor_deleted():
    consent.subscriber()
    entry, words = ConsentEntry.objects.get(), consent.words()

    for row in (entry, words):
        with pytest.raises(TypeError, match="cannot be changed"):
            row.save()
        with pytest.raises(TypeError, match="cannot be deleted"):
            row.delete()
        with pytest.raises(TypeError, match="cannot be changed"):
            type(row).objects.filter(pk=row.pk).update(form="x")
        with pytest.raises(TypeError, match="cannot be changed"):
            type(row).objects.bulk_update([row], ["form"])
        with pytest.raises(TypeError, match="cannot be deleted"):
            type(row).objects.all().delete()


def test_consent_is_given_to_words():
    entry = ConsentEntry(subject_uid=uuid4(), channel="email", given=True, form="updates")

    with pytest.raises(ValidationError, match="Consent is given to words that were shown"):
        entry.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_latest_entry_counts_and_the_same_state_is_written_once():
    someone, words = uuid4(), consent.words()
    assert may_contact(someone, "email") is False

    for _twice in range(2):
        services.give(subject_uid=someone, wording=words, form="updates")
    assert may_contact(someone, "email") is True
    assert may_contact(someone, "post") is False
    assert may_contact(someone, "email", "elections") is False
    for _twice in range(2):
        services.withdraw(subject_uid=someone, channel="email", form="preferences")

    assert may_contact(someone, "email") is False
    entries = list(ConsentEntry.objects.order_by("pk").values_list("given", "form", "wording"))
    assert entries == [(True, "updates", words.pk), (False, "preferences", words.pk)]


def test_what_was_never_given_is_not_withdrawn():
    assert services.withdraw(subject_uid=uuid4(), channel="email", form="x") is None
    assert ConsentEntry.objects.count() == 0


def test_everything_is_stopped_at_once():
    someone = consent.subscriber("email", "post")

    assert services.withdraw_all(subject_uid=someone.uid, form="preferences") == 2
    assert services.withdraw_all(subject_uid=someone.uid, form="preferences") == 0
    assert list(subscribers_allowing("email")) == list(subscribers_allowing("post")) == []


def test_account_holder_is_one_subject_under_either_uid():
    person = UserFactory()
    someone = consent.subscriber(person=person)
    assert someone.uid != person.uid

    assert may_contact(person.uid, "email") is True
    services.withdraw(subject_uid=person.uid, channel="email", form="x")

    assert may_contact(someone.uid, "email") is may_contact(person.uid, "email") is False
    assert list(subscribers_allowing("email")) == []


@pytest.mark.parametrize(
    "change",
    [
        {"standing": Standing.FROZEN},
        {"standing": Standing.DIED},
        {"is_active": False},
    ],
)
def test_whoever_is_not_active_is_not_among_those_to_write_to(change):
    person = UserFactory()
    someone = consent.subscriber(person=person)
    assert list(subscribers_allowing("email")) == [someone]

    type(person).objects.filter(pk=person.pk).update(**change)

    assert list(subscribers_allowing("email")) == []


@pytest.mark.parametrize("count", [1, 30])
def test_those_who_allow_a_channel_are_one_query(count, django_assert_num_queries):
    for number in range(count):
        person = UserFactory() if number % 2 else None
        consent.subscriber("email", email=f"p{number}@example.net", person=person)
    Subscriber.objects.create(email="unconfirmed@example.net")

    with django_assert_num_queries(1):
        found = [(one.email, one.person and one.person.links_epoch) for one in subscribers_allowing("email")]

    assert len(found) == count
    with django_assert_num_queries(5):
        assert count_subscribers() == {"total": count, "email": count, "post": 0, "telephone": 0, "text": 0}


@pytest.mark.parametrize("rounds", [1, 30])
def test_choices_ask_three_queries_however_long_the_ledger(rounds, django_assert_num_queries):
    someone = consent.subscriber("email", "post")
    for _round in range(rounds):
        services.withdraw(subject_uid=someone.uid, channel="email", form="x")
        services.give(subject_uid=someone.uid, wording=consent.words(), form="x")

    with django_assert_num_queries(3):
        choices = [(choice.channel, choice.given, choice.text) for choice in choices_of(someone.uid, "en-gb")]

    assert choices == [
        ("email", True, consent.words("email").text),
        ("post", True, consent.words("post").text),
    ]


def test_only_what_is_set_up_is_offered():
    assert offered_channels() == [Channel.EMAIL]
    ways = ConsentSettings.load()
    ways.text = True
    ways.save()

    assert offered_channels() == [Channel.EMAIL, Channel.TEXT]


def test_words_are_in_ones_language_where_there_are_such_and_only_new_words_are_a_version():
    actor = UserFactory()
    english = consent.words()

    welsh = reword(form="updates", channel="email", language="cy", text="Ysgrifennwch ataf.", actor=actor)
    same = reword(form="updates", channel="email", language="cy", text="Ysgrifennwch ataf.", actor=actor)
    newer = reword(form="updates", channel="email", language="cy", text="Geiriau eraill.", actor=actor)

    assert (welsh, welsh.version, newer.version) == (same, 1, 2)
    assert wordings_in_force("cy")["email"] == newer
    assert wordings_in_force("cy")["post"].language == "en-gb"
    assert wordings_in_force("en-gb")["email"] == english
    welsh.refresh_from_db()
    assert welsh.text == "Ysgrifennwch ataf."


def seen(token: str, *channels: str) -> dict[str, ConsentWording]:
    return words_seen(token=token, channels=channels or ("email",), language="en-gb")


def test_words_that_were_shown_count_for_a_day_after_they_changed(time_travel):
    shown = consent.words()
    token = sign_words({"email": shown.pk})
    time_travel(days=3)
    assert seen(token) == {"email": shown}  # not changed: a form may stay open
    consent.new_words()

    with pytest.raises(WordsChangedError):
        seen(token)
    newer = consent.words()
    token = sign_words({"email": newer.pk})
    consent.new_words(text="And other ones again.")
    time_travel(hours=23)
    assert seen(token) == {"email": newer}
    time_travel(hours=2)
    with pytest.raises(WordsChangedError):
        seen(token)


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", signing.dumps({"email": 1}, salt="other")],
    ids=["none", "nonsense", "of another form"],  # a signature differs from process to process
)
def test_form_that_does_not_say_what_it_showed_is_refused(token):
    with pytest.raises(WordsChangedError):
        seen(token)


def test_words_of_another_channel_are_none():
    with pytest.raises(WordsChangedError):
        seen(sign_words({"email": consent.words("post").pk}))


def test_address_that_nobody_confirmed_belongs_to_no_account_holder():
    person = UserFactory(email="nadia@example.org")
    address, _made = EmailAddress.objects.update_or_create(
        user=person, email="nadia@example.org", defaults={"verified": True, "primary": True}
    )
    assert services.holder_of("nadia@example.org") == person

    EmailAddress.objects.filter(pk=address.pk).update(verified=False)

    assert services.holder_of("nadia@example.org") is None
