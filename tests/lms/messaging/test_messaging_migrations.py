"""Letters that were written before they had states."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("messaging", "0003_suppressed_addresses")]
AFTER = [("messaging", "0004_states_of_letters_and_notices")]


@pytest.mark.django_db(transaction=True)
def test_letters_on_their_way_keep_what_became_of_them():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    letters = executor.loader.project_state(BEFORE).apps.get_model("messaging", "OutgoingMessage").objects
    now = timezone.now()
    waiting = letters.create(sender="a@example.org", recipients=["b@example.org"], mime=b"x").pk
    held = letters.create(sender="a@example.org", recipients=["b@example.org"], claimed_at=now).pk
    sent = letters.create(
        sender="a@example.org", recipients=["b@example.org"], claimed_at=now, sent_at=now
    ).pk

    try:
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        letters = executor.loader.project_state(AFTER).apps.get_model("messaging", "OutgoingMessage").objects
        states = dict(letters.values_list("pk", "state"))
        letters.all().delete()
    finally:
        MigrationExecutor(connection).migrate(latest)

    assert states == {waiting: "waiting", held: "unknown", sent: "sent"}
