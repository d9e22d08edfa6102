"""The daily and the weekly letter: what waits for somebody, gathered, and nothing where nothing waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import Standing, User
from lms.language import speaking
from lms.messaging.kinds import Rhythm, known_kinds
from lms.messaging.letter_parts import Part, parts_for, people_with_parts
from lms.messaging.models import GatheredLetter, Notice, QuietHours
from lms.messaging.notice_letters import MOST_IN_A_LETTER, list_of, write_down
from lms.messaging.notice_times import Clock, clock_of, period_now, zone_of
from lms.queue.services import enqueue

GATHER_JOB = "lms.messaging.tasks.write_gathered_letter_job"
GATHERED = (Rhythm.DAILY, Rhythm.WEEKLY)
MOST_A_RUN = 1_000  # jobs asked for at once: a Monday morning does not keep the worker from all else
KEEP_LOOKS = timedelta(days=14)


def ask_for_gathered_letters() -> int:
    """Whoever’s daily or weekly letter is due has a job that writes it; returns how many people do.

    At most a thousand for each of the two at once, the rest ten minutes later. The same number of
    queries for everybody together, and one for each who has notices waiting.
    """
    return sum(_ask(rhythm) for rhythm in GATHERED)


def _ask(rhythm: Rhythm) -> int:
    asked = 0
    for person in _due_people(rhythm):
        enqueue(GATHER_JOB, person.pk, str(rhythm))
        asked += 1
        if asked == MOST_A_RUN:
            break
    return asked


def _due_people(rhythm: Rhythm) -> Iterator[User]:
    """People who may get the letter that is due on their own clock, and did not get it yet."""
    waiting = Notice.objects.filter(rhythm=rhythm, mailed_at=None, read_at=None).order_by()
    has_notices = Q(pk__in=waiting.values("recipient"))
    people = User.objects.filter(is_active=True, standing=Standing.ACTIVE, email__isnull=False)
    with_parts: set[int] = set()
    if rhythm == Rhythm.WEEKLY:
        with_parts = set(people.filter(people_with_parts()).values_list("pk", flat=True))
        has_notices |= Q(pk__in=people.filter(people_with_parts()).values("pk"))
    since = timezone.now().date() - timedelta(days=8)
    done = set(
        GatheredLetter.objects.filter(rhythm=rhythm, period__gte=since).values_list("person_id", "period")
    )
    hours = {own.person_id: (own.begins, own.ends) for own in QuietHours.objects.all()}
    for person in people.filter(has_notices).order_by("pk").iterator(chunk_size=500):
        due = period_now(Clock(zone_of(person), *hours.get(person.pk, ())), rhythm)
        if due is None or (person.pk, due[0]) in done:
            continue
        if person.pk in with_parts or _waiting(person, rhythm, due[1]).exists():
            yield person


def write_gathered_letter(*, person: User, rhythm: Rhythm, moment: datetime | None = None) -> bool:
    """The daily or weekly letter of ``person`` is written if it is due and there is something to say.

    One for each (person, period), ever: the row that says so is written with the letter. What was
    read on the site by now is left out. What came after the letter was due waits for the next. The
    weekly one also holds what the rooms say (``register_letter_part``). ``moment`` is now.
    """
    due = period_now(clock_of(person), rhythm, moment)
    if due is None or not person.email or not person.may_come_in:
        return False
    period, until = due
    with transaction.atomic():
        User.objects.select_for_update().values("pk").get(pk=person.pk)
        if GatheredLetter.objects.filter(person=person, rhythm=rhythm, period=period).exists():
            return False
        notices = list(_waiting(person, rhythm, until).order_by("created_at", "pk"))
        with speaking(person.language):
            parts = parts_for(person) if rhythm == Rhythm.WEEKLY else []
            if notices or parts:
                letter = _put_together(person, rhythm, notices, parts)
                write_down(person, letter, notices, kind=f"gathered.{rhythm}", key=period.isoformat())
        _note(person, rhythm, period, notices, parts)
    return bool(notices or parts)


def _waiting(person: User, rhythm: Rhythm, until: datetime) -> QuerySet[Notice]:
    waiting = Notice.objects.filter(recipient=person, rhythm=rhythm, mailed_at=None, read_at=None)
    return waiting.filter(created_at__lt=until)


def _note(
    person: User, rhythm: Rhythm, period: date, notices: Sequence[Notice], parts: Sequence[Part]
) -> None:
    """That it went; of a week also that there was nothing to say, so that nobody looks again."""
    if notices or parts or rhythm == Rhythm.WEEKLY:
        GatheredLetter.objects.create(
            person=person, rhythm=rhythm, period=period, notices=len(notices), parts=len(parts)
        )


def _put_together(
    person: User, rhythm: Rhythm, notices: Sequence[Notice], parts: Sequence[Part]
) -> EmailMultiAlternatives:
    """In the order of ``known_kinds``: what belongs together stands together."""
    order = {kind.code: place for place, kind in enumerate(known_kinds())}
    notices = sorted(notices, key=lambda notice: order.get(notice.kind, len(order)))
    subject = _("Your week") if rhythm == Rhythm.WEEKLY else _("Your day")
    if not parts:
        return list_of(person, subject, notices, f"*{rhythm}")
    said = [_as_read(part) for part in parts]
    most = MOST_IN_A_LETTER - 2 * len(said)  # one page
    return list_of(person, subject, notices, f"*{rhythm}", template="week", most=most, parts=said)


def _as_read(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "text": part.text,
        "lines": part.lines,
        "href": settings.SITE_URL + part.link,
        "label": part.label,
    }


def forget_looks() -> int:
    """What only says that there was nothing to say is gone after two weeks; returns how many rows were."""
    old = GatheredLetter.objects.filter(created_at__lt=timezone.now() - KEEP_LOOKS, notices=0, parts=0)
    return old.delete()[0]
