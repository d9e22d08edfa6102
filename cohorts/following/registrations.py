"""What this room makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.following import kinds, panels, receivers
from cohorts.following.models import NetworkRule
from cohorts.following.privacy import AFTER, EARNED_PERIOD, TOWN_PERIOD
from cohorts.pathway.sections import (
    register_cohort_section,
    register_one_section,
    register_own_section,
)
from cohorts.programmes.glance import register_glance
from lms.audit.words import register_words
from lms.desk.registry import register_next_step, register_panel
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period
from lms.queue.services import ensure_schedule

# Whoever reads the record may not know who stands, so no word of it says so.
DEEDS = {
    "cohorts.network_rule_set": _("Changed who of a cohort earns a place in the network"),
    "cohorts.network_given": _("Gave somebody a place in the network"),
    "cohorts.network_kept": _("Confirmed that somebody keeps a place in the network"),
    "cohorts.network_revoked": _("Took somebody’s place in the network back"),
    "cohorts.letter_held_back": _("Held a letter to somebody back"),
    "cohorts.by_election_asked": _("Asked somebody who wanted to be asked"),
}


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Every ten minutes, since mornings begin at other times elsewhere. Idempotent."""
    ensure_schedule("following: letters", "cohorts.following.tasks.send_due_letters_job", minutes=10)


def register() -> None:
    from django.apps import apps

    kinds.register()
    receivers.connect()
    register_data(AFTER)
    register_period(EARNED_PERIOD)
    register_period(TOWN_PERIOD)
    rules = {code: NetworkRule(code).label for code in NetworkRule.values}
    register_words(deeds=DEEDS, details={"rule": _("rule")}, values={"rule": rules})
    register_cohort_section("day", panels.day, order=10)
    register_one_section("after", panels.one, order=10)
    register_own_section("after", panels.own, order=10)
    register_glance("after_the_way", panels.glance, order=56)
    register_next_step(panels.next_step, order=32)
    register_panel("near_polls", panels.desk, order=45)
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.following.clock"
    )
