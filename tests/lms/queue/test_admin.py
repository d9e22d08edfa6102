from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.queue.models import Heartbeat, Job, JobState
from lms.queue.services import beat
from tests.factories.accounts import UserFactory, sign_in

LEARNER = ""

pytestmark = pytest.mark.django_db

INDEX = "/admin/jobs/"


def job(state: str = JobState.PARKED, **values) -> Job:
    values = {
        "task": "tests.lms.queue.jobs.note_job",
        "args": [7],
        "error": "The printer is on fire.",
        **values,
    }
    return Job.objects.create(state=state, attempts=5, **values)


@pytest.fixture
def administrator():
    return UserFactory(group=ADMINISTRATORS)


@pytest.mark.parametrize("role", [LEARNER, EDITORS, ORGANISERS])
def test_only_administrators_see_jobs(role):
    client, parked = sign_in(Client(), UserFactory(group=role)), job()

    answers = [
        client.get(INDEX),
        client.get(f"{INDEX}{parked.pk}/"),
        client.post(f"{INDEX}{parked.pk}/again/"),
    ]

    assert all(answer.status_code in (302, 403) for answer in answers)
    assert all("jobs" not in answer.get("Location", "") for answer in answers)
    parked.refresh_from_db()
    assert parked.state == JobState.PARKED
    assert "/admin/jobs/" not in client.get("/admin/").content.decode()


def test_jobs_are_listed_and_filtered_by_state(administrator):
    parked, done = job(args=[11]), job(JobState.DONE, args=[22])
    client = sign_in(Client(), administrator)

    everything = client.get(INDEX).content.decode()
    only_parked = client.get(INDEX, {"state": "parked"}).content.decode()

    assert f"{INDEX}{parked.pk}/" in everything
    assert f"{INDEX}{done.pk}/" in everything
    assert f"{INDEX}{parked.pk}/" in only_parked
    assert f"{INDEX}{done.pk}/" not in only_parked


def test_job_shows_what_went_wrong_and_offers_to_run_again_only_when_parked(administrator):
    parked, done = job(), job(JobState.DONE, error="")
    client = sign_in(Client(), administrator)

    page = client.get(f"{INDEX}{parked.pk}/").content.decode()

    assert "The printer is on fire." in page
    assert f'action="{INDEX}{parked.pk}/again/"' in page
    assert "again/" not in client.get(f"{INDEX}{done.pk}/").content.decode()


def test_run_again_puts_the_job_back_once_and_records_who_did(administrator):
    parked = job()
    client = sign_in(Client(), administrator)

    first = client.post(f"{INDEX}{parked.pk}/again/")
    said = [str(message) for message in get_messages(first.wsgi_request)]
    second = client.post(f"{INDEX}{parked.pk}/again/")
    said_then = [str(message) for message in get_messages(second.wsgi_request)][len(said) :]

    parked.refresh_from_db()
    event = AuditEvent.objects.get(action="queue.retry")
    assert (first.status_code, first["Location"]) == (302, f"{INDEX}{parked.pk}/")
    assert second.status_code == 302
    assert (parked.state, parked.attempts, OrmQ.objects.count()) == (JobState.WAITING, 0, 1)
    assert event.actor_uid == administrator.uid
    assert said == ["The job is in the queue again."]
    assert said_then == ["Only a parked job can be run again; this one is not parked any more."]
    assert client.get(f"{INDEX}{parked.pk}/again/").status_code == 405
    assert client.post(f"{INDEX}404/again/").status_code == 404


def test_list_asks_as_many_queries_for_one_job_as_for_thirty(administrator, django_assert_num_queries):
    client = sign_in(Client(), administrator)
    job()
    client.get(INDEX)
    with django_assert_num_queries(10):
        client.get(INDEX)
    for number in range(29):
        job(args=[number])

    with django_assert_num_queries(10):
        client.get(INDEX)


def test_home_warns_administrators_of_parked_jobs_and_silent_workers(administrator):
    client = sign_in(Client(), administrator)
    home = reverse("wagtailadmin_home")

    assert "No worker has run yet" in client.get(home).content.decode()
    Heartbeat.objects.create(host="old", seen_at=timezone.now() - timedelta(hours=2))
    assert "have been silent for 2\xa0hours" in client.get(home).content.decode()
    beat()
    assert "silent" not in client.get(home).content.decode()
    job()
    assert "One job failed on every attempt" in client.get(home).content.decode()
    job()
    page = client.get(home).content.decode()
    assert "2 jobs failed on every attempt" in page
    assert "/admin/jobs/?state=parked" in page


def test_home_tells_editors_nothing_of_the_queue():
    job()

    assert (
        "failed on every attempt"
        not in sign_in(Client(), UserFactory(group=EDITORS)).get("/admin/").content.decode()
    )
