"""Handing letters to the mail server, each of them once, and saying so where nobody knows.

A letter is claimed, handed over, and what became of it written down, with no transaction open while
the server is spoken to. A worker may die at any line: a letter whose claim ran out is *unknown*, and
only a person sends it again.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailError, AnymailRequestsAPIError
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lms.accounts.fields import normalise_name
from lms.accounts.models import Standing, User
from lms.audit.services import record
from lms.consent.models import Channel
from lms.consent.selectors import may_contact
from lms.messaging.kinds import kind_called
from lms.messaging.models import MailEventKind, MessageState, OutgoingMessage, StopReason, Suppression
from lms.messaging.outgoing import DELIVER_JOB, StoredLetter
from lms.queue.services import enqueue

CLAIM_HOLDS = timedelta(seconds=75)  # longer than a job may run
QUICK_ATTEMPTS = 5  # in the first minutes, by the job itself; afterwards one each half hour
SLOW_PAUSE = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=24)
KEEP_SENT = timedelta(days=30)
KEEP_TROUBLE = timedelta(days=90)
UNSENT = (MessageState.FAILED, MessageState.UNKNOWN, MessageState.STOPPED)


class MessageClaimedError(RuntimeError):
    """Two workers met at one letter; the later one tries again after a pause."""


class NotAcceptedError(RuntimeError):
    """The mail server did not take the letter, for sure; it waits for the next attempt."""


def deliver_message(*, message: OutgoingMessage) -> None:
    """``message`` was handed to the mail server, or it says why not; once sent its content is wiped.

    Handed over at most once for each time that somebody asked. Standing, returned letters and
    consent are looked at now. Idempotent.

    Raises ``MessageClaimedError`` while another worker is sending it, and ``NotAcceptedError`` where
    it surely was not taken and the job should try again soon.
    """
    claimed_at = _claim(message)
    if claimed_at is None:
        return
    message.refresh_from_db()
    if reason := _why_not(message):
        _settle(message, claimed_at, MessageState.STOPPED, reason=reason, mime=b"")
        return
    connection = get_connection(settings.DELIVERY_BACKEND)
    try:
        connection.open()
        connection.send_messages([StoredLetter(message)])
    except BaseException as error:
        _note_trouble(message, claimed_at, connection, error)
        if not isinstance(error, Exception):
            raise
    else:
        _settle(message, claimed_at, MessageState.SENT, sent_at=timezone.now(), mime=b"", trouble="")
    finally:
        with suppress(Exception):  # the letter’s fate is written down; a rude goodbye changes nothing
            connection.close()


def _claim(message: OutgoingMessage) -> datetime | None:
    """When the letter became ours to send; None if there is nothing to do. One statement decides."""
    now = timezone.now()
    this = OutgoingMessage.objects.filter(pk=message.pk)
    due = this.filter(Q(due_at=None) | Q(due_at__lte=now), state=MessageState.WAITING)
    if due.update(state=MessageState.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return now
    if this.filter(_claim_ran_out(now)).update(state=MessageState.UNKNOWN, trouble="worker lost"):
        return None
    if this.filter(state=MessageState.SENDING).exists():
        raise MessageClaimedError("Another worker is sending this letter.")
    return None


def _claim_ran_out(now: datetime) -> Q:
    return Q(state=MessageState.SENDING, claimed_at__lt=now - CLAIM_HOLDS)


def _settle(message: OutgoingMessage, claimed_at: datetime, state: MessageState, **values: Any) -> None:
    """What became of it; not if somebody asked for it anew after our claim had run out."""
    ours = OutgoingMessage.objects.filter(
        pk=message.pk, claimed_at=claimed_at, state__in=(MessageState.SENDING, MessageState.UNKNOWN)
    )
    ours.update(state=state, **values)


def _why_not(message: OutgoingMessage) -> StopReason | None:
    """Why the letter must not go, as things are now."""
    if _is_refused(message):
        return StopReason.SUPPRESSED
    if message.person_uid is None:
        dead = User.objects.filter(email__in=message.recipients, standing=Standing.DIED)
        return StopReason.STANDING if dead.exists() else None
    person = User.objects.filter(uid=message.person_uid).first()
    if person is None or not person.may_come_in:
        return StopReason.STANDING
    if message.recipients != [person.email]:
        return StopReason.ADDRESS
    kind = kind_called(message.kind)
    if kind and kind.consent and not may_contact(person.uid, Channel.EMAIL, kind.consent):
        return StopReason.WITHDREW
    return None


def _is_refused(message: OutgoingMessage) -> bool:
    """An address that takes nothing gets nothing; one that complained, only what cannot be left out."""
    addresses = [normalise_name(one) for one in message.recipients]
    found = Suppression.objects.filter(address__in=addresses)
    reasons = set(found.values_list("reason", flat=True))
    complained_only = reasons == {MailEventKind.COMPLAINED}
    return bool(reasons) and not (complained_only and _cannot_be_left_out(message, addresses))


def _cannot_be_left_out(message: OutgoingMessage, addresses: list[str]) -> bool:
    """What serves a decision, and what somebody with an account asks for, or must know to keep it theirs.

    The latter have no kind (codes, passwords, confirmations). Whoever has no account may not have asked:
    strangers bring addresses in. docs/decisions/0109
    """
    kind = kind_called(message.kind)
    if kind is not None:
        return kind.decisive
    return not message.kind and User.objects.filter(email__in=addresses).exists()


def _note_trouble(
    message: OutgoingMessage, claimed_at: datetime, connection: Any, error: BaseException
) -> None:
    """Refused for good, for now, or unknown. Raises ``NotAcceptedError`` for a quick next attempt."""
    code = _code(error)
    trouble = f"{type(error).__name__} {code or ''}".strip()
    if not _was_refused(connection, error, code):
        _settle(message, claimed_at, MessageState.UNKNOWN, trouble=trouble)
        return
    is_over = timezone.now() - message.queued_at > GIVE_UP_AFTER
    if is_over or _is_for_good(error, code):
        _settle(message, claimed_at, MessageState.FAILED, trouble=trouble)
        return
    is_quick = message.attempts < QUICK_ATTEMPTS
    due_at = None if is_quick else timezone.now() + SLOW_PAUSE
    _settle(message, claimed_at, MessageState.WAITING, trouble=trouble, due_at=due_at)
    if is_quick and isinstance(error, Exception):
        raise NotAcceptedError(trouble) from error


def _code(error: BaseException) -> int | None:
    """What the server answered: its reply code (RFC 5321) or HTTP status; None if it did not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _was_refused(connection: Any, error: BaseException, code: int | None) -> bool:
    """Whether the server surely has not got the letter.

    It said no; or it was never given the content. Of a backend that does not say how far it got,
    only its own refusals are believed.
    """
    if code is not None:
        return code >= 400
    if isinstance(error, AnymailError) and not isinstance(error, AnymailRequestsAPIError):
        return True
    return getattr(connection, "content_begun", None) is False


def _is_for_good(error: BaseException, code: int | None) -> bool:
    """A permanent no about this letter (5xx of RFC 5321; 4xx of HTTP but for “too many, later”)."""
    if isinstance(error, AnymailError):
        return code is None or (400 <= code < 500 and code != 429)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        return False  # that is about us, and mended by an administrator
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return True
    return code is not None and code >= 500


def sweep_letters() -> int:
    """Letters whose worker died are unknown; those due again have a job. Returns how many were touched.

    Repeatable: a second job for one letter finds nothing to do.
    """
    now = timezone.now()
    lost = OutgoingMessage.objects.filter(_claim_ran_out(now))
    touched = lost.update(state=MessageState.UNKNOWN, trouble="worker lost")
    forgotten = Q(due_at=None, claimed_at__lt=now - SLOW_PAUSE)  # its job gave up before the letter did
    due = OutgoingMessage.objects.filter(forgotten | Q(due_at__lte=now), state=MessageState.WAITING)
    for pk in due.order_by("queued_at").values_list("pk", flat=True)[:500]:
        enqueue(DELIVER_JOB, pk)
        touched += 1
    return touched


def open_troubles() -> int:
    """How many letters failed or are unknown, and nobody has decided about. One query."""
    troubled = OutgoingMessage.objects.filter(state__in=(MessageState.FAILED, MessageState.UNKNOWN))
    return troubled.exclude(mime=b"").count()


@transaction.atomic
def send_again(*, message: OutgoingMessage, actor: User) -> None:
    """A letter that failed, or of which nobody knows, is tried anew, and who asked is recorded.

    Nothing for any other letter, so that pressed twice it is asked for once. A letter that had
    arrived after all arrives twice: that is the actor's decision.
    """
    now = timezone.now()
    ours = OutgoingMessage.objects.filter(
        pk=message.pk, state__in=(MessageState.FAILED, MessageState.UNKNOWN)
    ).exclude(mime=b"")
    before = message.state
    if ours.update(
        state=MessageState.WAITING, queued_at=now, due_at=None, claimed_at=None, attempts=0, trouble=""
    ):
        enqueue(DELIVER_JOB, message.pk)
        _record(message, actor, "messaging.send_again", before)


@transaction.atomic
def put_away(*, message: OutgoingMessage, actor: User) -> None:
    """A letter that failed, or is unknown, is not tried any more, its content wiped. Recorded; repeatable."""
    ours = OutgoingMessage.objects.filter(
        pk=message.pk, state__in=(MessageState.FAILED, MessageState.UNKNOWN)
    ).exclude(mime=b"")
    if ours.update(mime=b""):
        _record(message, actor, "messaging.put_away", message.state)


def _record(message: OutgoingMessage, actor: User, action: str, before: str) -> None:
    record(
        actor_uid=actor.uid,
        action=action,
        subject=f"letter:{message.uid}",
        about_uid=message.person_uid,
        kind=message.kind,
        state=before,
    )


def forget_sent_messages() -> int:
    """Letters sent more than 30 days ago are gone, addresses included, those never sent after 90 days."""
    now = timezone.now()
    old = Q(sent_at__lt=now - KEEP_SENT) | Q(state__in=UNSENT, created_at__lt=now - KEEP_TROUBLE)
    return OutgoingMessage.objects.filter(old).delete()[0]
