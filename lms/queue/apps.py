from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class QueueConfig(AppConfig):
    name = "lms.queue"
    label = "queue"
    verbose_name = "Queue"

    def ready(self) -> None:
        from lms import checks  # noqa: F401  (registers lms.E002 and its sisters)
        from lms.queue import receivers

        receivers.connect()
        post_migrate.connect(_plan_sweep, sender=self, dispatch_uid="queue.plan_sweep")


def _plan_sweep(*, using: str, **kwargs: Any) -> None:
    """The sweep is planned in every database that has been migrated."""
    from lms.queue.services import ensure_schedule

    if using == "default":
        ensure_schedule("queue: sweep", "lms.queue.tasks.sweep_job", minutes=1, accounted=False)
