"""Letters that came back: no further ones go there, until an administrator allows them again."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction
from django.urls import reverse

from lms.accounts.fields import normalise_name
from lms.accounts.models import User
from lms.audit.services import record
from lms.consent.models import Subscriber
from lms.messaging.bounces_kinds import EMAIL_PAGE, NOT_REACHED
from lms.messaging.bounces_models import MailEvent, MailEventKind
from lms.messaging.models import Suppression
from lms.messaging.notices import notify

ADDRESS_AT_FAULT = (RejectReason.BOUNCED, RejectReason.INVALID)


def kind_of(provider: str, event: AnymailTrackingEvent) -> MailEventKind | None:
    """What the event means for the address; None where letters may still be tried.

    Providers call a full mailbox a bounce too; only what is for good counts.
    """
    if event.event_type == EventType.COMPLAINED:
        return MailEventKind.COMPLAINED
    if event.event_type not in (EventType.BOUNCED, EventType.REJECTED):
        return None
    if event.reject_reason not in ADDRESS_AT_FAULT or _is_soft(provider, event.esp_event):
        return None
    return MailEventKind.BOUNCED


def _is_soft(provider: str, told: dict[str, Any]) -> bool:
    if provider == "mailjet":
        return told.get("event") == "bounce" and not told.get("hard_bounce", False)
    return told.get("event") == "soft_bounce" or told.get("Type") == "SoftBounce"  # Brevo, Postmark


def key_of(provider: str, event: AnymailTrackingEvent) -> str:
    """The same for the same event, however often it is told; holds no address that can be read."""
    parts = (provider, event.event_type, event.event_id, event.message_id, event.recipient, event.timestamp)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


@transaction.atomic
def note_mail_event(*, kind: MailEventKind, address: str, provider: str, key: str) -> MailEvent:
    """``address`` gets no more letters, or after a complaint only those that cannot be left out.

    The event is on the timeline of whoever has that address; if letters do not arrive there, the person
    has a notice that says what to do. A bounce outweighs a complaint. Idempotent by ``key``: told again
    after an administrator allowed letters, it changes nothing.
    """
    address = normalise_name(address)
    event, is_new = MailEvent.objects.get_or_create(
        key=key, defaults={"kind": kind, "provider": provider, "subject_uid": whose_address(address)}
    )
    if is_new:
        Suppression.objects.get_or_create(address=address, defaults={"reason": kind})
    if is_new and kind == MailEventKind.BOUNCED:
        Suppression.objects.filter(address=address).update(reason=kind)
        person = User.objects.filter(email=address).first()
        if person is not None:
            notify(recipient=person, kind=NOT_REACHED.code, key=str(event.pk), link=reverse(EMAIL_PAGE))
    return event


def takes_no_letters(person: User) -> bool:
    """Letters to the person's address came back for good. One query."""
    refusing = Suppression.objects.filter(address=person.email or "", reason=MailEventKind.BOUNCED)
    return bool(person.email) and refusing.exists()


def whose_address(address: str) -> UUID | None:
    """The ``uid`` of the person, else of the subscriber, with ``address``; two queries at most."""
    for model in (User, Subscriber):
        uid = model.objects.filter(email=address).values_list("uid", flat=True).first()
        if uid is not None:
            return uid
    return None


@transaction.atomic
def allow_again(*, suppression: Suppression, actor: User) -> None:
    """Letters may go to that address again; recorded. Nothing if they may already."""
    found = Suppression.objects.select_for_update().filter(pk=suppression.pk).first()
    if found is None:
        return
    subject = whose_address(found.address)
    MailEvent.objects.create(kind=MailEventKind.ALLOWED, subject_uid=subject, key=f"allowed {uuid.uuid4()}")
    record(
        actor_uid=actor.uid,
        action="messaging.allow_address",
        subject=f"suppression:{found.pk}",
        about_uid=subject,
    )
    found.delete()
