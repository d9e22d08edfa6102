"""Jobs of the queue itself."""

from __future__ import annotations

from lms.queue.services import beat, forget_old_jobs, forget_old_machines, recover_lost_jobs


def sweep_job() -> None:
    """Every minute: show that workers live, send lost jobs again, forget what is over."""
    beat()
    recover_lost_jobs()
    forget_old_jobs()
    forget_old_machines()
