"""What the outcomes make known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.outcomes import receivers
from cohorts.programmes.glance import Tab, register_tab
from lms.audit.words import register_words
from lms.queue.services import ensure_schedule


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Once a day. Idempotent."""
    ensure_schedule("outcomes: papers", "cohorts.outcomes.tasks.forget_papers_job", minutes=24 * 60)


def register() -> None:
    from django.apps import apps

    receivers.register()
    register_tab("outcomes", Tab(_("Outcomes"), "cohorts:outcomes_of_one"), order=80)
    register_words(
        deeds={"cohorts.outcomes_taken": _("Took the outcomes of a cohort along")},
        details={"form": _("as")},
        values={"form": {"pdf": _("a PDF"), "xlsx": _("a spreadsheet")}},
    )
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.outcomes.clock"
    )
