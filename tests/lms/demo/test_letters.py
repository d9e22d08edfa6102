"""Letters of the demo: there once, in two states, and words of its own for one kind."""

from __future__ import annotations

import pytest

from lms.accounts.models import ORGANISERS
from lms.consent.models import Subscriber
from lms.demo import updates
from lms.demo.letters import KIND, keep_letters
from lms.messaging.bulk_selectors import progress_of
from lms.messaging.copy_services import copy_for
from lms.messaging.copy_text import gaps_in
from lms.messaging.models import BulkRecipient, BulkSend, MessageCopy
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_letters_are_made_once():
    organiser = UserFactory(group=ORGANISERS)
    updates.keep_updates()
    keep_letters(organiser=organiser)
    before = [model.objects.count() for model in (BulkSend, BulkRecipient, MessageCopy, Subscriber)]

    keep_letters(organiser=organiser)

    assert [model.objects.count() for model in (BulkSend, BulkRecipient, MessageCopy, Subscriber)] == before
    paused, done = BulkSend.objects.order_by("-created_at")
    assert [bulk.state for bulk in (paused, done)] == ["paused", "done"]
    assert progress_of(done).done == progress_of(done).total == 24
    assert (progress_of(paused).done, progress_of(paused).total) == (14, 24)
    assert copy_for(KIND, "en-gb").subject({}) == "Your certificate"
    assert all(gaps_in(bulk.text) == {"name"} for bulk in (paused, done))
