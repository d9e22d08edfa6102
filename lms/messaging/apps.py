from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

NOTICE_JOBS = (
    ("sweep letters", "sweep_letters_job", 5),
    ("mail due notices", "mail_due_notices_job", 5),
    ("daily and weekly letters", "ask_for_gathered_letters_job", 10),
    ("tidy notices", "tidy_notices_job", 24 * 60),
)


class MessagingConfig(AppConfig):
    name = "lms.messaging"
    label = "messaging"
    verbose_name = "Messaging"

    def ready(self) -> None:
        from lms.accounts.letters import register_rewording
        from lms.messaging import (  # noqa: F401
            access,
            bounces_kinds,
            bounces_receivers,
            bulk_rules,
            copy_kinds,
            notice_rules,
            notice_timeline,
            staff_part,
            timeline_sources,
        )
        from lms.messaging.copy_letters import reworded

        bounces_kinds.register()
        bounces_receivers.connect()
        copy_kinds.register()
        register_rewording(reworded)
        staff_part.register()
        timeline_sources.register()
        notice_timeline.register()
        post_migrate.connect(_plan_forgetting, sender=self, dispatch_uid="messaging.plan_forgetting")


def _plan_forgetting(*, using: str, **kwargs: Any) -> None:
    from lms.queue.services import ensure_schedule

    if using == "default":
        ensure_schedule(
            "messaging: forget sent letters", "lms.messaging.tasks.forget_sent_messages_job", minutes=24 * 60
        )
        ensure_schedule(
            "messaging: letters to many", "lms.messaging.bulk_tasks.continue_bulk_sends_job", minutes=1
        )
        for name, job, minutes in NOTICE_JOBS:
            ensure_schedule(f"messaging: {name}", f"lms.messaging.tasks.{job}", minutes=minutes)
