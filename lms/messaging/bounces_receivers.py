"""What anymail made of a provider's words."""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking

from lms.messaging.bounces_services import key_of, kind_of, note_mail_event


def connect() -> None:
    tracking.connect(note_event, dispatch_uid="messaging.note_mail_event")


def note_event(*, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """A bounce for good or a complaint is noted; everything else is none of our business."""
    provider = esp_name.lower()
    kind = kind_of(provider, event)
    if kind is not None and event.recipient:
        note_mail_event(kind=kind, address=event.recipient, provider=provider, key=key_of(provider, event))
