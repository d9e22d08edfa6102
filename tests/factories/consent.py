"""Subscribers and their ledger for tests."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lms.consent.models import UPDATES, Channel, ConsentWording, Subscriber
from lms.consent.services import give


def words(channel: str = Channel.EMAIL, **fields: Any) -> ConsentWording:
    """The newest words beside ``channel``."""
    return ConsentWording.objects.filter(channel=channel, **fields).order_by("-version")[0]


def new_words(channel: str = Channel.EMAIL, text: str = "Other words altogether.") -> ConsentWording:
    newest = words(channel)
    return ConsentWording.objects.create(
        form=UPDATES, channel=channel, language=newest.language, version=newest.version + 1, text=text
    )


def subscriber(*channels: str, email: str = "rosa@example.org", **fields: Any) -> Subscriber:
    """A confirmed subscriber who allows ``channels`` (e-mail, if none is named)."""
    made = Subscriber.objects.create(email=email, confirmed_at=timezone.now(), **fields)
    for channel in channels or (Channel.EMAIL,):
        give(subject_uid=made.uid, wording=words(channel), form=UPDATES, page="/updates/")
    return made
