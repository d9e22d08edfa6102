"""Writing down who did what, and who read what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lms.audit.models import AuditEvent


def record(
    *, actor_uid: UUID | None, action: str, subject: str, about_uid: UUID | None = None, **details: Any
) -> AuditEvent:
    """Append one event, in the caller's transaction: it stands or falls with the deed.

    ``actor_uid`` is None for the system; ``about_uid`` is the person whose record it was, if
    there is one. ``details`` hold ids, kinds and times, never contents or names.
    """
    return AuditEvent.objects.create(
        actor_uid=actor_uid, action=action, subject=subject, about_uid=about_uid, details=details
    )


def record_read(
    *, actor_uid: UUID, action: str, subject: str, about_uid: UUID | None = None, **details: Any
) -> AuditEvent | None:
    """Append that ``actor_uid`` read a sensitive record of ``about_uid``; nothing for one's own record.

    ``about_uid`` is None where a list of many people was read; ``details`` then says how many.
    """
    if actor_uid == about_uid:
        return None
    return AuditEvent.objects.create(
        actor_uid=actor_uid,
        action=action,
        subject=subject,
        about_uid=about_uid,
        is_read=True,
        details=details,
    )
