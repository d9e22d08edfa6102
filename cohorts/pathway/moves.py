"""Moving a poll: postponed or set anew, with a reason, and everybody concerned is told."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cohorts.admissions.decisions.telling import organisers_of
from cohorts.pathway import countdown_kinds as kinds
from cohorts.pathway.countdown import note_move, settle_countdown
from cohorts.pathway.countdown_models import PollMove
from cohorts.pathway.errors import NoPollYetError, PollOverError
from cohorts.pathway.models import SEEN_WHILE, Pathway
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.queue.services import enqueue

TELL_JOB = "cohorts.pathway.tasks.tell_of_move_job"


@transaction.atomic
def move_poll(*, pathway: Pathway, poll_on: date, reason: str, actor: User) -> PollMove | None:
    """The poll is on that day now: kept with the reason, days worked out anew, told. None if it was already.

    What was ticked stays ticked: it is the same contest. Recorded unless one's own.

    Raises ``NoPollYetError`` or ``PollOverError``.
    """
    held = Pathway.objects.select_for_update(of=("self",)).select_related("place").get(pk=pathway.pk)
    if held.poll_on is None:
        raise NoPollYetError
    if held.poll_on == poll_on:
        return None
    if poll_on < timezone.localdate():
        raise PollOverError
    was_on, held.poll_on, held.changed_at = held.poll_on, poll_on, timezone.now()
    held.save(update_fields=["poll_on", "changed_at"])
    Pathway.objects.filter(pk=held.pk).update(sequence=F("sequence") + 1)
    move = note_move(held, was_on=was_on, by=actor.uid, reason=reason)
    settle_countdown(pathway=held)
    if move is not None:
        enqueue(TELL_JOB, move.pk)
    if actor.pk != held.place.trainee_id:
        record(actor_uid=actor.uid, action="cohorts.poll_moved", subject=f"place:{held.place.uid}")
    return move


def tell_of_move(*, move: PollMove) -> int:
    """The trainee knows if somebody else moved it, the cohort's organisers if the trainee did. Repeatable.

    The letter names neither the day nor the reason: both stand on the site.
    """
    place = move.pathway.place
    if place.state not in SEEN_WHILE:
        return 0
    if move.by_uid != place.trainee.uid:
        link = reverse("my_cohorts:pathway_of", args=[place.uid])
        told = notify(recipient=place.trainee, kind=kinds.MOVED.code, key=str(move.uid), link=link)
        return 1 if told else 0
    link = reverse("cohorts:pathway_of", args=[place.cohort.slug, place.uid])
    people = organisers_of(place.cohort)
    return sum(
        1 for one in people if notify(recipient=one, kind=kinds.THEIRS.code, key=str(move.uid), link=link)
    )
