"""The completion rule of a cohort: what it asks for, how far somebody is, and when it is met.

Courses and final work are asked here; rooms above register what else counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.programmes.models import Cohort, CohortCourse, CourseCredit, Place, PlaceState
from cohorts.programmes.signals import place_completed
from courses.assessment.sent_work import has_ready_work
from courses.learning.models import Enrolment
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

Words = str
AT_A_TIME = 100  # places settled by one job
SETTLE_COHORT_JOB = "cohorts.programmes.tasks.settle_cohort_job"
GRADUATE_JOB = "cohorts.pathway.tasks.graduate_job"


@dataclass(frozen=True)
class Requirement:
    """One thing that the rule asks for, in ``words``: ``done`` of ``needed``."""

    label: Words
    done: int
    needed: int
    words: Words

    @property
    def is_met(self) -> bool:
        return self.done >= self.needed


Function = Callable[[Place], Requirement | None]

_registered: dict[str, tuple[int, Function]] = {}


def register_requirement(name: str, function: Function, *, order: int) -> None:
    """The rule also asks what ``function`` says of a place; None where a cohort does not ask for it."""
    _registered[name] = (order, function)


def forget_requirement(name: str) -> None:
    """``name`` is registered no longer; for tests."""
    _registered.pop(name, None)


def requirements_of(place: Place) -> list[Requirement]:
    """Everything that completing asks of the holder of ``place``, with how far they are."""
    asked: list[Requirement | None] = [_courses(place)]
    asked += [function(place) for _order, function in sorted(_registered.values(), key=lambda one: one[0])]
    asked.append(_final_work(place))
    return [one for one in asked if one is not None]


def _courses(place: Place) -> Requirement | None:
    needed = CohortCourse.objects.filter(cohort=place.cohort_id, is_required=True).values("course")
    number = needed.count()
    if not number:
        return None
    here = Enrolment.objects.completed().filter(learner=place.trainee_id, course__in=needed)
    elsewhere = CourseCredit.objects.filter(place=place, course__in=needed)
    done = here.order_by().values("course").union(elsewhere.order_by().values("course")).count()
    words = ngettext("Complete %(number)s course.", "Complete %(number)s courses.", number)
    return Requirement(_("Courses"), done, number, words % {"number": number})


def _final_work(place: Place) -> Requirement | None:
    if not place.cohort.final_work:
        return None
    words = _final_words(place.cohort)
    return Requirement(_("Final work"), int(place.final_work_at is not None), 1, words)


def _final_words(cohort: Cohort) -> Words:
    """Either way counts: what a reviewer accepted, and what organisers saw."""
    words = _("Show your organisers the final work: %(title)s.")
    if cohort.final_lesson_id is not None:
        words = _("Have the final work accepted by your reviewer, or show it to your organisers: %(title)s.")
    return words % {"title": cohort.final_work}


def _look_for_final_work(place: Place) -> None:
    """Work that a reviewer accepted in the cohort's last lesson is the final work. In a transaction."""
    lesson = place.cohort.final_lesson_id
    if lesson is None or place.final_work_at or not place.cohort.final_work:
        return
    if not has_ready_work(place.trainee_id, lesson):
        return
    place.final_work_at = timezone.now()
    place.save(update_fields=["final_work_at"])
    record(
        actor_uid=None,
        action="cohorts.final_work_done",
        subject=f"place:{place.uid}",
        about_uid=place.trainee.uid,
    )


@transaction.atomic
def settle_place(place_id: int) -> bool:
    """The place is completed if the whole rule is met; True if that happened now.

    Final work that was accepted is noted first. Idempotent; locks the place; queues graduation. What is
    completed stays so, whatever changes later. A rule that asks for nothing is never met by itself,
    and nobody completes who has left.
    """
    place = Place.objects.select_for_update().filter(pk=place_id).first()
    if place is None or place.completed_at or place.state not in (PlaceState.ACTIVE, PlaceState.PAUSED):
        return False
    _look_for_final_work(place)
    asked = requirements_of(place)
    if not asked or not all(one.is_met for one in asked):
        return False
    place.completed_at = timezone.now()
    place.save(update_fields=["completed_at"])
    enqueue(GRADUATE_JOB, place.pk)
    transaction.on_commit(lambda: place_completed.send(sender=Place, place_id=place.pk))
    return True


def settle_cohort(*, cohort_id: int, after: int = 0) -> int:
    """Open places of the cohort are settled by the rule as it is now; how many are completed by it.

    Each in a transaction of its own, a hundred by one job; repeatable.
    """
    found = Place.objects.open().filter(cohort=cohort_id, completed_at=None, pk__gt=after)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    if len(keys) == AT_A_TIME:
        enqueue(SETTLE_COHORT_JOB, cohort_id, keys[-1])
    return sum(settle_place(pk) for pk in keys)


def settle_places_of(*, learner: User) -> int:
    """Every open place of ``learner`` is settled; how many are completed by it. Repeatable."""
    open_places = Place.objects.open().filter(trainee=learner, completed_at=None)
    return sum(settle_place(pk) for pk in open_places.values_list("pk", flat=True))


def rule_in_words(cohort: Cohort) -> list[str]:
    """The rule as anybody can read it, before there is a place."""
    courses = CohortCourse.objects.filter(cohort=cohort, is_required=True).select_related("course")
    said = [_("Complete the course “%(title)s”.") % {"title": one.course.title} for one in courses]
    if cohort.sessions_needed:
        said.append(
            ngettext(
                "Attend %(number)s session, or make it up by its recording.",
                "Attend %(number)s sessions, or make them up by their recordings.",
                cohort.sessions_needed,
            )
            % {"number": cohort.sessions_needed}
        )
    if cohort.final_work:
        said.append(_final_words(cohort))
    return said
