"""The statement that begins every signed-in request reads what Django's own would."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client
from django.utils import timezone

from lms.accounts.models import Standing, User, Visit
from lms.accounts.sessions import SessionStore, person_by_id
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_the_site_uses_this_store():
    assert SessionStore.__module__ == settings.SESSION_ENGINE


def test_a_session_reads_what_was_kept_and_ends_in_time(django_assert_num_queries):
    kept = SessionStore()
    kept["here"] = ["é", 1]
    kept.save()

    with django_assert_num_queries(1):
        assert SessionStore(kept.session_key)["here"] == ["é", 1]
    row = Visit.objects.get(pk=kept.session_key)
    assert db.SessionStore().decode(row.session_data) == {"here": ["é", 1]}

    Visit.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert dict(late.items()) == {}
    assert late.session_key is None


def test_a_session_that_nobody_has_is_empty_and_gets_a_key_of_its_own():
    found = SessionStore("a" * 32)

    assert found.get("here") is None
    assert found.session_key is None


def test_a_person_is_read_as_django_reads_them(django_assert_num_queries):
    person = UserFactory(name="Siân Ó Briain")
    theirs = User.objects.get(pk=person.pk)

    with django_assert_num_queries(1):
        ours = person_by_id(person.pk)

    assert ours is not None
    assert ours == theirs
    for field in User._meta.concrete_fields:
        value = getattr(ours, field.attname)
        assert (type(value), value) == (type(getattr(theirs, field.attname)), getattr(theirs, field.attname))
    assert ours._state.adding is False
    ours.name = "Siân"
    ours.save()
    assert User.objects.get(pk=person.pk).name == "Siân"


def test_nobody_is_read_without_a_row():
    assert person_by_id(0) is None


def test_session_and_person_are_one_query(django_assert_num_queries):
    person = UserFactory(name="Siân Ó Briain")
    client = signed_in(person)
    theirs = User.objects.get(pk=person.pk)

    with django_assert_num_queries(1):
        ours = client.get("/account/language/").wsgi_request.user

    assert ours == theirs
    for field in User._meta.concrete_fields:
        value = getattr(ours, field.attname)
        assert (type(value), value) == (type(getattr(theirs, field.attname)), getattr(theirs, field.attname))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.SignInBackend")
    return client


@pytest.mark.parametrize("change", [{"is_active": False}, *({"standing": s} for s in list(Standing)[1:])])
def test_whoever_may_not_come_in_is_signed_out_at_once(change):
    person = UserFactory()
    client = signed_in(person)
    assert client.get("/my/").status_code == 200

    User.objects.filter(pk=person.pk).update(**change)

    assert client.get("/my/").status_code == 302
    assert client.session.get("_auth_user_id") == str(person.pk)  # the row is ended by who changed it
    User.objects.filter(pk=person.pk).update(is_active=True, standing=Standing.ACTIVE)
    assert client.get("/my/").status_code == 200


def test_a_password_changed_elsewhere_ends_the_session():
    person = UserFactory()
    client = signed_in(person)
    person.set_password("eight other harbours")
    person.save()

    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_former_secret_key_still_opens_a_session_and_makes_it_new(settings):
    person = UserFactory()
    client = signed_in(person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key" * 5

    assert client.get("/my/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"_auth_user_id": "{other}"},
        {"_auth_user_hash": "0" * 64},
        {"_auth_user_backend": "django.contrib.auth.backends.ModelBackend"},
    ],
)
def test_a_row_that_names_a_person_opens_nothing_unless_its_data_does(data):
    person, other = UserFactory(), UserFactory()
    client = signed_in(person)
    session = client.session
    whole = dict(session.items())
    changed = {key: value.replace("{other}", str(other.pk)) for key, value in data.items()}
    Visit.objects.filter(pk=session.session_key).update(
        session_data=session.encode({**whole, **changed} if data else {})
    )

    assert client.get("/my/").status_code == 302


@pytest.mark.parametrize("key", ["a\x00bcdefgh", "x' OR '1'='1", "short", ""])
def test_a_cookie_that_is_no_key_opens_nothing(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = SessionStore(key)
        assert dict(found.items()) == {}
    assert found.session_key is None


def test_a_session_knows_whose_it_is_from_sign_in_to_sign_out():
    person, client = UserFactory(), Client(headers={"user-agent": FIREFOX})
    client.post("/account/login/code/", {"email": "stranger@example.org"})
    assert Visit.objects.get().user is None

    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    visit = Visit.objects.get()
    assert (visit.user, visit.browser, visit.system) == (person, "Firefox", "Linux")

    client.post("/account/logout/")
    assert not Visit.objects.filter(user=person).exists()


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_session_is_noted_as_in_use_every_ten_minutes(django_assert_num_queries):
    start = timezone.now()
    client = signed_in(UserFactory())
    with time_machine.travel(start + dt.timedelta(minutes=9), tick=False), django_assert_num_queries(1):
        client.get("/account/language/")
    seen = Visit.objects.get().last_seen_at
    assert seen < start + dt.timedelta(minutes=1)
    later = start + dt.timedelta(minutes=11)
    with time_machine.travel(later, tick=False):
        with django_assert_num_queries(2):
            client.get("/account/language/", headers={"user-agent": FIREFOX})
        with django_assert_num_queries(1):
            client.get("/account/language/")
    visit = Visit.objects.get()
    assert (visit.last_seen_at, visit.browser) == (later, "Firefox")


def test_a_session_that_was_ended_is_not_brought_back_by_its_own_request():
    client = signed_in(UserFactory())
    store = SessionStore(client.session.session_key)
    store["here"] = 1
    Visit.objects.all().delete()

    with pytest.raises(UpdateError):
        store.save()
    assert not Visit.objects.exists()


def test_two_sessions_never_share_a_key():
    taken = SessionStore()
    taken.save()
    other = SessionStore(taken.session_key)
    other._session_cache = {}

    with pytest.raises(CreateError):
        other.save(must_create=True)
