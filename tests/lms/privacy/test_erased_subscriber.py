from __future__ import annotations

import pytest

from lms.consent.models import Actor, ConsentEntry
from lms.consent.selectors import may_contact
from lms.consent.services import give
from lms.privacy.rooms.consent import _forget
from tests.factories import consent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_erased_account_holder_allows_nothing_any_more_under_either_uid():
    person = UserFactory(email="nadia@example.org")
    give(subject_uid=person.uid, wording=consent.words("post"), form="updates")
    someone = consent.subscriber(
        "email", person=person, email="nadia@example.org", name="Nadia", language="cy"
    )

    for _twice in range(2):
        _forget(person)

    someone.refresh_from_db()
    assert (someone.email, someone.person, someone.name, someone.language) == (None, None, "", "")
    assert [may_contact(uid, way) for uid in (person.uid, someone.uid) for way in ("email", "post")] == [
        False
    ] * 4
    withdrawn = ConsentEntry.objects.filter(given=False)
    assert sorted(withdrawn.values_list("channel", "actor")) == [
        ("email", Actor.ERASURE),
        ("post", Actor.ERASURE),
    ]
