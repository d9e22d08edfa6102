"""What work makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from courses.assessment.work import asking, desk, kinds, shown
from courses.assessment.work.passing import REVIEWING
from courses.assessment.work.privacy import WORK
from lms.accounts.access import Access, register_access
from lms.accounts.duties import register_duty
from lms.audit.words import register_words
from lms.desk.registry import register_next_step, register_panel
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read
from lms.queue.services import ensure_schedule

DEEDS = {
    "assessment.read_work": _("Opened a piece of work"),
    "assessment.work_answered": _("Answered a piece of work"),
    "assessment.work_passed_on": _("Gave a piece of work to another reviewer"),
}
SEES = Access(
    "works",
    _("Work that learners sent to a reviewer"),
    _("to read it and answer, in the courses of your cohorts"),
    rule="assessment.review",
)


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Once a day. Idempotent."""
    ensure_schedule("work: late answers", "courses.assessment.work.tasks.pass_on_late_job", minutes=24 * 60)


def register() -> None:
    from django.apps import apps

    asking.register()
    kinds.register()
    shown.register()
    register_data(WORK)
    register_duty(REVIEWING)
    register_access(SEES)
    register_read("assessment.read_work", _("work that you sent to a reviewer"))
    register_words(deeds=DEEDS, things={"work": _("piece of work")})
    register_next_step(desk.next_step, order=35)
    register_panel("works", desk.works_panel, order=15)
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("courses"), dispatch_uid="courses.work.clock"
    )
