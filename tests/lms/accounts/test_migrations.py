"""People and sessions from before, taken over on a filled database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from lms.accounts.models import Visit
from lms.accounts.sessions import SessionStore
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(target: list[tuple[str, str]]):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def _back_to_the_present():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_back_to_the_present")
def test_language_of_a_profile_becomes_the_persons_own():
    welsh, silent = UserFactory(), UserFactory()
    profiles = migrate([("accounts", "0001_initial")]).get_model("accounts", "Profile").objects
    profiles.update_or_create(user_id=welsh.pk, defaults={"language": "cy"})
    profiles.update_or_create(user_id=silent.pk, defaults={"language": ""})

    people = migrate([("accounts", "0003_how_a_person_reads")]).get_model("accounts", "User").objects

    assert people.get(pk=welsh.pk).language == "cy"
    assert people.get(pk=silent.pk).language == ""


@pytest.mark.usefixtures("_back_to_the_present")
def test_whoever_is_signed_in_stays_signed_in():
    person = UserFactory()
    before = migrate([("accounts", "0006_changes_of_address"), ("sessions", "0001_initial")])
    encode, later = DjangosStore().encode, timezone.now() + timedelta(days=3)
    signed_in_at = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    theirs = {
        "_auth_user_id": str(person.pk),
        "_auth_user_backend": "lms.accounts.backends.SignInBackend",
        "_auth_user_hash": person.get_session_auth_hash(),
        "account_authentication_methods": [{"method": "password", "at": signed_in_at.timestamp()}],
    }
    rows = {
        "a" * 32: (theirs, later),
        "b" * 32: ({"letter_to": "mair@example.org"}, later),
        "c" * 32: ({"_auth_user_id": "987654321"}, later),
        "d" * 32: (theirs, timezone.now() - timedelta(days=1)),
    }
    old = before.get_model("sessions", "Session").objects
    for key, (data, ends) in rows.items():
        old.create(session_key=key, session_data=encode(data), expire_date=ends)

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    found = {visit.session_key[0]: visit for visit in Visit.objects.all()}
    assert {key: visit.user for key, visit in found.items()} == {"a": person, "b": None, "c": None}
    assert (found["a"].created_at, found["a"].browser) == (signed_in_at, "")
    assert SessionStore("b" * 32)["letter_to"] == "mair@example.org"
    assert not Session.objects.exists()
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/account/language/").wsgi_request.user == person

    kept = migrate([("accounts", "0006_changes_of_address"), ("sessions", "0001_initial")])
    assert kept.get_model("sessions", "Session").objects.count() == 3
