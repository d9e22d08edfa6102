"""What organisers do about a sign, and what they tell the people of a cohort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.overview.models import (
    Announcement,
    AnnouncementTo,
    DeedKind,
    HelpDeed,
    HelpRules,
    HelpSign,
)
from cohorts.overview.selectors import audience_of
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User
from lms.audit.services import record
from lms.errors import DomainError
from lms.messaging.notices import notify
from lms.queue.services import enqueue

LONGEST_PUT_OFF = timedelta(days=60)
AT_A_TIME = 50  # people told by one job, which has a minute
TELL_JOB = "cohorts.overview.tasks.tell_announcement_job"
MESSAGE = "cohorts.message"


class PutOffError(DomainError):
    code = "put_off"


class NobodyToTellError(DomainError):
    code = "nobody_to_tell"


@transaction.atomic
def set_rules(
    *, cohort: Cohort, quiet_days: int, missed_in_a_row: int, behind_days: int, work_days: int
) -> HelpRules:
    """From the next look on, signs of ``cohort`` are found by these numbers. Repeatable."""
    rules, _is_new = HelpRules.objects.update_or_create(
        cohort=cohort,
        defaults={
            "quiet_days": quiet_days,
            "missed_in_a_row": missed_in_a_row,
            "behind_days": behind_days,
            "work_days": work_days,
        },
    )
    enqueue("cohorts.overview.tasks.find_signs_job", cohort.pk)
    return rules


@transaction.atomic
def put_off(*, place: Place, until: date, actor: User) -> int:
    """No open sign of ``place`` is listed before ``until``; how many that are. Repeatable; recorded.

    Raises ``PutOffError`` for a day that is past or more than 60 days away.
    """
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PUT_OFF:
        raise PutOffError(_("Choose a day between tomorrow and %(days)s days from now.") % {"days": 60})
    changed = HelpSign.objects.filter(place=place, ended_at=None).update(put_off_until=until)
    record(
        actor_uid=actor.uid,
        action="cohorts.sign_put_off",
        subject=f"place:{place.uid}",
        about_uid=place.trainee.uid,
        until=until.isoformat(),
    )
    return changed


@transaction.atomic
def note_deed(*, place: Place, uid: UUID, kind: str, note: str, actor: User) -> HelpDeed:
    """It is written down what ``actor`` did for the holder of ``place``. Idempotent by ``uid``."""
    deed, _is_new = HelpDeed.objects.get_or_create(
        uid=uid, defaults={"place": place, "actor": actor, "kind": kind, "note": note}
    )
    return deed


@transaction.atomic
def announce(
    *,
    cohort: Cohort,
    uid: UUID,
    title: str,
    text: str,
    audience: str,
    author: User,
    places: Iterable[Place] | None = None,
) -> Announcement:
    """Everybody of ``audience`` gets a notice of ``title`` and ``text``, by jobs. Idempotent by ``uid``.

    ``places`` instead, where a room above chose the people; ``audience`` is then only its word.
    Whom it goes to is settled now. One person being written to is noted as a deed. Recorded, with
    numbers only.

    Raises ``NobodyToTellError``.
    """
    if (known := Announcement.objects.filter(uid=uid).first()) is not None:
        return known
    places = list(audience_of(cohort, audience) if places is None else places)
    if not places:
        raise NobodyToTellError(_("There is nobody in this part of the cohort now. Nothing was sent."))
    made = Announcement.objects.create(
        uid=uid, cohort=cohort, author=author, title=title, text=text, audience=audience.partition(":")[0]
    )
    AnnouncementTo.objects.bulk_create(
        [AnnouncementTo(announcement=made, place=place) for place in places], batch_size=500
    )
    if audience.startswith("one:"):
        note_deed(place=places[0], uid=uid, kind=DeedKind.WROTE, note=title, actor=author)
    record(
        actor_uid=author.uid,
        action="cohorts.announced",
        subject=f"cohort:{cohort.uid}",
        announcement=str(uid),
        audience=made.audience,
        people=len(places),
    )
    enqueue(TELL_JOB, made.pk)
    return made


def tell_announcement(*, announcement: Announcement) -> int:
    """Up to 50 more of its people have their notice; the rest by another job. How many are left.

    Each in a transaction of its own: killed anywhere, it goes on from there and tells nobody twice.
    """
    waiting = announcement.recipients.filter(told_at=None).order_by("pk")
    for one in waiting.select_related("place__trainee")[:AT_A_TIME]:
        _tell(announcement, one)
    left = waiting.count()
    if left:
        enqueue(TELL_JOB, announcement.pk)
    return left


@transaction.atomic
def _tell(announcement: Announcement, one: AnnouncementTo) -> None:
    notify(
        recipient=one.place.trainee,
        kind=MESSAGE,
        key=str(announcement.uid),
        context={"title": announcement.title, "text": announcement.text},
        link=f"/cohorts/{announcement.cohort.slug}/",
    )
    one.told_at = timezone.now()
    one.save(update_fields=["told_at"])
