"""What the overview makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.overview import kinds
from cohorts.overview.privacy import HANDS
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read
from lms.queue.services import ensure_schedule


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """A look for signs every hour. Idempotent."""
    ensure_schedule("cohorts: signs", "cohorts.overview.tasks.look_for_signs_job", minutes=60)


def register() -> None:
    from django.apps import apps

    kinds.register()
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.overview.clock"
    )
    register_data(HANDS)
    register_read("cohorts.read_progress", _("how you are getting on in your cohort"))
