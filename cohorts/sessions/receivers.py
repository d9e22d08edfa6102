"""News from the rooms below."""

from __future__ import annotations

from typing import Any

from lms.queue.services import enqueue


def end_sessions(sender: Any, cohort_id: int, **kwargs: Any) -> None:
    """A cohort was cancelled: so are its sessions to come, by a job."""
    enqueue("cohorts.sessions.tasks.cancel_sessions_job", cohort_id)
