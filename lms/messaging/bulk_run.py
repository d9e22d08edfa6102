"""The run of a letter to many: the list of recipients, then one letter after the other.

A round is short, holds the letter for itself, and may die at any line: what becomes of each person
is written down before and after their letter is handed over, so no round sends anything twice.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.accounts.fields import normalise_name
from lms.audit.services import record
from lms.messaging.bulk_audiences import audience
from lms.messaging.bulk_consent import who_reads
from lms.messaging.bulk_letters import letter_for
from lms.messaging.bulk_models import BulkRecipient, BulkSend, BulkState, LeftOut, RecipientState
from lms.messaging.bulk_selectors import progress_of
from lms.messaging.bulk_services import ADVANCE
from lms.queue.services import enqueue

HOLD = timedelta(seconds=75)  # longer than a job may run, so a dead worker's hold ends by itself
ROUND_SECONDS = 35  # of the 60 that a job has: the last letter may take EMAIL_TIMEOUT (20) to be refused
CHUNK = 200
MOST_ATTEMPTS = 5
PAUSE_AFTER_REFUSAL = timedelta(minutes=5)
LONDON = ZoneInfo("Europe/London")
QUIET_FROM, QUIET_UNTIL = 21, 8  # hours of London; nothing routine leaves between them


class _LineBrokeError(Exception):
    """Nothing more can be sent in this round; what became of the last person is noted."""


def is_quiet(moment: datetime) -> bool:
    """Whether ``moment`` lies between 21:00 and 08:00 in London."""
    hour = moment.astimezone(LONDON).hour
    if settings.BULK_AT_NIGHT:
        return False
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def advance_bulk(*, bulk_id: int) -> bool:
    """One round: the list is written further, or the next letters are sent; True if it ran out of time.

    Nothing happens in quiet hours, while another worker holds the letter, or when it is not being
    sent. At most ``BULK_PER_MINUTE`` letters leave in any sixty seconds. A mail server that cannot
    be reached is noted on the letter, and the next minute's round tries again.
    """
    if is_quiet(timezone.now()) or not _take_hold(bulk_id):
        return False
    deadline = time.monotonic() + ROUND_SECONDS
    try:
        bulk = BulkSend.objects.get(pk=bulk_id)
        _name_the_unknown(bulk)
        if not _write_list(bulk, deadline):
            return True
        return _send_waiting(bulk, deadline)
    finally:
        BulkSend.objects.filter(pk=bulk_id).update(held_until=None)


def continue_bulk_sends() -> int:
    """Every letter that is being sent gets a round, by a job of its own; returns how many do."""
    if is_quiet(timezone.now()):
        return 0
    free = Q(held_until__isnull=True) | Q(held_until__lt=timezone.now())
    waiting = list(BulkSend.objects.filter(free, state=BulkState.SENDING).values_list("pk", flat=True))
    for bulk_id in waiting:
        enqueue(ADVANCE, bulk_id)
    return len(waiting)


def _take_hold(bulk_id: int) -> bool:
    """True if the letter is ours for this round; one statement decides between workers."""
    now = timezone.now()
    free = Q(held_until__isnull=True) | Q(held_until__lt=now)
    ours = BulkSend.objects.filter(free, pk=bulk_id, state=BulkState.SENDING)
    return bool(ours.update(held_until=now + HOLD))


def _name_the_unknown(bulk: BulkSend) -> None:
    """Whoever was in a dead worker's hand: nobody knows whether that letter left."""
    left = BulkRecipient.objects.filter(bulk=bulk, state=RecipientState.SENDING)
    left.update(state=RecipientState.UNKNOWN)


def _write_list(bulk: BulkSend, deadline: float) -> bool:
    """True once everybody of every audience is on the list; False if the time ran out before."""
    while bulk.taken_at is None:
        if time.monotonic() > deadline:
            return False
        _take_chunk(bulk)
    return True


@transaction.atomic
def _take_chunk(bulk: BulkSend) -> None:
    """The next people of the audience are on the list, and the letter knows how far it got."""
    if bulk.taken_audience >= len(bulk.audiences):
        bulk.taken_at = timezone.now()
        bulk.save(update_fields=["taken_at"])
        return
    code = bulk.audiences[bulk.taken_audience]
    found, rows = audience(code), []
    if found is not None:
        people = found.people().filter(pk__gt=bulk.taken_after).order_by("pk")
        rows = list(people.values_list("pk", "uid", "email")[:CHUNK])
    BulkRecipient.objects.bulk_create(
        (_recipient(bulk, code, uid, address) for _pk, uid, address in rows), ignore_conflicts=True
    )
    if len(rows) < CHUNK:
        bulk.taken_audience, bulk.taken_after = bulk.taken_audience + 1, 0
    else:
        bulk.taken_after = rows[-1][0]
    bulk.save(update_fields=["taken_audience", "taken_after"])


def _recipient(bulk: BulkSend, code: str, uid: Any, address: str | None) -> BulkRecipient:
    person = BulkRecipient(bulk=bulk, audience=code, subject_uid=uid)
    if not address:
        person.address_key = f"none {uid}"
        person.state, person.reason = RecipientState.LEFT_OUT, LeftOut.NO_ADDRESS
        return person
    said = f"{bulk.uid} {normalise_name(address)}"
    person.address_key = salted_hmac("lms.messaging.bulk", said, algorithm="sha256").hexdigest()
    return person


def _allowance() -> int:
    """How many letters may still leave in this minute, over all runs."""
    since = timezone.now() - timedelta(seconds=60)
    recent = BulkRecipient.objects.filter(at__gt=since).exclude(state=RecipientState.LEFT_OUT)
    return int(settings.BULK_PER_MINUTE) - recent.count()


def _send_waiting(bulk: BulkSend, deadline: float) -> bool:
    """True if the time ran out; False if all is done, or the rest must wait for a later minute."""
    allowance, connection = _allowance(), get_connection(settings.DELIVERY_BACKEND)
    try:
        while people := _next_in_line(bulk):
            for pk in people:
                if allowance <= 0 or is_quiet(timezone.now()) or not _goes_on(bulk, connection):
                    return False
                if time.monotonic() > deadline:
                    return True
                allowance -= _serve(bulk, connection, pk) != RecipientState.LEFT_OUT
    except _LineBrokeError:
        return False
    finally:
        connection.close()
    _finish(bulk)
    return False


def _next_in_line(bulk: BulkSend) -> list[int]:
    rested = Q(at__isnull=True) | Q(at__lt=timezone.now() - PAUSE_AFTER_REFUSAL)
    waiting = BulkRecipient.objects.filter(rested, bulk=bulk, state=RecipientState.WAITING)
    return list(waiting.order_by("attempts", "pk").values_list("pk", flat=True)[:CHUNK])


def _goes_on(bulk: BulkSend, connection: Any) -> bool:
    """Nobody paused or stopped it, and the mail server listens."""
    if not BulkSend.objects.filter(pk=bulk.pk, state=BulkState.SENDING).exists():
        return False
    try:
        connection.open()
    except OSError as error:  # what smtplib raises is one too
        _note_trouble(bulk, error)
        return False
    return True


def _note_trouble(bulk: BulkSend, error: BaseException | None) -> None:
    """Its kind and the server's code; never the server's words, which may hold an address."""
    code = getattr(error, "smtp_code", "")
    trouble = f"{type(error).__name__} {code}".strip() if error is not None else ""
    if bulk.trouble != trouble:
        bulk.trouble = trouble
        bulk.save(update_fields=["trouble"])


def _serve(bulk: BulkSend, connection: Any, pk: int) -> str:
    """One person: claimed, asked for once more, written to, noted; returns what became of them."""
    claim = BulkRecipient.objects.filter(
        pk=pk, state=RecipientState.WAITING, bulk__state=BulkState.SENDING
    ).update(state=RecipientState.SENDING, at=timezone.now(), attempts=F("attempts") + 1)
    if not claim:
        return RecipientState.LEFT_OUT
    person = BulkRecipient.objects.get(pk=pk)
    reader = who_reads(person.audience, person.subject_uid)
    if isinstance(reader, LeftOut):
        return _note(person, RecipientState.LEFT_OUT, reader)
    try:
        letter = letter_for(bulk, reader, message_id=_message_id(bulk, person))
        letter.message()
    except Exception:  # an address or a name that no letter can hold
        return _note(person, RecipientState.FAILED)
    return _hand_over(bulk, person, connection, letter)


def _hand_over(bulk: BulkSend, person: BulkRecipient, connection: Any, letter: EmailMultiAlternatives) -> str:
    try:
        connection.send_messages([letter])
    except SMTPSenderRefused as error:
        _note_trouble(bulk, error)
        _note(person, RecipientState.WAITING)
        raise _LineBrokeError from error
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        connection.close()  # after some refusals the server has hung up
        is_over = _code(error) >= 500 or person.attempts >= MOST_ATTEMPTS
        return _note(person, RecipientState.FAILED if is_over else RecipientState.WAITING)
    except Exception as error:
        _note_trouble(bulk, error)
        _note(person, RecipientState.UNKNOWN)
        raise _LineBrokeError from error
    _note_trouble(bulk, None)
    return _note(person, RecipientState.SENT)


def _code(error: SMTPRecipientsRefused | SMTPResponseException) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    return int(error.smtp_code)


def _note(person: BulkRecipient, state: RecipientState, reason: str = "") -> str:
    """Only while it is in our hand: a round that outlived its hold overwrites nothing."""
    held = BulkRecipient.objects.filter(pk=person.pk, state=RecipientState.SENDING)
    held.update(state=state, reason=reason, at=timezone.now())
    return state


def _message_id(bulk: BulkSend, person: BulkRecipient) -> str:
    """The same whenever the letter is made for this person, so that a mailbox may know it again."""
    return f"<bulk.{bulk.uid}.{person.pk}@{urlsplit(settings.SITE_URL).hostname}>"


@transaction.atomic
def _finish(bulk: BulkSend) -> None:
    """The letter is done once nobody waits; the record says how many it was."""
    open_states = (RecipientState.WAITING, RecipientState.SENDING)
    if BulkRecipient.objects.filter(bulk=bulk, state__in=open_states).exists():
        return
    ours = BulkSend.objects.filter(pk=bulk.pk, state=BulkState.SENDING)
    if ours.update(state=BulkState.DONE, ended_at=timezone.now(), trouble=""):
        counts: dict[str, Any] = {**progress_of(bulk).counts}
        record(actor_uid=None, action="bulk.finish", subject=f"bulk:{bulk.uid}", **counts)
