"""What sessions make known to the rooms below."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.completion import register_requirement
from cohorts.programmes.glance import Tab, register_glance, register_moved, register_part, register_tab
from cohorts.programmes.signals import cohort_cancelled
from cohorts.sessions import kinds, panels, retention
from cohorts.sessions.completing import sessions_requirement
from cohorts.sessions.models import LiveSession
from cohorts.sessions.privacy import NAMES, RECORDINGS, SESSIONS
from cohorts.sessions.receivers import end_sessions
from lms.accounts.access import Access, register_access
from lms.accounts.duties import Duty, register_duty
from lms.accounts.models import User
from lms.desk.registry import register_next_step, register_panel
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period
from lms.privacy.selectors import register_read
from lms.queue.services import ensure_schedule


def _still_to_lead(person: User) -> Q:
    return Q(facilitators=person, ends_at__gt=timezone.now())


def _count(person: User) -> int:
    return LiveSession.objects.planned().filter(_still_to_lead(person)).count()


def _hand_over(giver: User, taker: User) -> int:
    """``taker`` leads what ``giver`` was to lead. Repeatable."""
    sessions = list(LiveSession.objects.planned().filter(_still_to_lead(giver)))
    for session in sessions:
        session.facilitators.add(taker)
        session.facilitators.remove(giver)
    return len(sessions)


LEADING = Duty("sessions", _("Sessions to lead"), count=_count, hand_over=_hand_over)
SEES = Access(
    "attendance",
    _("Who comes to sessions, and who was there"),
    _("to lead sessions, and to see who needs a hand"),
    rule="cohorts.lead_sessions",
)


def _set_the_clock(sender: object, **kwargs: object) -> None:
    """Reminders every five minutes, recordings every hour. Idempotent."""
    ensure_schedule("sessions: reminders", "cohorts.sessions.tasks.remind_job", minutes=5)
    ensure_schedule("sessions: recordings", "cohorts.sessions.tasks.forget_recordings_job", minutes=60)


def register() -> None:
    from django.apps import apps

    kinds.register()
    register_data(SESSIONS)
    register_period(NAMES)
    register_period(RECORDINGS)
    retention.register()
    register_read("sessions.export", _("the attendance of your cohort, as a table"))
    register_duty(LEADING)
    register_access(SEES)
    register_requirement("sessions", sessions_requirement, order=20)
    register_glance("sessions_next", panels.next_glance, order=30)
    register_glance("sessions_open", panels.register_glance_of, order=12)
    register_tab("sessions", Tab(_("Sessions"), "cohorts:sessions"), order=40)
    register_moved("sessions", panels.asked_after_move)
    register_part("sessions", panels.sessions_part, order=20)
    cohort_cancelled.connect(end_sessions, dispatch_uid="cohorts.sessions.end")
    register_next_step(panels.next_step, order=20)
    register_next_step(panels.later_step, order=45)
    register_panel("sessions", panels.week_panel, order=5)
    register_panel("sessions_led", panels.leading_panel, order=6)
    post_migrate.connect(
        _set_the_clock, sender=apps.get_app_config("cohorts"), dispatch_uid="cohorts.sessions.clock"
    )
