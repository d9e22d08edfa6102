"""Telling a cohort about a session: asked for once, each person by a job of their own."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cohorts.programmes.models import CohortState, Place
from cohorts.sessions import kinds
from cohorts.sessions.calendar import file_of
from cohorts.sessions.models import THERE, Attendance, Coming, LiveSession, SessionReply, Telling
from lms.accounts.models import User
from lms.language import speaking
from lms.messaging.notice_times import zone_of
from lms.messaging.notices import notify
from lms.pages.templatetags.components import at_time, on_date
from lms.queue.services import enqueue

WEEK, DAY, HOUR, MOVED, CANCELLED = "week", "day", "hour", "moved", "cancelled"
RECORDING, MISSING = "recording", "missing"
# Reminders: what, how long before, and how long before it is too late for this one.
REMINDERS = (
    (WEEK, timedelta(days=7), timedelta(days=3)),
    (DAY, timedelta(days=1), timedelta(hours=3)),
    (HOUR, timedelta(hours=1), timedelta(minutes=5)),
)
KINDS = {
    WEEK: kinds.COMING,
    DAY: kinds.COMING,
    HOUR: kinds.SOON,
    MOVED: kinds.MOVED,
    CANCELLED: kinds.CANCELLED,
    RECORDING: kinds.RECORDING,
    MISSING: kinds.MISSING,
}
WITH_FILE = (WEEK, MOVED, CANCELLED)
ALL_JOB, ONE_JOB = "cohorts.sessions.tasks.tell_cohort_job", "cohorts.sessions.tasks.tell_person_job"


@transaction.atomic
def tell(*, session: LiveSession, what: str) -> Telling:
    """The cohort is told ``what`` about ``session`` as it now is, once. Part of the caller’s transaction."""
    telling, is_new = Telling.objects.get_or_create(session=session, what=what, sequence=session.sequence)
    if is_new:
        enqueue(ALL_JOB, telling.pk)
    return telling


def remind_due() -> int:
    """Every session for which a reminder has come due is reminded of; returns how many reminders.

    A reminder that nobody sent in time is left out: a
    session planned for the day after tomorrow has no reminder a week before.
    """
    moment = timezone.now()
    planned = LiveSession.objects.planned().filter(cohort__state=CohortState.ANNOUNCED)
    soon = planned.filter(starts_at__gt=moment, starts_at__lte=moment + timedelta(days=7))
    told = set(Telling.objects.filter(session__in=soon).values_list("session", "what", "sequence"))
    count = 0
    for session in soon:
        for what, before, least in REMINDERS:
            left = session.starts_at - moment
            if least < left <= before and (session.pk, what, session.sequence) not in told:
                tell(session=session, what=what)
                count += 1
    return count


def people_for(session: LiveSession, what: str, *, only: User | None = None) -> list[int]:
    """Whom ``what`` is about: who takes part, less those who need not hear it; and who leads. Three queries.

    Reminders leave out who said they cannot come, but for the one a week before; recordings leave
    out who was there; “missing” leaves out both. ``only`` asks for one person.
    """
    places = Place.objects.taking_part().filter(cohort=session.cohort_id)
    leaders = session.facilitators.filter(is_active=True)
    if only is not None:
        places, leaders = places.filter(trainee=only), leaders.filter(pk=only.pk)
    cannot = SessionReply.objects.filter(session=session, answer=Coming.NO).values("place")
    came = Attendance.objects.filter(session=session).filter(Q(state__in=THERE) | ~Q(credit=""))
    if what in (DAY, HOUR, MISSING):
        places = places.exclude(pk__in=cannot)
    if what in (RECORDING, MISSING):
        places = places.exclude(pk__in=came.values("place"))
    people = list(places.order_by("pk").values_list("trainee", flat=True))
    if what in (HOUR, MOVED, CANCELLED):
        people += [pk for pk in leaders.values_list("pk", flat=True) if pk not in people]
    return people


@transaction.atomic
def tell_cohort(*, telling: Telling) -> int:
    """Each person concerned has a job that tells them; how many. Again, they hear nothing more."""
    people = people_for(telling.session, telling.what)
    for pk in people:
        enqueue(ONE_JOB, telling.pk, pk)
    return len(people)


def tell_person(*, telling: Telling, person: User) -> bool:
    """``person`` has the notice, once; False where it is no longer true or no longer theirs.

    A reminder of a session that was moved or cancelled since says nothing: the news of that did.
    """
    session, what = telling.session, telling.what
    is_past = session.sequence != telling.sequence or (session.is_cancelled and what != CANCELLED)
    if is_past or (what in (WEEK, DAY, HOUR) and session.has_begun):
        return False
    if not people_for(session, what, only=person):
        return False
    is_trainee = Place.objects.open().filter(cohort=session.cohort_id, trainee=person).exists()
    kind = KINDS[what]
    with speaking(person.language), timezone.override(zone_of(person)):
        facts = {
            "title": session.title,
            "when": at_time(session.starts_at),
            "reason": session.cancelled_because if what == CANCELLED else session.moved_because,
            "until": on_date(session.recording_until),
        }
        calendar = file_of(session) if what in WITH_FILE else None
    context = {name: facts[name] for name in kind.names}
    key = f"{session.uid}:{what}:{telling.sequence}"
    link = reverse("my_cohorts:session", args=[session.uid])
    if not is_trainee:
        link = reverse("cohorts:session", args=[session.cohort.slug, session.uid])
    return bool(
        notify(recipient=person, kind=kind.code, key=key, context=context, link=link, calendar=calendar)
    )
