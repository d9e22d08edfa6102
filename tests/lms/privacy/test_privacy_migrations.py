"""Copies that were made before archives had segments."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("privacy", "0001_copies_and_erasures")]
AFTER = [("privacy", "0002_copies_in_segments")]


@pytest.mark.django_db(transaction=True)
def test_ready_copy_stays_to_be_fetched_and_one_in_the_making_begins_anew():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    before = executor.loader.project_state([*BEFORE, *latest_of(latest, "accounts")]).apps
    people = [before.get_model("accounts", "User").objects.create(username=f"p{n}") for n in range(2)]
    exports = before.get_model("privacy", "Export").objects
    facts = {"asked_by_uid": uuid.uuid4()}
    ready = exports.create(person=people[0], state="ready", stored_as="copies/a/copy.zip", size=7, **facts).pk
    making = exports.create(person=people[1], state="making", **facts)
    making.parts.create(code="account", stored_as="copies/b/account.jsonl")

    try:
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        after = executor.loader.project_state([*AFTER, *latest_of(latest, "accounts")]).apps
        segments = list(
            after.get_model("privacy", "ExportSegment").objects.values_list(
                "export", "number", "stored_as", "size"
            )
        )
        parts = after.get_model("privacy", "ExportPart").objects.count()
        after.get_model("privacy", "Export").objects.all().delete()
        after.get_model("accounts", "User").objects.all().delete()
    finally:
        MigrationExecutor(connection).migrate(latest)

    assert segments == [(ready, 0, "copies/a/copy.zip", 7)]
    assert parts == 0


def latest_of(nodes: list[tuple[str, str]], app: str) -> list[tuple[str, str]]:
    return [node for node in nodes if node[0] == app]
