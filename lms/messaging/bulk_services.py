"""Writing a letter to many, and starting, pausing and stopping its run."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.bulk_audiences import audience
from lms.messaging.bulk_errors import ChangedMeanwhileError, NobodyToWriteToError, NotADraftError
from lms.messaging.bulk_letters import Reader, letter_for
from lms.messaging.bulk_models import BulkRecipient, BulkSend, BulkState, RecipientState
from lms.queue.services import enqueue

WORDS = ("subject", "text", "link_text", "link_url", "audiences")
ADVANCE = "lms.messaging.bulk_tasks.advance_bulk_job"


def fingerprint(bulk: BulkSend) -> str:
    """What the letter says and to whom, so that what was looked at is what is sent."""
    said = json.dumps([getattr(bulk, name) for name in WORDS])
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def write_bulk(*, actor: User, bulk: BulkSend | None = None, words: dict[str, Any]) -> BulkSend:
    """The draft says ``words`` afterwards; without ``bulk`` a new one is begun.

    Raises ``NotADraftError`` once it is on its way.
    """
    if bulk is None:
        bulk = BulkSend(author_uid=actor.uid)
    else:
        bulk = _locked(bulk)
        if bulk.state != BulkState.DRAFT:
            raise NotADraftError
    for name in WORDS:
        setattr(bulk, name, words[name])
    bulk.save()
    return bulk


def _locked(bulk: BulkSend) -> BulkSend:
    return BulkSend.objects.select_for_update().get(pk=bulk.pk)


def send_test(*, bulk: BulkSend, actor: User, subject: str) -> None:
    """``actor`` gets the letter as it is now, with ``subject`` saying that it is a test; nobody else does."""
    reader = Reader(actor.email or "", actor.display_name, preferences="")
    letter_for(bulk, reader, subject=subject).send()


@transaction.atomic
def start_bulk(*, bulk: BulkSend, actor: User, checked: str) -> BulkSend:
    """The letter is on its way: a job makes the list of recipients and sends. A second call changes nothing.

    ``checked`` is the fingerprint of what the organiser looked at. Raises ``ChangedMeanwhileError``
    if it says something else by now, ``NobodyToWriteToError`` if its lists are empty.
    """
    bulk = _locked(bulk)
    if bulk.state != BulkState.DRAFT:
        return bulk
    if fingerprint(bulk) != checked:
        raise ChangedMeanwhileError
    lists = [found for code in bulk.audiences if (found := audience(code)) is not None]
    if not any(one.people().exists() for one in lists):
        raise NobodyToWriteToError
    bulk.state, bulk.started_at, bulk.sent_by_uid = BulkState.SENDING, timezone.now(), actor.uid
    bulk.save(update_fields=["state", "started_at", "sent_by_uid"])
    _note(bulk, actor, "start", audiences=list(bulk.audiences))
    enqueue(ADVANCE, bulk.pk)
    return bulk


@transaction.atomic
def pause_bulk(*, bulk: BulkSend, actor: User) -> BulkSend:
    """Nobody else is written to until somebody resumes it; the letter in the worker's hand still goes."""
    return _turn(bulk, actor, "pause", {BulkState.SENDING: BulkState.PAUSED})


@transaction.atomic
def resume_bulk(*, bulk: BulkSend, actor: User) -> BulkSend:
    """A paused letter goes on where it was."""
    bulk = _turn(bulk, actor, "resume", {BulkState.PAUSED: BulkState.SENDING})
    if bulk.state == BulkState.SENDING:
        enqueue(ADVANCE, bulk.pk)
    return bulk


@transaction.atomic
def stop_bulk(*, bulk: BulkSend, actor: User) -> BulkSend:
    """Whoever has not got the letter yet never will; this cannot be taken back."""
    ends: dict[str, str] = {BulkState.SENDING: BulkState.STOPPED, BulkState.PAUSED: BulkState.STOPPED}
    bulk = _turn(bulk, actor, "stop", ends)
    if bulk.state == BulkState.STOPPED and bulk.ended_at is None:
        bulk.ended_at = timezone.now()
        bulk.save(update_fields=["ended_at"])
    return bulk


def _turn(bulk: BulkSend, actor: User, action: str, ways: dict[str, str]) -> BulkSend:
    bulk = _locked(bulk)
    if bulk.state in ways:
        bulk.state = ways[bulk.state]
        bulk.save(update_fields=["state"])
        _note(bulk, actor, action)
    return bulk


@transaction.atomic
def send_unknown_again(*, bulk: BulkSend, actor: User) -> int:
    """Those of whom nobody knows whether they got the letter wait for it again; returns how many.

    Only a person decides this: some of them will get it twice. A stopped letter stays stopped.
    """
    bulk = _locked(bulk)
    if bulk.state not in (BulkState.SENDING, BulkState.PAUSED, BulkState.DONE):
        return 0
    unknown = BulkRecipient.objects.filter(bulk=bulk, state=RecipientState.UNKNOWN)
    again = unknown.update(state=RecipientState.WAITING, at=None, attempts=0)
    if again:
        if bulk.state == BulkState.DONE:
            bulk.state, bulk.ended_at = BulkState.SENDING, None
            bulk.save(update_fields=["state", "ended_at"])
        _note(bulk, actor, "send_unknown_again", count=again)
        enqueue(ADVANCE, bulk.pk)
    return again


def _note(bulk: BulkSend, actor: User, action: str, **details: Any) -> None:
    record(actor_uid=actor.uid, action=f"bulk.{action}", subject=f"bulk:{bulk.uid}", **details)
