from __future__ import annotations

import pytest
from django.test import Client

from lms.accounts.models import Visit
from lms.demo.visits import keep_visits
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_demo_people_have_devices_that_open_nothing_made_once():
    people = [UserFactory(), UserFactory(), UserFactory()]
    for _twice in range(2):
        for place, person in enumerate(people):
            keep_visits(user=person, place=place)

    assert [
        [visit.device for visit in Visit.objects.filter(user=person).order_by("-last_seen_at")]
        for person in people
    ] == [
        ["Firefox on Android", "Edge on Windows"],
        ["Edge on Windows", "Safari on iPad"],
        ["Safari on iPad"],
    ]
    for visit in Visit.objects.all():
        client = Client()
        client.cookies["sessionid"] = visit.session_key
        assert client.get("/my/").status_code == 302
