"""Bringing somebody back who lost their mailbox: two of the staff, and a record of both."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from lms.accounts.errors import (
    AddressInUseError,
    OwnAccessError,
    RecoveryEndedError,
    SecondPersonError,
    StandingError,
)
from lms.accounts.letters import send_letter
from lms.accounts.models import ADMINISTRATORS, ORGANISERS, SAFEGUARDING, Standing, User
from lms.accounts.rules import is_administrator
from lms.accounts.safety.addresses import note_address_change
from lms.accounts.safety.ending import end_access
from lms.accounts.safety.models import IdentityCheck, Recovery
from lms.accounts.visits.notices import forget_devices_of
from lms.audit.services import record
from lms.language import speaking

CONFIRMED_WITHIN = timedelta(days=3)
KEPT_AFTER_END = timedelta(days=30)


@transaction.atomic
def open_recovery(*, person: User, actor: User, email: str, checked: str, resets_factors: bool) -> Recovery:
    """A recovery waits for somebody else to confirm it; nothing has changed for ``person`` yet.

    Takes the place of one that is open and says otherwise. Idempotent; recorded with kinds only.

    Raises ``OwnAccessError``, ``SecondPersonError`` for whoever is no administrator,
    ``StandingError`` and ``AddressInUseError``.
    """
    if person.pk == actor.pk:
        raise OwnAccessError
    if not is_administrator(actor):
        raise SecondPersonError
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.may_come_in:
        raise StandingError
    _refuse_taken(locked, email)
    wanted = {
        "email": email,
        "checked": IdentityCheck(checked).value,
        "resets_factors": resets_factors,
        "opened_by": actor,
    }
    now = timezone.now()
    earlier = Recovery.objects.filter(person=locked, confirmed_at=None, withdrawn_at=None)
    same = earlier.filter(expires_at__gt=now, **wanted).first()
    if same is not None:
        return same
    earlier.update(withdrawn_at=now)
    recovery = Recovery.objects.create(person=locked, expires_at=now + CONFIRMED_WITHIN, **wanted)
    _record(recovery, actor, "opened", checked=recovery.checked, resets_factors=resets_factors)
    return recovery


@transaction.atomic
def confirm_recovery(*, recovery: Recovery, actor: User) -> Recovery:
    """The person has the new address, and a letter there lets them choose a password.

    Sessions, signed links, known devices and the password have ended; second factors too if that
    was asked for. The former address is told at once, and can undo it for seven days. Idempotent
    for whoever confirmed it; recorded with both names' uids.

    Raises ``RecoveryEndedError``, ``SecondPersonError``, ``StandingError`` and ``AddressInUseError``.
    """
    person = User.objects.select_for_update().get(pk=recovery.person_id)
    locked = Recovery.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=recovery.pk)
    if locked.confirmed_by_id == actor.pk:
        return locked
    if not locked.is_open:
        raise RecoveryEndedError
    if not may_confirm(actor, locked) or not is_administrator(locked.opened_by):
        raise SecondPersonError
    if not person.may_come_in:
        raise StandingError
    _refuse_taken(person, locked.email)
    locked.confirmed_by, locked.confirmed_at = actor, timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    _hand_over(locked, person, actor)
    _record(locked, actor, "confirmed", opened_by=str(locked.opened_by.uid))
    return locked


@transaction.atomic
def withdraw_recovery(*, recovery: Recovery, actor: User) -> Recovery:
    """Nobody can confirm it any more. Idempotent. Raises ``RecoveryEndedError`` once it was confirmed."""
    locked = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if locked.confirmed_at is not None:
        raise RecoveryEndedError
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
        _record(locked, actor, "withdrawn")
    return locked


def who_may_confirm(recovery: Recovery) -> QuerySet[User]:
    """Other administrators; where there is none, safeguarding leads and organisers. Neither of the two."""
    others = User.objects.filter(is_active=True, standing=Standing.ACTIVE).exclude(
        pk__in=(recovery.opened_by_id, recovery.person_id)
    )
    administrators = others.filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS)).distinct()
    if administrators.exists():
        return administrators
    return others.filter(groups__name__in=(SAFEGUARDING, ORGANISERS)).distinct()


def may_confirm(user: User, recovery: Recovery) -> bool:
    return who_may_confirm(recovery).filter(pk=user.pk).exists()


def forget_recoveries() -> int:
    """Recoveries that ended thirty days ago are gone, and their addresses with them; how many went."""
    before = timezone.now() - KEPT_AFTER_END
    return Recovery.objects.filter(expires_at__lt=before).delete()[0]


def _refuse_taken(person: User, email: str) -> None:
    if User.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise AddressInUseError


def _hand_over(recovery: Recovery, person: User, actor: User) -> None:
    old, person.email = person.email, recovery.email
    # Before the password goes, so that undoing knows that it did.
    note_address_change(person=person, old=old, actor_uid=actor.uid, tells_new=False)
    person.set_unusable_password()
    person.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=person).delete()
    if recovery.resets_factors:
        Authenticator.objects.filter(user=person).delete()
    end_access(person=person)
    forget_devices_of(person=person, except_number="")
    url = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    with speaking(person.language):
        send_letter(
            "account/email/recovery",
            recovery.email,
            {"password_reset_url": settings.SITE_URL + url, "resets_factors": recovery.resets_factors},
        )


def _record(recovery: Recovery, actor: User, what: str, **details: str | bool) -> None:
    record(
        actor_uid=actor.uid,
        action=f"accounts.recovery_{what}",
        subject=f"recovery:{recovery.uid}",
        about_uid=recovery.person.uid,
        **details,
    )
