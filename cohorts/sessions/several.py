"""Moving or cancelling several sessions at once: one letter for each person, about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.programmes.models import Cohort, Place
from cohorts.programmes.setting_up import move_phases
from cohorts.sessions.calendar import event_of
from cohorts.sessions.errors import SessionInPastError
from cohorts.sessions.kinds import SEVERAL
from cohorts.sessions.models import LiveSession
from cohorts.sessions.patterns import moment
from cohorts.sessions.services import cancel_session, move_session
from cohorts.sessions.several_models import SessionsChange
from lms.accounts.models import User
from lms.calendars import ZONE, calendar_file
from lms.language import speaking
from lms.messaging.notice_times import zone_of
from lms.messaging.notices import notify
from lms.pages.templatetags.components import at_time
from lms.queue.services import enqueue

ALL_JOB, ONE_JOB = (
    "cohorts.sessions.tasks.tell_of_change_job",
    "cohorts.sessions.tasks.tell_one_of_change_job",
)


@transaction.atomic
def move_several(
    *,
    cohort: Cohort,
    sessions: Iterable[LiveSession],
    days: int,
    reason: str,
    actor: User,
    key: UUID,
    with_phases: bool = False,
) -> SessionsChange:
    """Each of ``sessions`` is ``days`` days later, at the same time on the clock on the wall.

    All or none. The phases of the cohort too, ``with_phases``. Everyone concerned is told once, of
    all together. Idempotent by ``key``. Raises ``SessionInPastError``, ``NoSuchTimeError``, and what
    ``move_session`` raises.
    """
    by = timedelta(days=days)

    def move(session: LiveSession) -> LiveSession:
        local = session.starts_at.astimezone(ZONE)
        starts_at = moment(local.date() + by, local.time())
        if starts_at <= timezone.now():
            raise SessionInPastError
        ends_at = starts_at + (session.ends_at - session.starts_at)
        return move_session(
            session=session, actor=actor, starts_at=starts_at, ends_at=ends_at, reason=reason, quietly=True
        )

    change, is_new = _changed(cohort, sessions, reason, key, move)
    if is_new and with_phases:
        move_phases(cohort=cohort, by=by, actor=actor)
    return change


@transaction.atomic
def cancel_several(
    *, cohort: Cohort, sessions: Iterable[LiveSession], reason: str, actor: User, key: UUID
) -> SessionsChange:
    """None of ``sessions`` takes place. All or none; everyone concerned is told once, of all together.

    Idempotent by ``key``. Raises what ``cancel_session`` raises.
    """

    def cancel(session: LiveSession) -> LiveSession:
        cancel_session(session=session, actor=actor, reason=reason, quietly=True)
        return LiveSession.objects.get(pk=session.pk)

    return _changed(cohort, sessions, reason, key, cancel)[0]


def _changed(
    cohort: Cohort,
    sessions: Iterable[LiveSession],
    reason: str,
    key: UUID,
    change_one: Callable[[LiveSession], LiveSession],
) -> tuple[SessionsChange, bool]:
    Cohort.objects.select_for_update().values("pk").get(pk=cohort.pk)
    facts = {"cohort": cohort, "reason": reason}
    change, is_new = SessionsChange.objects.get_or_create(uid=key, defaults=facts)
    if is_new:
        changed = [change_one(session) for session in sessions]
        change.sequences = {str(session.pk): session.sequence for session in changed}
        change.save(update_fields=["sequences"])
        if changed:
            enqueue(ALL_JOB, change.pk)
    return change, is_new


def _still(change: SessionsChange) -> list[LiveSession]:
    """The sessions of ``change`` that are as it left them, in order. One query."""
    found = LiveSession.objects.filter(pk__in=[int(pk) for pk in change.sequences]).order_by(
        "starts_at", "pk"
    )
    return [session for session in found if change.sequences[str(session.pk)] == session.sequence]


@transaction.atomic
def tell_of_change(*, change: SessionsChange) -> int:
    """Each person concerned has a job that tells them; how many. Again, they hear nothing more."""
    pks = [int(pk) for pk in change.sequences]
    people = set(
        Place.objects.taking_part().filter(cohort=change.cohort_id).values_list("trainee", flat=True)
    )
    people |= set(
        User.objects.filter(sessions_led__in=pks, is_active=True).values_list("pk", flat=True).distinct()
    )
    for pk in sorted(people):
        enqueue(ONE_JOB, change.pk, pk)
    return len(people)


def tell_one_of_change(*, change: SessionsChange, person: User) -> bool:
    """``person`` has one notice about all sessions of ``change`` that concern them, with one calendar file.

    A trainee hears of all, whoever leads of those that they lead. False where nothing is left to
    say. The file publishes cancelled ones as such: a file that cancels holds one appointment only
    (RFC 5546, sections 3.2.1 and 3.2.5).
    """
    sessions = _still(change)
    is_trainee = Place.objects.taking_part().filter(cohort=change.cohort_id, trainee=person).exists()
    if not is_trainee:
        led = set(person.sessions_led.values_list("pk", flat=True))
        sessions = [session for session in sessions if session.pk in led]
    if not sessions or not person.is_active:
        return False
    with speaking(person.language), timezone.override(zone_of(person)):
        lines = "\n".join(_in_words(session) for session in sessions)
        calendar = calendar_file(event_of(session) for session in sessions)
    link = reverse("my_cohorts:sessions")
    if not is_trainee:
        first = sessions[0]
        link = reverse("cohorts:session", args=[change.cohort.slug, first.uid])
    context = {"sessions": lines, "reason": change.reason}
    key = f"several:{change.uid}"
    return bool(
        notify(recipient=person, kind=SEVERAL.code, key=key, context=context, link=link, calendar=calendar)
    )


def _in_words(session: LiveSession) -> str:
    facts = {"title": session.title, "when": at_time(session.starts_at)}
    if session.is_cancelled:
        return _("“%(title)s”, planned for %(when)s, does not take place.") % facts
    return _("“%(title)s” is now %(when)s.") % facts
