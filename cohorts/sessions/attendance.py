"""Who was there, and for whom a session counts: by hand, by code, by the recording, by prior learning."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.core.cache import caches
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.programmes.completion import settle_place
from cohorts.programmes.models import Place
from cohorts.sessions.errors import (
    NotBegunError,
    NothingToWatchError,
    SessionCancelledError,
    TooManyTriesError,
    WrongCodeError,
)
from cohorts.sessions.models import (
    THERE,
    Attendance,
    AttendanceSource,
    AttendanceState,
    Coming,
    Credit,
    LiveSession,
    SessionReply,
)
from courses.learning.models import LessonProgress
from lms.accounts.models import User
from lms.audit.services import record

LATE_AFTER = timedelta(minutes=10)
CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 8  # of a code, by one person for one session


def attendance_of(session: LiveSession, place: Place) -> Attendance:
    """The row of the two, locked; made when there is none. In a transaction."""
    Attendance.objects.get_or_create(session=session, place=place)
    return Attendance.objects.select_for_update().get(session=session, place=place)


def note(
    row: Attendance,
    *,
    state: str,
    source: AttendanceSource | str,
    actor: User | None,
    minutes: int | None = None,
) -> None:
    """``row`` says ``state``, and credit follows: who was there has it, and who was not loses only that kind.

    In the caller’s transaction. What else gave credit stays.
    """
    row.state, row.source, row.noted_by, row.noted_at = state, source, actor, timezone.now()
    row.minutes = minutes if minutes is not None else row.minutes
    if state in THERE and not row.has_credit:
        row.credit, row.credited_at = Credit.ATTENDED, timezone.now()
    elif state not in THERE and row.credit == Credit.ATTENDED:
        row.credit, row.credited_at = Credit.NONE, None
    row.save()
    if row.has_credit:
        settle_place(row.place_id)


@transaction.atomic
def mark(*, session: LiveSession, place: Place, state: str, actor: User) -> Attendance:
    """By hand: it holds over codes and reports, before and after; an empty ``state`` gives it back to them.

    Repeatable. Raises ``SessionCancelledError`` and, up to half an hour before, ``NotBegunError``.
    """
    _check_noting(session)
    row = attendance_of(session, place)
    if (row.state, row.source) == (state, AttendanceSource.HAND if state else ""):
        return row
    note(row, state=state, source=AttendanceSource.HAND if state else "", actor=actor)
    record(
        actor_uid=actor.uid,
        action="sessions.mark",
        subject=f"session:{session.uid}",
        about_uid=place.trainee.uid,
        state=state,
    )
    return row


def mark_many(*, session: LiveSession, states: Mapping[Place, str], actor: User) -> int:
    """Each of these is marked by hand, one short transaction each, so that a crash loses none. How many."""
    for place, state in states.items():
        mark(session=session, place=place, state=state, actor=actor)
    return len(states)


def _check_noting(session: LiveSession) -> None:
    if session.is_cancelled:
        raise SessionCancelledError
    if timezone.now() < session.opens_at:
        raise NotBegunError


@transaction.atomic
def close_register(*, session: LiveSession, actor: User) -> int:
    """Nobody is without a word: who said they cannot come is excused, the rest were absent. How many.

    Those of whom something is known stay as they are, so it can be repeated, and a report brought in
    later still holds. Raises ``SessionCancelledError`` and ``NotBegunError``.
    """
    if session.is_cancelled:
        raise SessionCancelledError
    if not session.has_begun:
        raise NotBegunError
    excused = set(
        SessionReply.objects.filter(session=session, answer=Coming.NO).values_list("place", flat=True)
    )
    known = Attendance.objects.filter(session=session).exclude(state="").values("place")
    left = Place.objects.taking_part().filter(cohort=session.cohort_id).exclude(pk__in=known)
    count = 0
    for place in left.order_by("pk"):
        state = AttendanceState.EXCUSED if place.pk in excused else AttendanceState.ABSENT
        row = attendance_of(session, place)
        note(row, state=state, source=AttendanceSource.CLOSING, actor=actor)
        count += 1
    LiveSession.objects.filter(pk=session.pk).update(register_closed_at=timezone.now())
    return count


# ---------------------------------------------------------------- the code of the evening


@transaction.atomic
def show_code(*, session: LiveSession, actor: User) -> str:
    """A new code is good for 15 minutes from now, at most to the end; any before it is not.

    Raises ``SessionCancelledError`` and ``NotBegunError``.
    """
    session = LiveSession.objects.select_for_update().get(pk=session.pk)
    _check_noting(session)
    now = timezone.now()
    until = min(now + CODE_LASTS, session.ends_at)
    if until <= now:
        raise NotBegunError
    code = f"{secrets.randbelow(1_000_000):06d}"
    changed = {"code": code, "code_from": now, "code_until": until}
    LiveSession.objects.filter(pk=session.pk).update(**changed)
    record(actor_uid=actor.uid, action="sessions.code", subject=f"session:{session.uid}")
    return code


@transaction.atomic
def hide_code(*, session: LiveSession) -> None:
    """No code is good any more. Repeatable."""
    LiveSession.objects.filter(pk=session.pk).update(code="", code_from=None, code_until=None)


def enter_code(*, session: LiveSession, place: Place, code: str) -> Attendance:
    """The trainee was there: present, or late from ten minutes after the beginning. Repeatable.

    What was noted by hand stays. A moment equal to the code’s end is too late. Raises
    ``WrongCodeError`` and, after eight tries at one session, ``TooManyTriesError``.
    """
    key = f"session-code:{session.pk}:{place.pk}"
    caches["shared"].add(key, 0, timeout=6 * 3600)
    try:
        tries = caches["shared"].incr(key)
    except ValueError:  # it ran out between the two lines
        tries = 1
    if tries > MOST_TRIES:
        raise TooManyTriesError
    with transaction.atomic():
        session = LiveSession.objects.select_for_update().get(pk=session.pk)
        now = timezone.now()
        good = bool(session.code and session.code_from and session.code_until) and not session.is_cancelled
        typed = "".join(code.split())
        if not good or not secrets.compare_digest(typed.encode(), session.code.encode()):
            raise WrongCodeError
        if not session.code_from <= now < session.code_until:  # type: ignore[operator]
            raise WrongCodeError
        row = attendance_of(session, place)
        if row.source != AttendanceSource.HAND and not row.was_there:
            late = now > session.starts_at + LATE_AFTER
            state = AttendanceState.LATE if late else AttendanceState.PRESENT
            note(row, state=state, source=AttendanceSource.CODE, actor=place.trainee)
    return row


# ---------------------------------------------------------------- equal credit


@transaction.atomic
def watch_recording(*, session: LiveSession, place: Place) -> Attendance:
    """The trainee says that they watched it; credit comes with the check, now or when it is passed.

    Repeatable. Raises ``NothingToWatchError``.
    """
    if not session.has_recording:
        raise NothingToWatchError
    row = attendance_of(session, place)
    if row.watched_at is None:
        row.watched_at = timezone.now()
        row.save(update_fields=["watched_at"])
    settle_recording(row, session, place)
    return row


def settle_recording(row: Attendance, session: LiveSession, place: Place) -> bool:
    """``row`` has credit if the recording was watched and its check’s lesson is done. In a transaction."""
    if row.has_credit or row.watched_at is None or session.check_lesson_id is None:
        return False
    done = LessonProgress.objects.filter(
        learner=place.trainee_id, lesson=session.check_lesson_id, done_at__isnull=False
    )
    if not done.exists():
        return False
    row.credit, row.credited_at = Credit.RECORDING, timezone.now()
    row.save(update_fields=["credit", "credited_at"])
    settle_place(place.pk)
    return True


def settle_recordings() -> int:
    """Whoever watched a recording and has passed its check by now has credit; how many. Repeatable."""
    passed = Attendance.objects.filter(
        credit="",
        watched_at__isnull=False,
        session__check_lesson__progress__learner=F("place__trainee"),
        session__check_lesson__progress__done_at__isnull=False,
    )
    count = 0
    for pk in list(passed.values_list("pk", flat=True)):
        with transaction.atomic():
            row = (
                Attendance.objects.select_for_update(of=("self",))
                .select_related("session", "place")
                .get(pk=pk)
            )
            count += settle_recording(row, row.session, row.place)
    return count


@transaction.atomic
def recognise(*, session: LiveSession, place: Place, actor: User, reason: str) -> Attendance:
    """What the trainee learnt before counts as the session; ``reason`` says what and where. Repeatable.

    Credit of another kind stays. Raises ``SessionCancelledError``.
    """
    if session.is_cancelled:
        raise SessionCancelledError
    row = attendance_of(session, place)
    if row.has_credit:
        return row
    row.credit, row.credited_at, row.credit_reason = Credit.PRIOR, timezone.now(), reason
    row.save(update_fields=["credit", "credited_at", "credit_reason"])
    record(
        actor_uid=actor.uid,
        action="sessions.recognise",
        subject=f"session:{session.uid}",
        about_uid=place.trainee.uid,
    )
    settle_place(place.pk)
    return row
