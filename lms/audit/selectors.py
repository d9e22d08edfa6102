"""The record with the present names of people, which it does not hold itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.audit.models import AuditEvent
from lms.audit.words import details_said

AT_ONCE = 500


def name_people(events: Iterable[Any]) -> None:
    """Give each event its ``actor`` and ``about`` by name. One query.

    A person who is unknown here keeps the uid.
    """
    events = list(events)
    uids: set[UUID] = {uid for event in events for uid in (event.actor_uid, event.about_uid) if uid}
    people = {person.uid: str(person) for person in get_user_model().objects.filter(uid__in=uids)}
    for event in events:
        event.actor = people.get(event.actor_uid, event.actor_uid or _("the system"))
        event.about = people.get(event.about_uid, event.about_uid or "–")


def details_in_words(event: AuditEvent) -> str:
    return details_said(event.details) or "–"


def in_pieces(events: QuerySet[AuditEvent]) -> Iterator[AuditEvent]:
    """Every event with its names, newest first, never more than 500 of them in memory.

    Reads on from the last one instead of skipping, so rows that are written meanwhile shift nothing.
    """
    events, before = events.order_by("-pk"), None
    while True:
        piece = list((events if before is None else events.filter(pk__lt=before))[:AT_ONCE])
        if not piece:
            return
        name_people(piece)
        yield from piece
        before = piece[-1].pk
