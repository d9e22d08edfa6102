"""What programmes make known to the rooms below."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cohorts.programmes import kinds, receivers, retention, reviewing
from cohorts.programmes.glance import Glance, Tab, register_glance, register_tab
from cohorts.programmes.handing_over import ORGANISING
from cohorts.programmes.models import Cohort
from cohorts.programmes.privacy import PLACES
from cohorts.programmes.services import places_left
from lms.accounts.access import Access, register_access
from lms.accounts.duties import register_duty
from lms.accounts.models import User
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read
from lms.queue.services import ensure_schedule

SEES = Access(
    "cohort_people",
    _("Who has a place in a cohort, and how they are getting on"),
    _("to run the cohort, and to see who might need a hand"),
    rule="cohorts.run_some_cohort",
)


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Courses open in the night after the day before; a look every hour finds them. Idempotent."""
    ensure_schedule("cohorts: courses", "cohorts.programmes.tasks.look_for_open_courses_job", minutes=60)


def _taken(cohort: Cohort, user: User) -> Glance:
    left = places_left(cohort)
    note = ngettext("%(left)s place is free", "%(left)s places are free", left) % {"left": left}
    words = gettext("of %(places)s places taken") % {"places": cohort.places}
    return Glance(
        cohort.places - left,
        words,
        "" if cohort.is_over else note,
        reverse("cohorts:people", args=[cohort.slug]),
    )


def _completed(cohort: Cohort, user: User) -> Glance | None:
    number = cohort.held_places.exclude(completed_at=None).count()
    if not number:
        return None
    words = ngettext("completed it", "completed it", number)
    return Glance(number, words, href=reverse("cohorts:people", args=[cohort.slug]))


def register() -> None:
    from django.apps import apps

    register_glance("places", _taken, order=10)
    register_glance("completed", _completed, order=11)
    register_tab("people", Tab(_("People and places"), "cohorts:people"), order=10)
    register_tab("settings", Tab(_("Settings"), "cohorts:settings"), order=90)

    kinds.register()
    receivers.connect()
    reviewing.register()
    register_data(PLACES)
    retention.register()
    register_access(SEES)
    register_duty(ORGANISING)
    register_read("cohorts.read_place", _("your place in a cohort"))
    post_migrate.connect(_set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.clock")
