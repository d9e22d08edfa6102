"""Noting that a session is in use, and ending sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.visits.models import Visit
from lms.accounts.visits.words import browser_and_system
from lms.audit.services import record

NOTED_AGAIN_AFTER = timedelta(minutes=10)


def is_to_be_noted(seen_at: datetime) -> bool:
    """Whether a session last noted at ``seen_at`` is to be noted as in use again."""
    return timezone.now() - seen_at >= NOTED_AGAIN_AFTER


def note_seen(*, session_key: str, seen_at: datetime, agent: str) -> None:
    """A session last noted at ``seen_at`` is noted as in use now, unless that was under ten minutes ago.

    Asks nothing in between. The device's words follow an update of the browser.
    """
    if not is_to_be_noted(seen_at):
        return
    browser, system = browser_and_system(agent)
    Visit.objects.filter(pk=session_key, last_seen_at__lte=seen_at).update(
        last_seen_at=timezone.now(), browser=browser, system=system
    )


@transaction.atomic
def end_session(*, uid: UUID, actor: User) -> bool:
    """The session ``uid`` opens nothing from its next request on; whether there was one. Repeatable.

    The caller has asked whether ``actor`` may: everybody may end their own.
    """
    visit = Visit.objects.select_for_update(of=("self",)).select_related("user").filter(uid=uid).first()
    if visit is None:
        return False
    visit.delete()
    if visit.user is not None:
        _note_end(person=visit.user, actor=actor, count=1)
    return True


@transaction.atomic
def end_all_sessions(*, person: User, except_key: str | None = None, actor: User | None = None) -> int:
    """Nobody is signed in as ``person`` any more, but for the session ``except_key``; how many ended.

    Ended means from their next request on. Repeatable. ``actor`` is None where no person did it.
    """
    ended, _kinds = Visit.objects.filter(user=person).exclude(pk=except_key or "").delete()
    if ended:
        _note_end(person=person, actor=actor, count=ended)
    return ended


def _note_end(*, person: User, actor: User | None, count: int) -> None:
    record(
        actor_uid=actor.uid if actor else None,
        action="accounts.sessions_ended",
        subject=f"person:{person.uid}",
        about_uid=person.uid,
        count=count,
    )
