"""Jobs of sessions."""

from __future__ import annotations

from cohorts.programmes.models import Cohort
from cohorts.sessions.attendance import settle_recordings
from cohorts.sessions.models import Telling
from cohorts.sessions.recordings import forget_recordings
from cohorts.sessions.services import cancel_sessions_of
from cohorts.sessions.several import tell_of_change, tell_one_of_change
from cohorts.sessions.several_models import SessionsChange
from cohorts.sessions.telling import remind_due, tell_cohort, tell_person
from lms.accounts.models import User


def remind_job() -> None:
    """Every five minutes: reminders that are due, and credit for recordings that were watched and checked."""
    remind_due()
    settle_recordings()


def tell_cohort_job(telling_id: int) -> None:
    telling = Telling.objects.select_related("session").filter(pk=telling_id).first()
    if telling is not None:
        tell_cohort(telling=telling)


def tell_person_job(telling_id: int, person_id: int) -> None:
    telling = Telling.objects.select_related("session").filter(pk=telling_id).first()
    person = User.objects.filter(pk=person_id).first()
    if telling is not None and person is not None:
        tell_person(telling=telling, person=person)


def tell_of_change_job(change_id: int) -> None:
    change = SessionsChange.objects.filter(pk=change_id).first()
    if change is not None:
        tell_of_change(change=change)


def tell_one_of_change_job(change_id: int, person_id: int) -> None:
    change = SessionsChange.objects.select_related("cohort").filter(pk=change_id).first()
    person = User.objects.filter(pk=person_id).first()
    if change is not None and person is not None:
        tell_one_of_change(change=change, person=person)


def forget_recordings_job() -> None:
    """Once an hour: recordings whose last day is over are gone."""
    forget_recordings()


def cancel_sessions_job(cohort_id: int) -> None:
    """Queue door to ``cancel_sessions_of``. A vanished cohort is not an error."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        cancel_sessions_of(cohort=cohort, reason=cohort.cancelled_because or cohort.title)
