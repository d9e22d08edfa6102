"""Notices of the demo people, new and read, and the daily and weekly letters that really gathered some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.demo.progress import evening
from lms.messaging.gathered import write_gathered_letter
from lms.messaging.kinds import Rhythm
from lms.messaging.models import GatheredLetter, MessageState, Notice, OutgoingMessage
from lms.messaging.notices import choose_rhythms, mark_read, notify

READY, CHANGED = "certificates.ready", "certificates.changed"
_RHYTHMS = (Rhythm.WEEKLY, Rhythm.DAILY, Rhythm.AT_ONCE)


def keep_notices(*, user: User, place: int) -> None:
    """``user`` has three notices, the newest of them new; two of three people have them gathered."""
    rhythm = _RHYTHMS[place % 3]
    newest = 9 if rhythm == Rhythm.WEEKLY else 2  # before the last Monday, before yesterday
    for number, (kind, days) in enumerate(((READY, 40), (CHANGED, 12), (READY, newest))):
        if Notice.objects.filter(recipient=user, kind=kind, key=f"demo {number}").exists():
            continue
        choose_rhythms(person=user, rhythms={READY: rhythm})
        made = notify(recipient=user, kind=kind, key=f"demo {number}", link=reverse("certificates:list"))
        if made is None:
            continue
        at, is_new = evening(days), number == 2
        mailed_at = None if is_new and rhythm != Rhythm.AT_ONCE else at
        Notice.objects.filter(pk=made.pk).update(created_at=at, due_at=None, mailed_at=mailed_at)
        if not is_new:
            mark_read(person=user, uid=made.uid)


def keep_gathered_letters(*, team: Iterable[User]) -> None:
    """The daily or weekly letter of yesterday, or of its week, was written to each of ``team``, once.

    A worker delivers it, so it is read at ``/account/mail/``. Repeatable.
    """
    yesterday = timezone.localtime().replace(hour=12) - timedelta(days=1)
    for place, user in enumerate(team):
        rhythm = _RHYTHMS[place % 3]
        if not GatheredLetter.objects.filter(person=user, rhythm=rhythm).exists():
            write_gathered_letter(person=user, rhythm=rhythm, moment=yesterday)


def keep_unreached(*, user: User) -> None:
    """A worker died while it handed ``user`` the letter about their corrected certificate, five days ago.

    It is shown to administrators, and ``user`` stands on the phone round. Repeatable; nothing while no
    certificate was corrected.
    """
    told = Notice.objects.filter(recipient=user, kind=CHANGED).exclude(key__startswith="demo")
    for notice in told.filter(letter=None):
        at = evening(5)
        told.exclude(letter=None).update(told_at=at)  # of a certificate from before the demo began again
        letter = _lost_letter(user, notice, at)
        Notice.objects.filter(pk=notice.pk).update(created_at=at, due_at=None, mailed_at=at, letter=letter)


def _lost_letter(user: User, notice: Notice, at: datetime) -> OutgoingMessage:
    text = notice.subject + "\n\n" + settings.SITE_URL + notice.link + "\n"
    mail = EmailMessage(notice.subject, text, settings.DEFAULT_FROM_EMAIL, [str(user.email)])
    return OutgoingMessage.objects.create(
        mime=mail.message().as_bytes(),
        sender=settings.DEFAULT_FROM_EMAIL,
        recipients=[user.email],
        kind=CHANGED,
        key=notice.key,
        person_uid=user.uid,
        state=MessageState.UNKNOWN,
        attempts=1,
        queued_at=at,
        claimed_at=at,
    )
