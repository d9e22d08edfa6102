from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from lms import checks


def ids(found) -> list[str]:
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_site_must_answer_to_its_own_name(settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://learn.example.org", ["learn.example.org"]
    assert ids(checks.site_answers_to_its_own_name(None)) == []
    settings.ALLOWED_HOSTS = [".example.org"]
    assert ids(checks.site_answers_to_its_own_name(None)) == []
    settings.ALLOWED_HOSTS = ["www.example.org"]
    assert ids(checks.site_answers_to_its_own_name(None)) == ["lms.E002"]


def test_jobs_must_be_over_before_they_are_delivered_again(settings):
    assert ids(checks.queue_waits_longer_than_jobs_run(None)) == []
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": 60}
    assert ids(checks.queue_waits_longer_than_jobs_run(None)) == ["lms.E003"]


def test_queue_must_be_in_the_main_database(settings):
    assert ids(checks.queue_lives_in_the_main_database(None)) == []
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "orm": None, "redis": {}}
    assert ids(checks.queue_lives_in_the_main_database(None)) == ["lms.E004"]


@pytest.mark.django_db
def test_shared_cache_needs_its_table():
    assert ids(checks.shared_cache_has_its_table(None)) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shared_cache RENAME TO somewhere_else")

    assert ids(checks.shared_cache_has_its_table(None)) == ["lms.E005"]


def test_private_files_must_not_lie_under_a_served_folder(settings):
    assert ids(checks.private_files_are_not_served(None)) == []
    settings.MEDIA_ROOT = Path(settings.PUBLIC_MEDIA_ROOT) / "private"
    assert ids(checks.private_files_are_not_served(None)) == ["lms.E006"]
