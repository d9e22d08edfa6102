from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "lms.privacy"
    label = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from lms.privacy import access, periods, rooms, rules  # noqa: F401

        rooms.register()
        post_migrate.connect(_plan, sender=self, dispatch_uid="privacy.plan")


def _plan(*, using: str, **kwargs: Any) -> None:
    from lms.queue.services import ensure_schedule

    if using == "default":
        ensure_schedule("privacy: due erasures", "lms.privacy.tasks.begin_due_erasures_job", minutes=60)
        ensure_schedule("privacy: retention", "lms.privacy.tasks.run_retention_job", minutes=24 * 60)
