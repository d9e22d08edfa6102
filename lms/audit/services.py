"""Writing down who did what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lms.audit.models import AuditEvent


def record(*, actor_uid: UUID | None, action: str, subject: str, **details: Any) -> AuditEvent:
    """Append one event, in the caller's transaction: it stands or falls with the deed.

    ``actor_uid`` is None for the system. ``details`` hold no personal data beyond uids.
    """
    return AuditEvent.objects.create(actor_uid=actor_uid, action=action, subject=subject, details=details)
