"""What the pathway makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.pathway import countdown_kinds, panels
from cohorts.pathway.checklist import COUNTDOWN
from cohorts.pathway.privacy import ADVICE, PATHWAY, PERIOD
from cohorts.programmes.glance import Tab, register_glance, register_part, register_tab
from cohorts.sessions.calendar import register_feed
from lms.accounts.access import Access, register_access
from lms.audit.words import register_words
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period
from lms.queue.services import ensure_schedule

DEEDS = {
    "cohorts.pathway_confirmed": _("Confirmed a step of somebody on the way to a seat"),
    "cohorts.pathway_corrected": _("Corrected a step of somebody on the way to a seat"),
    "cohorts.poll_moved": _("Moved the day of somebody’s poll"),
    "cohorts.date_advice_changed": _("Changed what is said about a date before polls"),
}
SEES = Access(
    "pathways",
    _("Where trainees mean to stand, and how far they have come on the way to a seat"),
    _("to help them on, to confirm what they write down, and to look after whoever was not chosen"),
    rule="cohorts.run_some_cohort",
)


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Reminders every hour, and a look at all countdowns every day. Idempotent."""
    ensure_schedule("pathway: reminders", "cohorts.pathway.tasks.remind_of_dates_job", minutes=60)
    ensure_schedule("pathway: countdowns", "cohorts.pathway.tasks.settle_countdowns_job", minutes=24 * 60)


def register() -> None:
    from django.apps import apps

    countdown_kinds.register()
    register_data(PATHWAY)
    register_data(ADVICE)
    register_access(SEES)
    register_period(PERIOD)
    register_words(deeds=DEEDS)
    register_feed(COUNTDOWN)
    register_tab("pathway", Tab(_("The way to a seat"), "cohorts:pathway"), order=65)
    register_glance("pathway", panels.glance, order=55)
    register_part("pathway", panels.part, order=60)
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.pathway.clock"
    )
