"""Sessions: made anew at the door, and forgotten when they have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_q.models import Schedule

from lms.accounts.models import Visit
from lms.accounts.tasks import forget_sessions_job
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db


def test_session_of_a_visitor_is_not_that_of_the_person_who_signs_in() -> None:
    """A session that somebody planted beforehand opens nothing afterwards."""
    person = UserFactory(email="gwen@example.org")
    client, thief = Client(), Client()
    client.post("/account/login/code/", {"email": "stranger@example.org"})
    planted = client.session.session_key
    thief.cookies["sessionid"] = planted

    client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != planted
    assert not Visit.objects.filter(session_key=planted).exists()
    assert thief.get("/account/").status_code == 302


def test_ended_sessions_are_forgotten_every_day() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=60)):
        old = sign_in(Client(), UserFactory()).session.session_key
    new = sign_in(Client(), UserFactory()).session.session_key
    assert set(Visit.objects.values_list("pk", flat=True)) == {old, new}

    forget_sessions_job()

    assert set(Visit.objects.values_list("pk", flat=True)) == {new}
    planned = Schedule.objects.get(name="Forget ended sessions")
    assert (planned.args, planned.minutes) == ("('lms.accounts.tasks.forget_sessions_job',)", 1440)
