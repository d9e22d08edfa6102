"""Letters after a decision: held until the next morning, stopped or sent, and once for each."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.following.errors import LetterGoneError
from cohorts.following.models import AfterLetter
from cohorts.pathway.models import ENDS_BADLY, ENDS_WELL, SEEN_WHILE, PathwayEntry, Stage
from cohorts.pathway.selectors import pathway_of, standing_of
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import speaking
from lms.messaging.notice_times import zone_of
from lms.messaging.notices import notify
from lms.pages.templatetags.components import on_date
from lms.queue.services import enqueue

MORNING = time(9)  # on the person's own clock; the organiser has the evening to ring or to stop it
TOO_LATE = timedelta(days=60)  # what is written down later than this is history, and nobody writes about it
KINDS = {
    Stage.NOT_SELECTED: "following.not_selected",
    Stage.NOT_ELECTED: "following.not_elected",
    Stage.ELECTED: "following.elected",
}
CONFIRMED, CORRECTED = "following.entry_confirmed", "following.entry_corrected"
SEND_JOB = "cohorts.following.tasks.send_letter_job"


def next_morning(person: User, moment: datetime) -> datetime:
    """Nine o'clock of the day after ``moment``, where the person lives."""
    zone = zone_of(person)
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone)


@transaction.atomic
def follow_entry(entry_id: int) -> None:
    """The letter that an entry needs is planned, or no longer; the person hears what organisers did.

    Repeatable. A correction of the day keeps the letter of what it corrects, sent or not.
    """
    found = PathwayEntry.objects.select_related("pathway__place__trainee", "pathway__place__cohort")
    entry = found.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if entry is None:
        return
    if entry.withdrawn_at is not None:
        if entry.replaced_by_id:
            follow_entry(entry.replaced_by_id)
        AfterLetter.objects.filter(entry=entry, sent_at=None, stopped_at=None).update(
            stopped_at=timezone.now()
        )
        return
    _plan(entry)
    _tell(entry)


def _plan(entry: PathwayEntry) -> None:
    if AfterLetter.objects.filter(entry=entry).exists():
        return
    before = AfterLetter.objects.filter(entry__replaced_by=entry, stage=entry.stage).order_by("-pk").first()
    if before is not None:
        before.entry = entry
        before.save(update_fields=["entry"])
        return
    place = entry.pathway.place
    is_known = entry.stage in ENDS_BADLY or (entry.stage in ENDS_WELL and entry.confirmed_at is not None)
    if not is_known or place.state not in SEEN_WHILE or entry.on < timezone.localdate() - TOO_LATE:
        return
    now = timezone.now()
    due = next_morning(place.trainee, now) if entry.stage in ENDS_BADLY else now
    AfterLetter.objects.create(entry=entry, stage=entry.stage, due_at=due)


def _tell(entry: PathwayEntry) -> None:
    """Of a step that an organiser confirmed or corrected; what ends a way has a letter instead."""
    place = entry.pathway.place
    if entry.confirmed_at is None or entry.stage in KINDS or place.state not in SEEN_WHILE:
        return
    is_own = entry.entered_by_uid == place.trainee.uid
    with speaking(place.trainee.language):
        notify(
            recipient=place.trainee,
            kind=CONFIRMED if is_own else CORRECTED,
            key=str(entry.uid),
            link=reverse("my_cohorts:pathway_of", args=[place.uid]),
            context={"day": on_date(entry.on)},
        )


@transaction.atomic
def send_letter(*, letter: AfterLetter) -> bool:
    """The letter is sent if it is due and still true; True if that happened now. Repeatable; locks it.

    It is held back for good where its entry counts no longer, something else happened since, or the
    person has left.
    """
    letter = AfterLetter.objects.select_for_update().get(pk=letter.pk)
    if not letter.is_waiting or letter.due_at > timezone.now():
        return False
    entry = PathwayEntry.objects.select_related("pathway__place__trainee").get(pk=letter.entry_id)
    place = entry.pathway.place
    if letter.stage in ENDS_WELL and entry.confirmed_at is None:
        return False  # it was corrected, and waits until an organiser confirms it again
    if place.state not in SEEN_WHILE or not _is_true(entry):
        letter.stopped_at = timezone.now()
        letter.save(update_fields=["stopped_at"])
        return False
    notify(
        recipient=place.trainee,
        kind=KINDS[Stage(letter.stage)],
        key=str(letter.pk),
        link=reverse("my_cohorts:pathway_of", args=[place.uid]),
    )
    letter.sent_at = timezone.now()
    letter.save(update_fields=["sent_at"])
    return True


def _is_true(entry: PathwayEntry) -> bool:
    pathway = pathway_of(entry.pathway.place)
    latest = standing_of(pathway).latest if pathway else None
    return latest is not None and latest.pk == entry.pk


def send_due_letters() -> int:
    """A job for each letter whose morning has come; how many. Repeatable."""
    waiting = AfterLetter.objects.filter(sent_at=None, stopped_at=None, due_at__lte=timezone.now())
    keys = list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:500])
    for pk in keys:
        enqueue(SEND_JOB, pk)
    return len(keys)


@transaction.atomic
def stop_letter(*, letter: AfterLetter, actor: User) -> None:
    """The letter is not sent: an organiser speaks to the person instead. Recorded.

    Raises ``LetterGoneError`` once it was sent; repeated, nothing changes.
    """
    letter = AfterLetter.objects.select_for_update().get(pk=letter.pk)
    if letter.sent_at is not None:
        raise LetterGoneError
    if letter.stopped_at is not None:
        return
    letter.stopped_at, letter.stopped_by_uid = timezone.now(), actor.uid
    letter.save(update_fields=["stopped_at", "stopped_by_uid"])
    place = letter.entry.pathway.place
    record(
        actor_uid=actor.uid,
        action="cohorts.letter_held_back",
        subject=f"place:{place.uid}",
        about_uid=place.trainee.uid,
    )
