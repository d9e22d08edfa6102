"""What the overview makes known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.overview import deeds, kinds, retention
from cohorts.overview.my_work import my_work_part
from cohorts.overview.privacy import HANDS
from cohorts.overview.selectors import hands_number
from cohorts.programmes.glance import Glance, Tab, register_glance, register_part, register_tab
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read
from lms.queue.services import ensure_schedule


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """A look for signs every hour. Idempotent."""
    ensure_schedule("cohorts: signs", "cohorts.overview.tasks.look_for_signs_job", minutes=60)


def _hands(cohort: Cohort, user: User) -> Glance:
    number = hands_number(cohort)
    words = ngettext("might need a hand", "might need a hand", number)
    return Glance(number, words, "", reverse("cohorts:hands", args=[cohort.slug]), is_urgent=bool(number))


def register() -> None:
    from django.apps import apps

    register_glance("hands", _hands, order=30)
    register_part("work", my_work_part, order=30)
    register_tab("grid", Tab(_("Everybody at a glance"), "cohorts:grid"), order=5)
    register_tab("hands", Tab(_("Who might need a hand"), "cohorts:hands"), order=20)
    register_tab("write", Tab(_("Write to the cohort"), "cohorts:write"), order=60)
    register_tab("trends", Tab(_("How it is going"), "cohorts:trends"), order=70)
    register_tab("records", Tab(_("Records"), "cohorts:records"), order=95)

    kinds.register()
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.overview.clock"
    )
    register_data(HANDS)
    retention.register()
    deeds.register()
    register_read("cohorts.read_progress", _("how you are getting on in your cohort"))
