"""Reading invitations."""

from __future__ import annotations

from typing import Any

from lms.accounts.invitations.models import Invitation, InvitationQuerySet
from lms.accounts.rules import is_administrator, is_organiser


def invitations_visible_to(user: Any) -> InvitationQuerySet:
    """Administrators see every invitation; organisers those that they made."""
    every = Invitation.objects.all()
    if is_administrator(user):
        return every
    return every.filter(invited_by=user) if is_organiser(user) else every.none()
