from __future__ import annotations

import pytest

from lms.consent.models import ConsentEntry, PendingSignUp, Subscriber
from lms.consent.selectors import count_subscribers
from lms.demo.updates import keep_updates

pytestmark = pytest.mark.django_db


def test_demo_has_readers_in_several_states_once():
    for _twice in range(2):
        keep_updates()

    assert count_subscribers() == {"total": 5, "email": 4, "post": 0, "telephone": 0, "text": 1}
    assert (ConsentEntry.objects.count(), PendingSignUp.objects.count()) == (9, 1)
    assert all(email.endswith("@example.org") for email in Subscriber.objects.values_list("email", flat=True))
