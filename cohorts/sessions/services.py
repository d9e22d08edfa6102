"""Planning, moving and cancelling sessions, and saying whether one comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.errors import SessionCancelledError, SessionOverError
from cohorts.sessions.models import Coming, LiveSession, SessionReply, SessionState
from cohorts.sessions.patterns import Pattern
from cohorts.sessions.telling import CANCELLED, MOVED, tell
from lms.accounts.models import User
from lms.audit.services import record

# What of a session appears in calendars besides its time: a change there is a new SEQUENCE.
_IN_CALENDARS = ("place",)


@transaction.atomic
def plan_session(
    *,
    cohort: Cohort,
    actor: User,
    starts_at: datetime,
    ends_at: datetime,
    facilitators: Iterable[User] = (),
    pattern: UUID | None = None,
    **facts: Any,
) -> LiveSession:
    """The cohort has one more session, with the next number. Locks the cohort. Not idempotent."""
    Cohort.objects.select_for_update().values("pk").get(pk=cohort.pk)
    last = LiveSession.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"] or 0
    session = LiveSession.objects.create(
        cohort=cohort, number=last + 1, starts_at=starts_at, ends_at=ends_at, pattern=pattern, **facts
    )
    session.facilitators.set(facilitators)
    record(actor_uid=actor.uid, action="sessions.plan", subject=f"session:{session.uid}")
    return session


@transaction.atomic
def plan_pattern(
    *, cohort: Cohort, actor: User, pattern: Pattern, key: UUID, title: str, **facts: Any
) -> list[LiveSession]:
    """The sessions of ``pattern`` are there, each called ``title`` and its number until somebody says more.

    Idempotent by ``key``: a form sent twice plans once. Raises ``NoSuchTimeError``, and then plans none.
    """
    Cohort.objects.select_for_update().values("pk").get(pk=cohort.pk)
    known = list(LiveSession.objects.filter(cohort=cohort, pattern=key))
    if known:
        return known
    return [
        plan_session(
            cohort=cohort,
            actor=actor,
            starts_at=starts_at,
            ends_at=ends_at,
            pattern=key,
            title=f"{title} {place}"[:120],
            **facts,
        )
        for place, (starts_at, ends_at) in enumerate(pattern.spans, 1)
    ]


@transaction.atomic
def edit_session(
    *, session: LiveSession, actor: User, facts: Mapping[str, Any], facilitators: Iterable[User]
) -> LiveSession:
    """``session`` says ``facts``; its time is changed by ``move_session`` alone. Repeatable.

    Calendars learn of another place, and of having become a meeting or a room.
    """
    session = LiveSession.objects.select_for_update().get(pk=session.pk)
    before = [getattr(session, name) for name in _IN_CALENDARS] + [session.is_online]
    changed = [name for name, value in facts.items() if getattr(session, name) != value]
    for name in changed:
        setattr(session, name, facts[name])
    if [getattr(session, name) for name in _IN_CALENDARS] + [session.is_online] != before:
        session.sequence, session.changed_at = session.sequence + 1, timezone.now()
    session.save()
    session.facilitators.set(facilitators)
    if changed:
        record(actor_uid=actor.uid, action="sessions.edit", subject=f"session:{session.uid}", what=changed)
    return session


@transaction.atomic
def move_session(
    *,
    session: LiveSession,
    actor: User,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    quietly: bool = False,
) -> LiveSession:
    """``session`` is at another time: everyone is told once, and calendars show it anew, under the same UID.

    What people said to the old time is forgotten: it was another question. To the same time
    nothing happens. ``quietly``: those concerned hear of it together with other sessions. Raises
    ``SessionCancelledError`` and ``SessionOverError``.
    """
    session = _locked(session)
    if (session.starts_at, session.ends_at) == (starts_at, ends_at):
        return session
    _check_open(session)
    session.starts_at, session.ends_at, session.moved_because = starts_at, ends_at, reason
    session.sequence, session.changed_at = session.sequence + 1, timezone.now()
    session.code, session.code_from, session.code_until = "", None, None
    session.save()
    SessionReply.objects.filter(session=session).delete()
    if not quietly:
        tell(session=session, what=MOVED)
    record(actor_uid=actor.uid, action="sessions.move", subject=f"session:{session.uid}")
    return session


@transaction.atomic
def cancel_session(*, session: LiveSession, actor: User | None, reason: str, quietly: bool = False) -> None:
    """``session`` does not take place; everyone is told why, once; registers and replies stay. Repeatable.

    ``quietly``: those concerned hear of it in another way (their cohort was cancelled). Raises
    ``SessionOverError``.
    """
    session = _locked(session)
    if session.is_cancelled:
        return
    _check_open(session)
    session.state, session.cancelled_because = SessionState.CANCELLED, reason
    session.sequence, session.changed_at = session.sequence + 1, timezone.now()
    session.code, session.code_from, session.code_until = "", None, None
    session.save()
    if not quietly:
        tell(session=session, what=CANCELLED)
    actor_uid = actor.uid if actor else None
    record(actor_uid=actor_uid, action="sessions.cancel", subject=f"session:{session.uid}")


def cancel_sessions_of(*, cohort: Cohort, reason: str) -> int:
    """No session of a cancelled cohort takes place any more; nobody is told of each. How many. Repeatable."""
    to_come = list(LiveSession.objects.planned().filter(cohort=cohort, ends_at__gt=timezone.now()))
    for session in to_come:
        cancel_session(session=session, actor=None, reason=reason, quietly=True)
    return len(to_come)


def _locked(session: LiveSession) -> LiveSession:
    return LiveSession.objects.select_for_update().get(pk=session.pk)


def _check_open(session: LiveSession) -> None:
    if session.is_cancelled:
        raise SessionCancelledError
    if session.is_over:
        raise SessionOverError


@transaction.atomic
def reply(*, session: LiveSession, place: Place, answer: Coming) -> SessionReply:
    """The trainee said whether they come; the last answer stands. Repeatable.

    Raises ``SessionCancelledError`` and ``SessionOverError``.
    """
    _check_open(session)
    kept, _is_new = SessionReply.objects.update_or_create(
        session=session, place=place, defaults={"answer": answer, "at": timezone.now()}
    )
    return kept
