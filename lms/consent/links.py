"""Links in letters of updates: to confirm, to the preference page, to unsubscribe by one click."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from lms.accounts.models import Standing
from lms.consent.errors import LinkOverError
from lms.consent.models import UPDATES, Channel, PendingSignUp, Subscriber

_CONFIRM, _PREFERENCES, _ONE_CLICK = (
    f"lms.consent.{purpose}" for purpose in ("confirm", "preferences", "one-click")
)


def _address(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"consent:{name}", kwargs={"token": token})


def confirm_link(pending: PendingSignUp) -> str:
    """The link that confirms what was asked; how long it lasts is in the row."""
    return _address("confirm", signing.dumps(pending.uid.hex, salt=_CONFIRM))


def read_confirm(token: str) -> UUID:
    """Raises ``LinkOverError`` for a link that is forged."""
    try:
        return UUID(signing.loads(token, salt=_CONFIRM))
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkOverError from None


def preferences_token(subscriber: Subscriber) -> str:
    epoch = subscriber.person.links_epoch if subscriber.person else 0
    return signing.dumps([subscriber.uid.hex, epoch], salt=_PREFERENCES)


def preferences_link(subscriber: Subscriber) -> str:
    """The page on which ``subscriber`` changes what they allow, without signing in.

    Ends with erasure; an account holder's also with ``end_links`` and while they are frozen.
    """
    return _address("preferences", preferences_token(subscriber))


def read_preferences(token: str) -> Subscriber:
    """Whose page it is. One query. Raises ``LinkOverError``."""
    try:
        uid, epoch = signing.loads(token, salt=_PREFERENCES)
        found = Subscriber.objects.select_related("person").filter(uid=UUID(uid), erased_at__isnull=True)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkOverError from None
    subscriber = found.first()
    if subscriber is None:
        raise LinkOverError
    person = subscriber.person
    if person and (person.links_epoch != epoch or person.standing != Standing.ACTIVE or not person.is_active):
        raise LinkOverError
    return subscriber


def one_click_link(subscriber: Subscriber, *, channel: str = Channel.EMAIL) -> str:
    """The address to which a mail program posts when its unsubscribe button is pressed (RFC 8058).

    It shows nothing and only withdraws, so it never ends: saying no must work for as long as
    there is a letter with the link.
    """
    return _address("one_click", signing.dumps([subscriber.uid.hex, channel], salt=_ONE_CLICK))


def read_one_click(token: str) -> tuple[UUID, str]:
    """Whose consent to which channel the link withdraws. No query. Raises ``LinkOverError``."""
    try:
        uid, channel = signing.loads(token, salt=_ONE_CLICK)
        return UUID(uid), Channel(channel).value
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkOverError from None


def list_unsubscribe_headers(subscriber: Subscriber, *, channel: str = Channel.EMAIL) -> dict[str, str]:
    """The two headers that every letter of updates carries (RFC 2369 §3.2; RFC 8058 §3.1).

    RFC 8058 asks for a DKIM signature that covers both; that is the mail server's to make.
    """
    return {
        "List-Unsubscribe": f"<{one_click_link(subscriber, channel=channel)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


# --- the words that somebody saw ----------------------------------------------------------------

_WORDS = f"lms.consent.words.{UPDATES}"


def sign_words(ids: dict[str, int]) -> str:
    """For a hidden field: which words stood beside which channel, and when."""
    return signing.dumps(ids, salt=_WORDS)


def read_words(token: str, *, max_age: int | None = None) -> dict[str, int]:
    """The ids of the words that a form showed; nothing if it is forged or older than ``max_age`` seconds."""
    try:
        ids: dict[str, int] = signing.loads(token, salt=_WORDS, max_age=max_age)
    except signing.BadSignature:
        return {}
    return ids
