"""Jobs of invitations."""

from __future__ import annotations

from lms.accounts.invitations.files import read_batch, send_piece
from lms.accounts.invitations.services import forget_invitations, send_invitation


def send_invitation_job(invitation_id: int) -> None:
    """Queue door to ``send_invitation``. A vanished invitation is not an error."""
    send_invitation(invitation_id=invitation_id)


def read_batch_job(batch_id: int) -> None:
    """Queue door to ``read_batch``."""
    read_batch(batch_id=batch_id)


def send_batch_job(batch_id: int) -> None:
    """Queue door to ``send_piece``."""
    send_piece(batch_id=batch_id)


def forget_invitations_job() -> None:
    """Queue door to ``forget_invitations``; run every day."""
    forget_invitations()
