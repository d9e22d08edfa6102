"""People from before languages and reading settings, taken over on a filled database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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
