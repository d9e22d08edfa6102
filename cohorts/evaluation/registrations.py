"""What the evaluation makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.evaluation import kinds, panels
from cohorts.evaluation.privacy import EVALUATED, TEXTS
from cohorts.programmes.glance import Tab, register_glance, register_tab
from lms.desk.registry import register_next_step
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period
from lms.queue.services import ensure_schedule


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Hourly, so that people are asked in the morning of the first day. Idempotent."""
    ensure_schedule("evaluation: ask", "cohorts.evaluation.tasks.ask_due_job", minutes=60)


def register() -> None:
    from django.apps import apps

    kinds.register()
    register_data(EVALUATED)
    register_period(TEXTS)
    register_tab("evaluation", Tab(_("Evaluation"), "cohorts:evaluation"), order=70)
    register_glance("evaluation", panels.glance, order=60)
    register_next_step(panels.next_step, order=30)
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.evaluation.clock"
    )
