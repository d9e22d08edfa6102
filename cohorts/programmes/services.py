"""Giving places and changing them. Every change is written down, and locks the cohort or the place."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cohorts.programmes.completion import settle_place
from cohorts.programmes.errors import (
    CohortClosedError,
    CohortFullError,
    PlaceRemovedError,
    PlacesPromisedError,
    PlaceStateError,
)
from cohorts.programmes.models import (
    TAKES_UP_ROOM,
    Cohort,
    CohortCourse,
    CohortState,
    Place,
    PlaceEvent,
    PlaceState,
)
from cohorts.programmes.promised import places_to_give
from cohorts.programmes.signals import place_freed, place_opened
from courses.learning.errors import CourseClosedError
from courses.learning.models import Enrolment
from courses.learning.services import enrol_learner
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

OPEN_COURSES_JOB = "cohorts.programmes.tasks.open_courses_job"
AT_A_TIME = 100  # places looked at by one job

# What a place may become from what it is. Removing and giving back have their own way, by a second person.
CHANGES = {
    PlaceState.ACTIVE: {PlaceState.PAUSED, PlaceState.DEFERRED, PlaceState.LEFT, PlaceState.SUSPENDED},
    PlaceState.PAUSED: {PlaceState.ACTIVE, PlaceState.DEFERRED, PlaceState.LEFT, PlaceState.SUSPENDED},
    PlaceState.SUSPENDED: {PlaceState.LEFT},
    PlaceState.DEFERRED: set(),
    PlaceState.LEFT: set(),
    PlaceState.REMOVED: set(),
}


def places_left(cohort: Cohort) -> int:
    """How many more people fit in, never less than none. One query."""
    return max(0, cohort.places - Place.objects.taking_up_room().filter(cohort=cohort).count())


@transaction.atomic
def give_place(
    *,
    trainee: User,
    cohort: Cohort,
    actor: User | None = None,
    reason: str = "",
    keeps_promises: bool = False,
) -> Place:
    """``trainee`` takes part in ``cohort``, and is on those of its courses that are open.

    Idempotent: whoever takes part, pauses or is suspended keeps what they have; who left or moved
    on gets the same row back. Locks the cohort, so that two cannot take the last place. Written
    down; sends ``place_opened`` on commit.

    Raises ``CohortFullError``, ``CohortClosedError``, and ``PlaceRemovedError`` for a place that
    was taken away; ``PlacesPromisedError`` where it ``keeps_promises`` and each free place is
    offered to somebody else.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.state == CohortState.CANCELLED:
        raise CohortClosedError
    place = Place.objects.filter(cohort=cohort, trainee=trainee).first()
    if place is not None and place.state in TAKES_UP_ROOM:
        return place
    if place is not None and place.state == PlaceState.REMOVED:
        raise PlaceRemovedError
    if places_left(cohort) == 0:
        raise CohortFullError
    if keeps_promises and places_to_give([cohort])[cohort.pk] == 0:
        raise PlacesPromisedError
    if place is None:
        place = Place.objects.create(cohort=cohort, trainee=trainee)
    place.deferred_to = None
    become(place, PlaceState.ACTIVE, actor, reason)
    enqueue(OPEN_COURSES_JOB, cohort.pk)
    transaction.on_commit(lambda: place_opened.send(sender=Place, place_id=place.pk))
    return place


@transaction.atomic
def change_place(
    *, place: Place, state: str, actor: User | None, reason: str = "", deferred_to: Cohort | None = None
) -> Place:
    """``place`` is ``state`` from now on; what the trainee earned stays. Idempotent; written down.

    Deferring gives a place in ``deferred_to`` at once, but none that was offered to somebody. Locks
    the place. Frees the room it took where it takes none afterwards (``place_freed`` on commit).

    Raises ``PlaceStateError`` for a change that does not exist, and what ``give_place`` raises.
    """
    place = Place.objects.select_for_update().select_related("cohort", "trainee").get(pk=place.pk)
    wanted = PlaceState(state)
    if place.state == wanted:
        return place
    if wanted not in CHANGES[PlaceState(place.state)] or (wanted == PlaceState.DEFERRED) != bool(deferred_to):
        raise PlaceStateError
    if deferred_to is not None:
        give_place(trainee=place.trainee, cohort=deferred_to, actor=actor, keeps_promises=True)
        place.deferred_to = deferred_to
    become(place, wanted, actor, reason)
    return place


@transaction.atomic
def accept_conduct(*, place: Place) -> Place:
    """The trainee has accepted the code of conduct; the first time counts. Idempotent."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.conduct_accepted_at is None:
        place.conduct_accepted_at = timezone.now()
        place.save(update_fields=["conduct_accepted_at"])
    return place


@transaction.atomic
def find_final_work_done(*, place: Place, actor: User) -> Place:
    """The final work of ``place`` counts from now on, and the rule is settled. Idempotent; recorded.

    Raises ``PlaceStateError`` where the cohort asks for none.
    """
    place = Place.objects.select_for_update().select_related("cohort", "trainee").get(pk=place.pk)
    if not place.cohort.final_work:
        raise PlaceStateError
    if place.final_work_at is None:
        place.final_work_at = timezone.now()
        place.save(update_fields=["final_work_at"])
        record(
            actor_uid=actor.uid,
            action="cohorts.final_work_done",
            subject=f"place:{place.uid}",
            about_uid=place.trainee.uid,
        )
        settle_place(place.pk)
    return place


def become(place: Place, state: PlaceState, actor: User | None, reason: str) -> None:
    """Writes ``place`` and its event; tells of room that became free."""
    took_room = place.state in TAKES_UP_ROOM
    place.state, place.state_since = state, timezone.now()
    place.save(update_fields=["state", "state_since", "deferred_to"])
    PlaceEvent.objects.create(place=place, state=state, actor=actor, reason=reason)
    record(
        actor_uid=actor.uid if actor else None,
        action="cohorts.place_changed",
        subject=f"place:{place.uid}",
        about_uid=place.trainee.uid,
        state=state.value,
    )
    if took_room and state not in TAKES_UP_ROOM:
        cohort_id = place.cohort_id
        transaction.on_commit(lambda: place_freed.send(sender=Place, cohort_id=cohort_id))


# ---------------------------------------------------------------- courses that open by and by


def open_courses(*, cohort: Cohort, after: int = 0) -> int:
    """Those who take part are on every course of ``cohort`` that is open today; how many joined one.

    Each in a transaction of its own, a hundred places by one job; repeatable. Nobody who left a
    course by themselves is put on it again.
    """
    open_now = [
        one.course
        for one in CohortCourse.objects.filter(cohort=cohort).select_related("course")
        if cohort.starts_on + timedelta(days=one.opens_after) <= timezone.localdate()
    ]
    places = list(
        Place.objects.open()
        .filter(cohort=cohort, pk__gt=after)
        .select_related("trainee")
        .order_by("pk")[:AT_A_TIME]
    )
    known = set(
        Enrolment.objects.filter(
            course__in=open_now, learner__in=[place.trainee_id for place in places]
        ).values_list("learner", "course")
    )
    joined = 0
    for place in places:
        for course in open_now:
            if (place.trainee_id, course.pk) in known:
                continue
            try:
                enrol_learner(learner=place.trainee, course=course, by_organiser=True)
                joined += 1
            except CourseClosedError:  # not published, or taken away: the next look tries again
                continue
    if len(places) == AT_A_TIME:
        enqueue(OPEN_COURSES_JOB, cohort.pk, places[-1].pk)
    return joined
