from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone

from lms import health
from lms.queue.models import Heartbeat
from lms.queue.services import beat

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"alive\n", "no-store")
    assert not answer.cookies


def test_ready_when_every_part_answers(client):
    beat()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"state": "ready", "database": "ready", "queue": "ready", "storage": "ready"}
    assert default_storage.listdir("health") == ([], [])


def test_silent_workers_are_not_ready(client):
    Heartbeat.objects.create(host="old", seen_at=timezone.now() - timedelta(minutes=4))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "state": "not ready",
        "database": "ready",
        "queue": "not ready",
        "storage": "ready",
    }


def test_reason_is_in_the_log_and_not_in_the_answer(client, monkeypatch, caplog):
    def broken() -> bool:
        raise DatabaseError("password=very-secret")

    beat()
    monkeypatch.setitem(health.CHECKS, "database", broken)
    monkeypatch.setattr(default_storage, "save", broken)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["queue"], answer.json()["storage"]) == (
        "not ready",
        "ready",
        "not ready",
    )
    assert "very-secret" not in answer.content.decode()
    assert "very-secret" in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_not_sent_to_https_and_only_read(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    beat()

    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
