"""The two statements that begin every signed-in request read what Django's own would."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.sessions import SessionStore, person_by_id
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_site_uses_this_store():
    assert SessionStore.__module__ == settings.SESSION_ENGINE


def test_a_session_reads_what_was_kept_and_ends_in_time(django_assert_num_queries):
    kept = SessionStore()
    kept["here"] = ["é", 1]
    kept.save()

    with django_assert_num_queries(1):
        assert SessionStore(kept.session_key)["here"] == ["é", 1]
    assert dict(SessionStore(kept.session_key).items()) == dict(db.SessionStore(kept.session_key).items())

    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
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


def test_who_is_switched_off_is_signed_out_at_once():
    person = UserFactory()
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.SignInBackend")
    assert client.get("/my/").status_code == 200

    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/my/").status_code == 302
