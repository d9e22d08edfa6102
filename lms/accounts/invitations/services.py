"""Inviting people, one at a time; and what becomes of an invitation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from lms.accounts.errors import LinkUsedError
from lms.accounts.grants.services import grant_role
from lms.accounts.invitations.errors import HasAccountError, JustSentError, NotOpenError, RoleNotYoursError
from lms.accounts.invitations.models import Invitation, InvitationBatch
from lms.accounts.letters import send_letter
from lms.accounts.models import STAFF_GROUPS, Standing, User
from lms.accounts.rules import is_administrator
from lms.accounts.safety.addresses import confirm_address
from lms.audit.services import record
from lms.language import speaking
from lms.queue.services import enqueue

WORKS_FOR = timedelta(days=14)
BETWEEN_LETTERS = timedelta(minutes=10)
KEPT_AFTER_END = timedelta(days=30)
_SEND = "lms.accounts.invitations.tasks.send_invitation_job"
_SALT = "lms.accounts.invitation"


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    actor: User,
    role: str = "",
    language: str = "",
    lasts: timedelta = WORKS_FOR,
    batch: InvitationBatch | None = None,
) -> tuple[Invitation, bool]:
    """There is an open invitation for ``email``, and whether it is new; a new one's letter is on its way.

    One that ran out begins anew. Somebody with an account is invited only to a role, and accepts
    it after signing in. Idempotent: an open invitation stays as it is, and no second letter goes out.

    Raises ``RoleNotYoursError``, and ``HasAccountError`` where there is nothing to invite to.
    """
    if role and (role not in STAFF_GROUPS or not is_administrator(actor)):
        raise RoleNotYoursError
    person = User.objects.filter(email=email).first()
    if person is not None and not (role and person.is_active and role not in _groups(person)):
        raise HasAccountError
    now = timezone.now()
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(
        email=email,
        accepted_at=None,
        withdrawn_at=None,
        defaults={
            "name": name,
            "role": role,
            "language": language,
            "invited_by": actor,
            "batch": batch,
            "expires_at": now + lasts,
        },
    )
    if not is_new:
        if invitation.is_open:
            return invitation, False
        _begin_anew(invitation, actor, role, now + lasts)
    record(actor_uid=actor.uid, action="accounts.invited", subject=f"invitation:{invitation.uid}", role=role)
    enqueue(_SEND, invitation.pk)
    return invitation, True


def _begin_anew(invitation: Invitation, actor: User, role: str, until: datetime) -> None:
    invitation.invited_by, invitation.role = actor, role
    invitation.expires_at, invitation.sent_at = until, None
    invitation.save(update_fields=["invited_by", "role", "expires_at", "sent_at"])


def _groups(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


@transaction.atomic
def send_invitation(*, invitation_id: int) -> None:
    """The letter of an open invitation is handed to the post. Idempotent: one letter for each sending."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id, sent_at=None).first()
    if invitation is None or not invitation.is_open:
        return
    person = User.objects.filter(email=invitation.email).first()
    if person is not None and not person.is_active:
        return
    with speaking((person.language if person else "") or invitation.language):
        until = timezone.localtime(invitation.expires_at)
        send_letter(
            "account/email/invitation",
            invitation.email,
            {
                "invitation_url": invitation_url(invitation),
                "until": date_format(until, "j F Y"),
                "has_account": person is not None,
            },
        )
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])


def invitation_url(invitation: Invitation) -> str:
    key = signing.dumps(invitation.uid.hex, salt=_SALT)
    return settings.SITE_URL + reverse("accounts:invitation", args=[key])


@transaction.atomic
def resend_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """The invitation works for two weeks from now, and its letter is on its way again.

    Raises ``NotOpenError`` once it was accepted or withdrawn, ``JustSentError`` within ten minutes of
    the last letter, and ``RoleNotYoursError`` where the role is not the actor's to give.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at is not None or locked.withdrawn_at is not None:
        raise NotOpenError
    if locked.role and not is_administrator(actor):
        raise RoleNotYoursError
    now = timezone.now()
    if locked.is_open and (locked.sent_at is None or locked.sent_at > now - BETWEEN_LETTERS):
        raise JustSentError
    _begin_anew(locked, actor, locked.role, now + WORKS_FOR)
    record(actor_uid=actor.uid, action="accounts.invitation_resent", subject=f"invitation:{locked.uid}")
    enqueue(_SEND, locked.pk)
    return locked


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Its link opens nothing any more; nobody is told. Idempotent. ``NotOpenError`` once it was accepted."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise NotOpenError
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
        record(
            actor_uid=actor.uid, action="accounts.invitation_withdrawn", subject=f"invitation:{locked.uid}"
        )
    return locked


def read_invitation_key(*, key: str) -> Invitation:
    """The invitation behind a link, open or accepted. Changes nothing.

    Raises ``LinkUsedError`` for a link that is forged, withdrawn or too old, without saying which.
    """
    try:
        uid = UUID(signing.loads(key, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkUsedError from None
    invitation = Invitation.objects.select_related("invited_by").filter(uid=uid).first()
    if invitation is None or not (invitation.is_open or invitation.accepted_at):
        raise LinkUsedError
    return invitation


@transaction.atomic
def accept_as_newcomer(*, uid: UUID, name: str, password: str) -> User:
    """There is an account with the invited address, confirmed, and the role that came with it.

    The caller has the person's word that they are 18 or over. ``password`` may be empty: they
    sign in with codes by e-mail then. Raises ``LinkUsedError`` the second time, and where an account
    has come to be meanwhile.
    """
    invitation = _open(uid)
    if User.objects.filter(email=invitation.email).exists():
        raise LinkUsedError
    person = User.objects.create_user(
        email=invitation.email,
        password=password or None,
        name=name,
        language=invitation.language if invitation.language != settings.LANGUAGE_CODE else "",
        confirmed_adult_at=timezone.now(),
    )
    confirm_address(person=person)
    _accepted(invitation, person)
    return person


@transaction.atomic
def accept_as_member(*, uid: UUID, person: User) -> None:
    """``person``, who has the invited address, has the role that came with the invitation.

    Idempotent. Raises ``LinkUsedError`` for anybody else, and once it no longer works.
    """
    invitation = Invitation.objects.select_for_update().filter(uid=uid).first()
    if invitation is not None and invitation.accepted_by_id == person.pk:
        return
    invitation = _open(uid)
    if person.email != invitation.email or person.standing != Standing.ACTIVE:
        raise LinkUsedError
    _accepted(invitation, person)


def _open(uid: UUID) -> Invitation:
    """Locked: of two clicks, one accepts."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if invitation is None or not invitation.is_open:
        raise LinkUsedError
    return invitation


def _accepted(invitation: Invitation, person: User) -> None:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    details: dict[str, Any] = {}
    if invitation.role and is_administrator(invitation.invited_by):
        grant_role(person=person, role=invitation.role, actor=invitation.invited_by)
        details["role"] = invitation.role
    record(
        actor_uid=person.uid,
        action="accounts.invitation_accepted",
        subject=f"invitation:{invitation.uid}",
        about_uid=person.uid,
        **details,
    )


def forget_invitations() -> int:
    """Files, and invitations that ended, are gone after thirty days; returns how many rows went."""
    before = timezone.now() - KEPT_AFTER_END
    files = InvitationBatch.objects.filter(created_at__lt=before).delete()[0]
    ended = (
        Invitation.objects.filter(accepted_at__lt=before)
        | Invitation.objects.filter(withdrawn_at__lt=before)
        | Invitation.objects.filter(accepted_at=None, expires_at__lt=before)
    )
    return files + ended.delete()[0]
