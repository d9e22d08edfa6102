"""What anymail made of a provider's words, and the person at the door who cannot be reached."""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.messaging.bounces_services import key_of, kind_of, note_mail_event, takes_no_letters


def connect() -> None:
    tracking.connect(note_event, dispatch_uid="messaging.note_mail_event")
    user_logged_in.connect(say_that_letters_come_back, dispatch_uid="messaging.letters_come_back")


def say_that_letters_come_back(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever signs in learns at once that no letter reaches them, codes included, and what to do."""
    if takes_no_letters(user):
        messages.warning(
            request,
            _(
                "Letters to %(address)s come back, so none is sent there any more, codes and password "
                "letters included. Change your address under Your account. If it works again, tell us "
                "under Get help."
            )
            % {"address": user.email},
        )


def note_event(*, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """A bounce for good or a complaint is noted; everything else is none of our business."""
    provider = esp_name.lower()
    kind = kind_of(provider, event)
    if kind is not None and event.recipient:
        note_mail_event(kind=kind, address=event.recipient, provider=provider, key=key_of(provider, event))
