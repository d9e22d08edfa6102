"""What the pages of privacy ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, User
from lms.audit.models import AuditEvent
from lms.privacy.models import ReadDelay
from lms.privacy.registry import Words

MOST_READS = 100  # entries of “who saw it” on the page; the download has them all

# What was read, by the action under which the room that showed it recorded it.
_READ: dict[str, Words] = {}
# The first that fits names the reader; nobody is named by name.
_ROLES: tuple[tuple[str, Words], ...] = (
    ("safeguarding", gettext_lazy("A safeguarding lead")),
    (ADMINISTRATORS, gettext_lazy("An administrator")),
    (ORGANISERS, gettext_lazy("An organiser")),
    (EDITORS, gettext_lazy("An editor")),
)


def register_read(action: str, words: Words) -> None:
    """Where ``action`` was recorded as a read, “who saw it” says ``words`` (“the file of a certificate”)."""
    _READ[action] = words


def words_of_read(action: str) -> Words | None:
    """What “who saw it” says for ``action``; None where no room said it."""
    return _READ.get(action)


@dataclass(frozen=True)
class Seen:
    """One time somebody else read a record: who, by role; what; and when."""

    at: datetime
    who: str
    what: str


def who_saw(person: User) -> list[Seen]:
    """The newest reads of sensitive records of ``person`` that may be shown, newest first. Three queries."""
    delayed = ReadDelay.objects.filter(person_uid=person.uid).delayed().values("event_uid")
    events = list(
        AuditEvent.objects.filter(about_uid=person.uid, is_read=True)
        .exclude(actor_uid=person.uid)
        .exclude(uid__in=delayed)
        .order_by("-at", "-pk")[:MOST_READS]
    )
    roles = roles_by_uid({event.actor_uid for event in events if event.actor_uid})
    return [
        Seen(
            event.at, _role(roles.get(event.actor_uid)), str(_READ.get(event.action, _("a record of yours")))
        )
        for event in events
    ]


def roles_by_uid(uids: set[UUID]) -> dict[UUID | None, set[str]]:
    """The groups that each of these people is in now. One query; none for nobody."""
    found: dict[UUID | None, set[str]] = defaultdict(set)
    if uids:
        for uid, name in User.objects.filter(uid__in=uids).values_list("uid", "groups__name"):
            found[uid].add(name or "")
    return found


def _role(names: set[str] | None) -> str:
    for name, words in _ROLES:
        if names and name in names:
            return str(words)
    return _("Somebody who was staff then")
