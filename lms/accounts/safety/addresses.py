"""Changing somebody's address, telling both addresses, and undoing it for seven days.

The link of undoing does not follow ``links_epoch``: whoever took an account over could end it
by signing everybody out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format

from lms.accounts.errors import AddressTakenError, LinkUsedError
from lms.accounts.fields import normalise_name
from lms.accounts.letters import send_letter
from lms.accounts.models import Standing, User
from lms.accounts.safety.ending import end_access
from lms.accounts.safety.models import AddressChange
from lms.audit.services import record
from lms.language import speaking

CAN_BE_UNDONE = timedelta(days=7)
_SALT = "lms.accounts.undo-address"


@transaction.atomic
def confirm_address(*, person: User) -> None:
    """``person.email``, if any, is known to be theirs and their only address. Idempotent."""
    if person.email is None:
        return
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def note_address_change(
    *, person: User, old: str | None, actor_uid: UUID | None, tells_new: bool = True
) -> AddressChange | None:
    """Both addresses are told that ``person.email`` was ``old`` before; the old one can undo it.

    The new one is left out where the caller writes to it (``tells_new``).

    To be called in the transaction that changed it. Nothing happens where both are the same
    however they are typed, and nothing a second time. None where there was no address to undo to.
    """
    before, after = normalise_name(old or ""), normalise_name(person.email or "")
    if before == after:
        return None
    newest = AddressChange.objects.filter(person=person, undone_at=None).first()
    if newest is not None and (newest.old, newest.new) == (before, after):
        return newest
    now = timezone.now()
    change = None
    if before:
        change = AddressChange.objects.create(
            person=person,
            old=before,
            new=after,
            actor_uid=actor_uid,
            password_mark=_password_mark(person),
            at=now,
            until=now + CAN_BE_UNDONE,
        )
    record(
        actor_uid=actor_uid,
        action="accounts.address_changed",
        subject=f"person:{person.uid}",
        about_uid=person.uid,
    )
    _tell(person, before, after if tells_new else "", change, now)
    return change


def _tell(person: User, old: str, new: str, change: AddressChange | None, now: datetime) -> None:
    with speaking(person.language):
        words = {"when": _when(now)}
        if change is not None:
            undo = {"undo_url": _undo_url(change), "until": _when(change.until)}
            send_letter("account/email/email_changed", old, {**words, **undo})
        if new:
            send_letter("account/email/email_is_new", new, words)


def _when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return date_format(local, "l j F Y, H:i") + f" ({local.tzname()})"


def _undo_url(change: AddressChange) -> str:
    key = signing.dumps(change.uid.hex, salt=_SALT)
    return settings.SITE_URL + reverse("accounts:undo_address", args=[key])


def read_undo_key(*, key: str) -> AddressChange:
    """The change that this link undoes, or undid. Changes nothing. Raises ``LinkUsedError``."""
    try:
        uid = UUID(signing.loads(key, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkUsedError from None
    change = AddressChange.objects.select_related("person").filter(uid=uid, until__gt=timezone.now()).first()
    if change is None or change.person.standing not in {Standing.ACTIVE, Standing.FROZEN}:
        raise LinkUsedError
    return change


@transaction.atomic
def undo_address_change(*, uid: UUID) -> AddressChange:
    """The person has the old address again, confirmed, and nobody is signed in as them.

    Later changes are undone with it. Signed links end; a password, app or passkey that is newer
    than the change no longer opens the account. Idempotent: a second time changes nothing.

    Raises ``LinkUsedError`` after seven days, and ``AddressTakenError`` where another account
    has taken the address meanwhile.
    """
    found = AddressChange.objects.filter(uid=uid, until__gt=timezone.now()).values("person_id").first()
    if found is None:
        raise LinkUsedError
    # The person is the lock: of two changes, one is undone first.
    person = User.objects.select_for_update().get(pk=found["person_id"])
    change = AddressChange.objects.get(uid=uid)
    change.person = person
    if change.undone_at is not None:
        return change
    if person.standing not in {Standing.ACTIVE, Standing.FROZEN}:
        raise LinkUsedError
    if User.objects.filter(email=change.old).exclude(pk=person.pk).exists():
        raise AddressTakenError
    _bring_back(change, person)
    return change


def _bring_back(change: AddressChange, person: User) -> None:
    now = timezone.now()
    person.email = change.old
    if not constant_time_compare(change.password_mark, _password_mark(person)):
        person.set_unusable_password()
    person.save(update_fields=["email", "password"])
    confirm_address(person=person)
    _drop_newer_factors(person, change.at)
    AddressChange.objects.filter(person=person, undone_at=None, pk__gte=change.pk).update(undone_at=now)
    change.undone_at = now
    end_access(person=person)
    record(
        actor_uid=None,
        action="accounts.address_change_undone",
        subject=f"person:{person.uid}",
        about_uid=person.uid,
    )
    with speaking(person.language):
        send_letter(
            "account/email/email_is_back",
            change.old,
            {
                "when": _when(now),
                "has_password": person.has_usable_password(),
                "password_url": settings.SITE_URL + reverse("account_reset_password"),
            },
        )


def _drop_newer_factors(person: User, since: datetime) -> None:
    """Apps and passkeys added since go; recovery codes too where nothing is left for them to stand in for."""
    factors = Authenticator.objects.filter(user=person)
    factors.filter(created_at__gte=since).delete()
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        factors.delete()


def _password_mark(person: User) -> str:
    return salted_hmac("lms.accounts.password-mark", person.password, algorithm="sha256").hexdigest()


def forget_address_changes() -> int:
    """Changes that can no longer be undone are gone, with their addresses; returns how many went."""
    return AddressChange.objects.filter(until__lte=timezone.now()).delete()[0]
