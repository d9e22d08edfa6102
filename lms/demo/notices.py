"""Notices of the demo people, new and read, and the letters that gathered some of them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.demo.progress import evening
from lms.messaging.kinds import Rhythm
from lms.messaging.models import GatheredLetter, MessageState, Notice, OutgoingMessage
from lms.messaging.notices import choose_rhythms, mark_read, notify

READY, CHANGED = "certificates.ready", "certificates.changed"
_DAYS = ((READY, 40), (CHANGED, 12), (READY, 2))  # the last one is new


def keep_notices(*, user: User, place: int) -> None:
    """``user`` has three notices, the newest of them new; two of three people have them gathered."""
    rhythm = (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.AT_ONCE)[place % 3]
    for number, (kind, days) in enumerate(_DAYS):
        if Notice.objects.filter(recipient=user, kind=kind, key=f"demo {number}").exists():
            continue
        choose_rhythms(person=user, rhythms={READY: rhythm})
        made = notify(recipient=user, kind=kind, key=f"demo {number}", link=reverse("certificates:list"))
        if made is None:
            continue
        at = evening(days)
        Notice.objects.filter(pk=made.pk).update(created_at=at, due_at=None, mailed_at=at)
        if number < len(_DAYS) - 1:
            mark_read(person=user, uid=made.uid)
    if rhythm != Rhythm.AT_ONCE:
        day = timezone.localdate() - timedelta(days=1)
        day -= timedelta(days=day.weekday() if rhythm == Rhythm.WEEKLY else 0)
        if not GatheredLetter.objects.filter(person=user, rhythm=rhythm).exists():
            GatheredLetter.objects.create(person=user, rhythm=rhythm, period=day, notices=1)


def keep_unreached(*, user: User) -> None:
    """A worker died while it handed ``user`` a letter that counts: shown to staff, and on the phone round."""
    made = notify(recipient=user, kind=CHANGED, key="demo unreached", link=reverse("certificates:list"))
    if made is None or made.letter_id is not None:
        return
    at = evening(5)
    text = made.subject + "\n\n" + settings.SITE_URL + made.link + "\n"
    mail = EmailMessage(made.subject, text, settings.DEFAULT_FROM_EMAIL, [str(user.email)])
    letter = OutgoingMessage.objects.create(
        mime=mail.message().as_bytes(),
        sender=settings.DEFAULT_FROM_EMAIL,
        recipients=[user.email],
        kind=CHANGED,
        key=made.key,
        person_uid=user.uid,
        state=MessageState.UNKNOWN,
        attempts=1,
        queued_at=at,
        claimed_at=at,
    )
    Notice.objects.filter(pk=made.pk).update(created_at=at, due_at=None, mailed_at=at, letter=letter)
