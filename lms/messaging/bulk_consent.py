"""May this person be written to now? Asked once more for everybody, just before their letter leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lms.accounts.models import Standing, User
from lms.consent.links import list_unsubscribe_headers, preferences_link
from lms.consent.models import Subscriber
from lms.consent.selectors import may_contact, subscriber_of
from lms.messaging.bulk_audiences import SUBSCRIBERS, audience
from lms.messaging.bulk_letters import Reader
from lms.messaging.bulk_models import LeftOut
from lms.messaging.models import Suppression

EMAIL = "email"


def who_reads(code: str, uid: UUID) -> Reader | LeftOut:
    """Where ``uid`` of the audience ``code`` reads letters for updates, or why they get none."""
    found = audience(code)
    row = found.row_of(uid) if found is not None else None
    if row is None:
        return LeftOut.WITHDREW if code == SUBSCRIBERS else LeftOut.GONE
    subscriber = row if isinstance(row, Subscriber) else subscriber_of(row)
    if subscriber is None or not may_contact(subscriber.uid, EMAIL):
        return LeftOut.WITHDREW
    person = row if isinstance(row, User) else subscriber.person
    if person is not None and not (person.is_active and person.standing == Standing.ACTIVE):
        return LeftOut.GONE
    if not row.email:
        return LeftOut.NO_ADDRESS
    if Suppression.objects.filter(address=row.email).exists():
        return LeftOut.SUPPRESSED
    return Reader(
        row.email, _name_of(row), preferences_link(subscriber), list_unsubscribe_headers(subscriber)
    )


def _name_of(row: Any) -> str:
    """What the person calls themselves; a sign-in name is no name."""
    return str(row.name or "")
