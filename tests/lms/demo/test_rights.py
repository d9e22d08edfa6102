"""The demo has a copy to download, somebody who waits to be erased, and somebody who is."""

from __future__ import annotations

import pytest

from lms.accounts.models import User
from lms.demo.places import keep_places
from lms.demo.rights import keep_copy, keep_erased, keep_erasure
from lms.privacy.models import Erasure, Export
from lms.privacy.services import make_export
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_one_is_erased_with_a_receipt_and_one_waits(client):
    keep_places()
    for _twice in range(2):
        keep_erasure()
        keep_erased()

    waiting, done = Erasure.objects.order_by("state").reverse()
    assert (waiting.state, done.state) == ("pending", "done")
    assert done.asked_at < done.due_at < done.started_at < done.done_at
    assert not User.objects.filter(name__contains="Castell").exists()
    assert done.person.display_name != "Owen Castell"
    page = client.get(f"/privacy/receipts/{done.number}/").content.decode()
    assert done.number in page
    assert "Castell" not in page


def test_copy_is_made_and_stays_until_it_ends():
    person = UserFactory(name="Nadia Ahmed")
    keep_copy(person=person)
    make_export(export_id=Export.objects.get().pk)
    keep_copy(person=person)

    assert Export.objects.get().is_there
