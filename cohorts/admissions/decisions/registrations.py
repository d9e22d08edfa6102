"""What this room makes known to the rooms below."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.rules import register_reader
from cohorts.admissions.decisions import desk, glances, kinds, receivers
from cohorts.admissions.decisions.handing_over import PREPARED, REVIEWS
from cohorts.admissions.decisions.offers import open_offers
from cohorts.admissions.decisions.privacy import DECISIONS, REVIEWING
from cohorts.admissions.decisions.rules import is_reviewer, reads_openly
from cohorts.programmes.glance import Tab, register_glance, register_tab
from cohorts.programmes.promised import register_promised
from lms.accounts.access import Access, register_access
from lms.accounts.duties import register_duty
from lms.accounts.safety.strong import require_strong_sign_in
from lms.desk.registry import register_next_step, register_panel
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read

JOBS = (
    ("publish decisions", "publish_due_batches_job", 1),
    ("offers and waiting lists", "look_after_offers_job", 1),
    ("promised days", "remind_people_job", 30),
)


def register() -> None:
    kinds.register()
    receivers.connect()
    register_data(DECISIONS)
    register_data(REVIEWING)
    register_duty(REVIEWS)
    register_duty(PREPARED)
    register_read("admissions.read_application", _("your application"))
    register_access(
        Access(
            "reviewing",
            _("Applications that they were given to review, without the name where reading is blind"),
            _("to judge them by the declared criteria"),
            rule="cohorts.review_somewhere",
        )
    )
    require_strong_sign_in(is_reviewer)
    register_reader("reviewers", reads_openly)
    register_next_step(desk.next_step, order=10)
    register_panel("admissions", desk.desk_panel, order=15)
    register_promised("offers", open_offers)
    register_glance("decisions", glances.hear_by, order=10)
    register_glance("checking", glances.to_check, order=12)
    register_glance("appeals", glances.appeals, order=14)
    register_tab("review", Tab(_("Applications and decisions"), "cohorts:board"), order=20)
    post_migrate.connect(
        _plan_jobs, sender=apps.get_app_config("cohorts"), dispatch_uid="decisions.plan_jobs"
    )


def _plan_jobs(*, using: str, **kwargs: Any) -> None:
    from lms.queue.services import ensure_schedule

    if using == "default":
        for name, job, minutes in JOBS:
            ensure_schedule(
                f"admissions: {name}", f"cohorts.admissions.decisions.tasks.{job}", minutes=minutes
            )
