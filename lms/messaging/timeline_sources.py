"""What messaging itself knows of somebody's letters to many, and of letters that came back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.consent.models import Subscriber
from lms.messaging.models import BulkRecipient, MailEvent, RecipientState
from lms.messaging.timeline import Entry, register_timeline

REACHED = (RecipientState.SENT, RecipientState.UNKNOWN, RecipientState.FAILED, RecipientState.LEFT_OUT)


def _uids(person: User) -> set[UUID]:
    """The person's own, and the one under which they asked for updates before they had an account."""
    known = Subscriber.objects.filter(person=person).values_list("uid", flat=True)
    return {person.uid, *known}


def letters_to_many(person: User, most: int) -> Iterator[Entry]:
    """Two queries. The letter is not named: its subject is what it said."""
    rows = BulkRecipient.objects.filter(subject_uid__in=_uids(person), state__in=REACHED, at__isnull=False)
    for row in rows.order_by("-at")[:most]:
        state = row.get_reason_display() or row.get_state_display()
        yield Entry(at=row.at, what=_("A letter for updates"), state=state, how=_("E-mail"))  # type: ignore[arg-type]


def mail_events(person: User, most: int) -> Iterator[Entry]:
    """Two queries."""
    for row in MailEvent.objects.filter(subject_uid__in=_uids(person)).order_by("-at")[:most]:
        yield Entry(at=row.at, what=row.get_kind_display(), how=_("E-mail"))


def register() -> None:
    register_timeline("bulk", letters_to_many)
    register_timeline("mail_events", mail_events)
