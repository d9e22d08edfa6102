"""Telling people things: the one way by which rooms above do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from lms.accounts.models import Standing, User
from lms.language import speaking
from lms.messaging.kinds import NoticeKind, Rhythm, kind_called, known_kinds
from lms.messaging.letter_parts import known_parts, letter_part_called
from lms.messaging.models import Notice, NoticeChoice, QuietHours
from lms.messaging.notice_times import clock_of
from lms.messaging.notice_words import subject_for
from lms.queue.services import enqueue

FOLD_WITHIN = timedelta(minutes=10)
KEEP_READ = timedelta(days=365)
MAIL_JOB = "lms.messaging.tasks.mail_notices_job"


@transaction.atomic
def notify(
    *,
    recipient: User,
    kind: str,
    key: str,
    context: Mapping[str, str] | None = None,
    link: str = "",
    calendar: bytes | None = None,
) -> Notice | None:
    """``recipient`` has a notice, and a letter as they chose; None for whoever has died or was erased.

    Idempotent by (recipient, kind, key), also for two at once: the first words stay. ``context``
    fills the gaps of the kind's words, ``link`` is a path of this site, ``calendar`` a whole
    iCalendar file. Raises the person's ``unread_notices`` and queues the letter, all in the
    caller's transaction.

    Raises ``ValueError`` for an unknown kind, for other gaps than the kind's, for a key that is
    empty or too long, and for a link that leads elsewhere.
    """
    found, values = _checked(kind, key, context or {}, link)
    person = User.objects.get(pk=recipient.pk)
    if person.standing in (Standing.DIED, Standing.ERASED):
        return None
    rhythm = rhythm_of(person, found)
    with speaking(person.language):
        subject = subject_for(found, person, values)
    notice, is_new = Notice.objects.get_or_create(
        recipient=person,
        kind=kind,
        key=key,
        defaults={
            "context": values,
            "subject": subject,
            "link": link,
            "calendar": calendar or b"",
            "is_decisive": found.decisive,
            "rhythm": rhythm,
            "due_at": _due_at(person, found, rhythm),
        },
    )
    if is_new:
        User.objects.filter(pk=person.pk).update(unread_notices=F("unread_notices") + 1)
        if notice.due_at and notice.due_at <= timezone.now():
            enqueue(MAIL_JOB, person.pk)
    return notice


def _checked(code: str, key: str, context: Mapping[str, str], link: str) -> tuple[NoticeKind, dict[str, str]]:
    kind = kind_called(code)
    if kind is None:
        raise ValueError(f"{code} is no kind of notice")
    if set(context) != kind.names:
        raise ValueError(f"{code} takes {sorted(kind.names)}, not {sorted(context)}")
    if not 0 < len(key) <= 200:
        raise ValueError(f"{code} needs a key of at most 200 characters")
    if link and not (link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)):
        raise ValueError(f"{link} does not lead to a page of this site")
    return kind, {name: str(value) for name, value in context.items()}


def rhythm_of(person: User, kind: NoticeKind) -> Rhythm:
    """What ``person`` chose for ``kind``, else what the kind has. One query, none for decisive kinds."""
    if kind.decisive:
        return Rhythm.AT_ONCE
    chosen = NoticeChoice.objects.filter(person=person, kind=kind.code).values_list("rhythm", flat=True)
    return Rhythm(chosen[0]) if chosen else kind.default


def _due_at(person: User, kind: NoticeKind, rhythm: Rhythm) -> datetime | None:
    """At once, but after quiet hours, and together with others of the kind within ten minutes."""
    if rhythm != Rhythm.AT_ONCE or not person.email or not person.may_come_in:
        return None
    now = timezone.now()
    if kind.urgent:
        return now
    recent = Notice.objects.filter(
        recipient=person, kind=kind.code, rhythm=rhythm, created_at__gt=now - FOLD_WITHIN
    )
    return clock_of(person).first_free(now + FOLD_WITHIN if recent.exists() else now)


@transaction.atomic
def mark_read(*, person: User, uid: UUID | None = None) -> int:
    """The notice, or all of ``person``’s, count as read from now on; how many did not before. Repeatable."""
    unread = Notice.objects.filter(recipient=person, read_at=None)
    if uid is not None:
        unread = unread.filter(uid=uid)
    changed = unread.update(read_at=timezone.now())
    if changed:
        fewer = Greatest(F("unread_notices") - changed, 0)
        User.objects.filter(pk=person.pk).update(unread_notices=fewer)
    return changed


def repair_unread_counts() -> int:
    """Everybody's bell says how many notices they have not read; how many it said wrong. Repeatable."""
    unread = (
        Notice.objects.filter(recipient=OuterRef("pk"), read_at=None)
        .order_by()
        .values("recipient")
        .annotate(number=Count("pk"))
        .values("number")
    )
    real = Coalesce(Subquery(unread), 0)
    return User.objects.exclude(unread_notices=real).update(unread_notices=real)


def forget_notices() -> int:
    """Notices read more than a year ago are gone; returns how many went."""
    return Notice.objects.filter(read_at__lt=timezone.now() - KEEP_READ).delete()[0]


@transaction.atomic
def choose_rhythms(*, person: User, rhythms: Mapping[str, str]) -> None:
    """``person`` hears of each kind, and each part of the weekly letter, as often as they say.

    Kinds that cannot be put off stay as they are. What was told already keeps its rhythm. Repeatable.
    """
    for code, rhythm in rhythms.items():
        kind = kind_called(code) or letter_part_called(code)
        if kind is not None and rhythm in kind.rhythms and not getattr(kind, "decisive", False):
            NoticeChoice.objects.update_or_create(person=person, kind=code, defaults={"rhythm": rhythm})


@transaction.atomic
def choose_quiet_hours(*, person: User, begins: Any, ends: Any) -> None:
    """Nothing that can wait is sent to ``person`` between the two, on their own clock. Repeatable."""
    QuietHours.objects.update_or_create(person=person, defaults={"begins": begins, "ends": ends})


@transaction.atomic
def stop_letters(*, person: User, kind: str = "", rhythm: str = "") -> None:
    """No more letters about ``kind``, or none of ``rhythm`` (daily, weekly): on the site only. Repeatable."""
    for known in known_kinds():
        if known.decisive:
            continue
        if known.code == kind or (rhythm and rhythm_of(person, known) == rhythm):
            choose_rhythms(person=person, rhythms={known.code: Rhythm.OFF})
    if rhythm == Rhythm.WEEKLY:
        choose_rhythms(person=person, rhythms={part.code: Rhythm.OFF for part in known_parts()})
    waiting = Q(kind=kind) if kind else Q(rhythm=rhythm)
    mine = Notice.objects.filter(waiting, recipient=person, mailed_at=None, is_decisive=False)
    mine.update(rhythm=Rhythm.OFF, due_at=None)
