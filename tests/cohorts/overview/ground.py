"""A cohort that has begun, with sessions and a course, as the overview's tests need it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from cohorts.programmes.models import Cohort, CohortCourse, CohortState, Place, Programme
from cohorts.sessions.models import Attendance, LiveSession
from courses.content.models import CourseEdition
from courses.learning.models import LessonProgress
from lms.accounts.models import User
from tests.factories.content import text_block
from tests.factories.learning import learner, taught

MONDAY = dt.datetime(2027, 3, 1, 19, tzinfo=dt.UTC)  # the first of the sessions; British time is UTC


def course(lessons: int = 1) -> CourseEdition:
    """A published course with so many lessons of plain text."""
    return taught(*([text_block()] for _one in range(lessons)))


def running(**facts: Any) -> Cohort:
    """Began on Monday 1 March 2027 and goes on for seven weeks."""
    number = Cohort.objects.count()
    programme, _is_new = Programme.objects.get_or_create(
        slug="fcp", defaults={"key": uuid.uuid4(), "title": "Future Councillors"}
    )
    return Cohort.objects.create(
        programme=programme,
        slug=f"spring-{number}",
        title="Spring 2027",
        state=CohortState.ANNOUNCED,
        starts_on=dt.date(2027, 3, 1),
        ends_on=dt.date(2027, 4, 19),
        **facts,
    )


def session(cohort: Cohort, number: int, **facts: Any) -> LiveSession:
    """The ``number``-th Monday, from 19:00 to 20:30."""
    at = MONDAY + dt.timedelta(weeks=number - 1)
    defaults = {"title": f"Monday {number}", "starts_at": at, "ends_at": at + dt.timedelta(minutes=90)}
    return LiveSession.objects.create(cohort=cohort, number=number, **{**defaults, **facts})


def place(cohort: Cohort, name: str, **facts: Any) -> Place:
    """A trainee who has had their place since before the first day."""
    held = Place.objects.create(cohort=cohort, trainee=learner(name), **facts)
    Place.objects.filter(pk=held.pk).update(created_at=MONDAY - dt.timedelta(days=10))
    return held


def came(held: Place, meeting: LiveSession, state: str, credit: str = "") -> Attendance:
    at = timezone.now() if credit else None
    return Attendance.objects.create(
        session=meeting, place=held, state=state, credit=credit, credited_at=at, credit_reason="Taught it"
    )


def teaches(cohort: Cohort, edition: CourseEdition, **facts: Any) -> CohortCourse:
    return CohortCourse.objects.create(cohort=cohort, course=edition.course, **facts)


def progress(person: User, lesson_id: int, *, begun: dt.datetime, done: bool = True) -> LessonProgress:
    made = LessonProgress.objects.create(learner=person, lesson_id=lesson_id, done_at=begun if done else None)
    LessonProgress.objects.filter(pk=made.pk).update(started_at=begun)
    return made
