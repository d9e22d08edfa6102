"""The daily and weekly letters of the demo: really written, each once, on any day and at any hour."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail

from lms.demo.notices import keep_gathered_letters, keep_notices
from lms.messaging.models import GatheredLetter, Notice, OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.learning import enrolled, lesson_url, taught
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [22, 23, 24])  # from a Sunday to a Tuesday
@pytest.mark.parametrize("hour", [2, 8, 23])
def test_one_of_each_is_written_once(day, hour):
    with time_machine.travel(dt.datetime(2026, 11, day, hour, 30, tzinfo=dt.UTC), tick=False):
        team = [UserFactory(), UserFactory(), UserFactory()]
        edition = taught()
        enrolled(edition, team[0])
        for _twice in range(2):
            for place, person in enumerate(team):
                keep_notices(user=person, place=place)
            keep_gathered_letters(team=team)
        run_queue()

        weekly, daily = (next(one for one in mail.outbox if one.to == [person.email]) for person in team[:2])
        assert (len(mail.outbox), weekly.subject, daily.subject) == (2, "Your week", "Your day")
        assert lesson_url(edition) in weekly.body
        assert "Also new for you:" in weekly.body
        assert "Your certificate is ready" in daily.body
        assert (GatheredLetter.objects.count(), OutgoingMessage.objects.count()) == (2, 2)
        assert not Notice.objects.filter(mailed_at=None).exists()
        assert Notice.objects.filter(read_at=None).count() == 3  # mailed, and still new under the bell
