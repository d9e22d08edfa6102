"""Everything that happens to a subscriber; what they allow is in ``ledger``, handed on here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.accounts.models import Standing, User
from lms.audit.services import record
from lms.consent.errors import LinkOverError, NoChannelError
from lms.consent.ledger import give as give
from lms.consent.ledger import withdraw as withdraw
from lms.consent.ledger import withdraw_all as withdraw_all
from lms.consent.links import confirm_link
from lms.consent.links import list_unsubscribe_headers as list_unsubscribe_headers
from lms.consent.links import one_click_link as one_click_link
from lms.consent.links import preferences_link as preferences_link
from lms.consent.models import (
    UPDATES,
    Actor,
    ConsentEntry,
    ConsentWording,
    PendingKind,
    PendingSignUp,
    Subscriber,
)
from lms.language import content_language, speaking
from lms.queue.services import enqueue

CONFIRM_WITHIN = timedelta(days=7)
DETAILS = ("name", "phone", "postcode", "postal_address")
_ANSWER = "lms.consent.tasks.answer_sign_up_job"


# --- signing up ---------------------------------------------------------------------------------


@transaction.atomic
def sign_up_for_updates(
    *,
    email: str,
    name: str,
    wordings: Iterable[ConsentWording],
    page: str,
    phone: str = "",
    postcode: str = "",
    postal_address: str = "",
) -> PendingSignUp:
    """A letter to ``email`` is on its way, whose link makes the subscription; until then nothing is given.

    Does the same whether or not the address is known. Raises ``NoChannelError``.
    """
    choices = [words.pk for words in wordings]
    if not choices:
        raise NoChannelError
    pending = PendingSignUp.objects.create(
        email=email,
        name=name,
        phone=phone,
        postcode=postcode,
        postal_address=postal_address,
        choices=choices,
        page=page,
        language=content_language(),
    )
    enqueue(_ANSWER, pending.pk)
    return pending


@transaction.atomic
def ask_for_address(*, subscriber: Subscriber, email: str) -> PendingSignUp:
    """A letter to ``email`` is on its way; its link makes it the address of ``subscriber``."""
    pending = PendingSignUp.objects.create(
        kind=PendingKind.ADDRESS,
        email=email,
        subscriber_uid=subscriber.uid,
        language=subscriber.language or content_language(),
    )
    enqueue(_ANSWER, pending.pk)
    return pending


@transaction.atomic
def answer_sign_up(*, pending_id: int) -> None:
    """The letter that confirms is queued, once. Locks the row, so a job that runs twice sends one."""
    pending = PendingSignUp.objects.select_for_update().filter(pk=pending_id, answered_at=None).first()
    if pending is None:
        return
    template = "confirm_address" if pending.kind == PendingKind.ADDRESS else "confirm"
    with speaking(pending.language):
        # Without the name: whoever typed it could write a message of their own to a stranger.
        send_letter(
            f"consent/email/{template}",
            pending.email,
            {"confirm_url": confirm_link(pending), "days": CONFIRM_WITHIN.days},
        )
    pending.answered_at = timezone.now()
    pending.save(update_fields=["answered_at"])


def pending_of(uid: UUID) -> PendingSignUp:
    """What waits to be confirmed. Raises ``LinkOverError`` when it is gone or older than seven days."""
    since = timezone.now() - CONFIRM_WITHIN
    pending = PendingSignUp.objects.filter(uid=uid, created_at__gte=since).first()
    if pending is None:
        raise LinkOverError
    return pending


@transaction.atomic
def confirm_subscriber(*, uid: UUID) -> Subscriber:
    """What was asked for is so: the subscriber is there and has given what they ticked.

    Whoever has been here before keeps their row; of two sign-ups for one address, both are one
    subscription. What is confirmed is gone from what waits, so a second use of the link raises
    ``LinkOverError``.
    """
    PendingSignUp.objects.select_for_update().filter(uid=uid).first()
    pending = pending_of(uid)
    if pending.kind == PendingKind.ADDRESS:
        subscriber = _move(pending)
    else:
        subscriber = _keep_subscriber(pending)
        for words in ConsentWording.objects.filter(pk__in=pending.choices):
            give(subject_uid=subscriber.uid, wording=words, form=UPDATES, page=pending.page)
    pending.delete()
    return subscriber


def _move(pending: PendingSignUp) -> Subscriber:
    rows = Subscriber.objects.select_for_update().filter(erased_at__isnull=True)
    subscriber = rows.filter(uid=pending.subscriber_uid).first() if pending.subscriber_uid else None
    if subscriber is None or subscriber.person_id:
        raise LinkOverError
    subscriber.email = pending.email
    try:
        with transaction.atomic():
            subscriber.save(update_fields=["email"])
    except IntegrityError:  # somebody who gets updates has that address, most likely they themselves
        raise LinkOverError from None
    return subscriber


def _keep_subscriber(pending: PendingSignUp) -> Subscriber:
    subscriber = Subscriber.objects.select_for_update().filter(email=pending.email).first()
    if subscriber is None:
        holder = holder_of(pending.email)
        if holder is not None:
            subscriber = subscriber_for(person=holder)
        else:
            subscriber, _made = Subscriber.objects.get_or_create(email=pending.email)
    subscriber.language = pending.language or subscriber.language
    subscriber.confirmed_at = subscriber.confirmed_at or timezone.now()
    return keep_details(subscriber=subscriber, **{name: getattr(pending, name) for name in DETAILS})


def keep_details(*, subscriber: Subscriber, **details: str) -> Subscriber:
    """What is not empty of ``DETAILS`` replaces what was known of ``subscriber``. Idempotent."""
    for name in DETAILS:
        setattr(subscriber, name, details.get(name) or getattr(subscriber, name))
    subscriber.save()
    return subscriber


# --- account holders ----------------------------------------------------------------------------


def holder_of(email: str) -> User | None:
    """The account holder whose confirmed address this is, if they are active."""
    confirmed = EmailAddress.objects.filter(email=email, verified=True, user__email=email)
    row = (
        confirmed.filter(user__is_active=True, user__standing=Standing.ACTIVE).select_related("user").first()
    )
    return row.user if row else None


@transaction.atomic
def subscriber_for(*, person: User) -> Subscriber:
    """The one subscriber who is ``person``, under their ``uid`` if that is free.

    Whoever asked for updates at the person's address before is adopted. Idempotent.
    """
    own = Subscriber.objects.select_for_update().filter(person=person).first()
    if own is not None:
        return own
    if person.email and holder_of(person.email) == person:
        known = Subscriber.objects.select_for_update().filter(email=person.email, person=None).first()
        if known is not None:
            known.person = person
            known.save(update_fields=["person"])
            return known
    fresh = Subscriber(person=person, name=person.name, language=person.language, confirmed_at=timezone.now())
    if holder_of(person.email or "") == person:
        fresh.email = person.email
    if not Subscriber.objects.filter(uid=person.uid).exists():
        fresh.uid = person.uid
    fresh.save()
    return fresh


@transaction.atomic
def follow_address(*, person: User) -> None:
    """Updates go to the address that ``person`` has now.

    Where somebody without an account had asked for updates at it, that was they: that row is
    erased, and what the account holder chose counts. Idempotent; one query where all is well.
    """
    own = Subscriber.objects.filter(person=person).exclude(email=person.email).first()
    if own is None or own.email == person.email:
        return
    if person.email:
        for other in Subscriber.objects.filter(email=person.email, person=None):
            erase_subscriber(subscriber=other)
    own.email = person.email
    own.save(update_fields=["email"])


@transaction.atomic
def choose_channels(
    *,
    subscriber: Subscriber,
    wanted: Iterable[ConsentWording],
    unwanted: Iterable[str],
    form: str,
    page: str,
) -> list[ConsentEntry]:
    """``subscriber`` allows the channels of ``wanted`` and none of ``unwanted``. Idempotent.

    Returns the entries that were written.
    """
    entries = [give(subject_uid=subscriber.uid, wording=words, form=form, page=page) for words in wanted]
    entries += [withdraw(subject_uid=subscriber.uid, channel=c, form=form, page=page) for c in unwanted]
    return [entry for entry in entries if entry is not None]


# --- the end ------------------------------------------------------------------------------------


@transaction.atomic
def erase_subscriber(
    *, subscriber: Subscriber, actor: str = Actor.ERASURE, actor_uid: UUID | None = None
) -> None:
    """Nothing is left of ``subscriber`` but a ``uid`` and what it once allowed and withdrew. Idempotent."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.erased_at is not None:
        return
    withdraw_all(subject_uid=subscriber.uid, form="erasure", actor=actor, actor_uid=actor_uid)
    if subscriber.email:
        PendingSignUp.objects.filter(email=subscriber.email).delete()
    PendingSignUp.objects.filter(subscriber_uid=subscriber.uid).delete()
    subscriber.email = subscriber.person = None
    subscriber.name = subscriber.phone = subscriber.postcode = subscriber.postal_address = ""
    subscriber.language = ""
    subscriber.erased_at = timezone.now()
    subscriber.save()
    record(actor_uid=actor_uid, action="consent.subscriber_erased", subject=f"subscriber:{subscriber.uid}")


def forget_unconfirmed() -> int:
    """Sign-ups and new addresses that nobody confirmed for seven days are gone; returns how many went."""
    old = PendingSignUp.objects.filter(created_at__lt=timezone.now() - CONFIRM_WITHIN)
    return old.delete()[0]
