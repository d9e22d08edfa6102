"""Freezing an account, and writing down that somebody has died; and taking either back.

Whoever is not active has no sessions, no feeds and no signed links from that moment on, and
whatever sends letters looks at ``User.standing`` at the moment of sending.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.duties import hand_duties_over
from lms.accounts.errors import LastAdministratorError, OwnAccessError, StandingError
from lms.accounts.models import ADMINISTRATORS, Standing, User
from lms.accounts.safety.ending import end_access
from lms.audit.models import AuditEvent
from lms.audit.services import record

DIED = "accounts.marked_died"


class FreezeReason(models.TextChoices):
    """Why an account is frozen: a kind for the record, never a text about somebody."""

    TAKEN_OVER = "taken_over", _("Somebody else may be using the account")
    CONDUCT = "conduct", _("Somebody’s conduct is being looked into")
    ASKED = "asked", _("The person asked for it")
    LEFT = "left", _("The person has left")
    OTHER = "other", _("Another reason")


@transaction.atomic
def freeze_person(*, person: User, actor: User, reason: str) -> User:
    """``person`` cannot come in until unfrozen, and gets no mail; sessions and signed links have ended.

    Nothing is deleted; what they looked after passes to somebody else. Recorded with the kind of
    ``reason``. Idempotent.

    Raises ``OwnAccessError``, ``LastAdministratorError``, and ``StandingError`` for whoever has
    died or was erased.
    """
    locked = _locked(person, actor)
    if locked.standing == Standing.FROZEN:
        return _told(person, locked)
    if locked.standing != Standing.ACTIVE:
        raise StandingError
    _put_out(locked, actor, Standing.FROZEN)
    _record(locked, actor, "accounts.frozen", reason=FreezeReason(reason).value)
    return _told(person, locked)


@transaction.atomic
def unfreeze_person(*, person: User, actor: User) -> User:
    """``person`` can sign in again; what had ended stays ended. Idempotent; recorded.

    Raises ``OwnAccessError``, and ``StandingError`` for whoever has died or was erased.
    """
    locked = _locked(person, actor)
    if locked.standing not in {Standing.FROZEN, Standing.ACTIVE}:
        raise StandingError
    if not locked.is_active or locked.standing != Standing.ACTIVE:
        locked.standing, locked.is_active = Standing.ACTIVE, True
        locked.save(update_fields=["standing", "is_active"])
        _record(locked, actor, "accounts.unfrozen")
    return _told(person, locked)


@transaction.atomic
def mark_died(*, person: User, actor: User) -> User:
    """It is known that ``person`` has died: all mail, lists and nudges stop with the next send.

    Nobody is told by the site. Nothing is deleted; what they looked after passes to somebody else.
    Idempotent; recorded.

    Raises ``OwnAccessError``, ``LastAdministratorError``, and ``StandingError`` for whoever was erased.
    """
    locked = _locked(person, actor)
    if locked.standing == Standing.DIED:
        return _told(person, locked)
    if locked.standing == Standing.ERASED:
        raise StandingError
    was = locked.standing
    _put_out(locked, actor, Standing.DIED)
    _record(locked, actor, DIED, was=str(was))
    return _told(person, locked)


@transaction.atomic
def correct_died(*, person: User, actor: User) -> User:
    """It was a mistake: ``person`` has the standing from before. Idempotent; recorded.

    Raises ``StandingError`` for whoever was erased.
    """
    locked = _locked(person, actor)
    if locked.standing == Standing.ERASED:
        raise StandingError
    if locked.standing == Standing.DIED:
        last = AuditEvent.objects.filter(about_uid=locked.uid, action=DIED).first()
        frozen = last is not None and last.details.get("was") == Standing.FROZEN
        locked.standing = Standing.FROZEN if frozen else Standing.ACTIVE
        locked.is_active = not frozen
        locked.save(update_fields=["standing", "is_active"])
        _record(locked, actor, "accounts.died_corrected", standing=str(locked.standing))
    return _told(person, locked)


def _locked(person: User, actor: User) -> User:
    """The person's row, locked after the administrators' group, as ``save_person`` locks."""
    if person.pk == actor.pk:
        raise OwnAccessError
    Group.objects.select_for_update().get(name=ADMINISTRATORS)
    return User.objects.select_for_update().get(pk=person.pk)


def _put_out(person: User, actor: User, standing: Standing) -> None:
    _refuse_last_administrator(person)
    hand_duties_over(person=person, actor=actor)
    person.standing, person.is_active = standing, False
    person.save(update_fields=["standing", "is_active"])
    end_access(person=person)


def _refuse_last_administrator(person: User) -> None:
    """Before ``person`` goes: somebody else must be left who can look after people."""
    administrators = User.objects.filter(
        Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True
    )
    if administrators.filter(pk=person.pk).exists() and not administrators.exclude(pk=person.pk).exists():
        raise LastAdministratorError


def _record(person: User, actor: User, action: str, **details: str) -> None:
    subject = f"person:{person.uid}"
    record(actor_uid=actor.uid, action=action, subject=subject, about_uid=person.uid, **details)


def _told(person: User, locked: User) -> User:
    """What the caller holds says what the row says."""
    person.standing, person.is_active = locked.standing, locked.is_active
    person.links_epoch = locked.links_epoch
    return person
