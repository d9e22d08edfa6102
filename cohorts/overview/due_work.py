"""When work is due in a cohort, and who is reminded of it: work is due when its course is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cohorts.programmes.models import Cohort, CohortCourse, Place
from courses.assessment.sent_work import AskedWork, sent_works, works_asked
from courses.content.models import Lesson
from courses.content.selectors import editions_of
from courses.learning.writes import address_of
from lms.messaging.models import Notice
from lms.messaging.notices import notify
from lms.queue.services import enqueue

REMIND = "cohorts.work_due"
REMIND_JOB = "cohorts.overview.tasks.remind_of_work_job"
REMIND_WITHIN = timedelta(days=3)  # after that an organiser sees it, and a reminder would only nag
AT_A_TIME = 50  # people told by one job, which has a minute


class DueWork(NamedTuple):
    """One piece of work with the day by which the plan wants it."""

    due: date
    work: AskedWork


def works_due(cohort: Cohort, before: date) -> list[DueWork]:
    """What was due on ``before`` or earlier, the longest ago first. Two queries at most, once it is known."""
    rows = CohortCourse.objects.filter(cohort=cohort, due_after__isnull=False)
    days = {
        course: cohort.starts_on + timedelta(days=after)
        for course, after in rows.values_list("course", "due_after")
        if after is not None
    }
    due = {course: day for course, day in days.items() if day <= before}
    if not due:
        return []
    editions = editions_of(due, settings.LANGUAGE_CODE)
    asked = works_asked(editions.values())
    found = [
        DueWork(due[course], work)
        for course, edition in editions.items()
        for entry in edition.lessons
        for work in asked.get(entry["id"], ())
    ]
    return sorted(found, key=lambda one: one.due)  # stable: by course, then as they are taught


def _without(cohort: Cohort, one: DueWork) -> QuerySet[Place]:
    """Those taking part who neither sent it nor were reminded of it, in the order of their places."""
    sent = sent_works([one.work.lesson]).filter(block=one.work.block)
    told = Notice.objects.filter(kind=REMIND, key=_key(cohort, one))
    people = Place.objects.taking_part().filter(cohort=cohort, completed_at=None)
    people = people.exclude(trainee__in=sent.values("learner")).exclude(trainee__in=told.values("recipient"))
    return people.select_related("trainee").order_by("pk")


def _key(cohort: Cohort, one: DueWork) -> str:
    return f"{cohort.uid.hex}:{one.work.key}"


def remind_of_work(*, cohort: Cohort) -> int:
    """Whoever did not send work that was due within the last three days has a notice of it: once, ever.

    Only those who take part; a pause, leaving and completing end it. Up to 50 people, the rest by
    another job; each in a transaction of its own. How many were told.
    """
    today, told = timezone.localdate(), 0
    if cohort.cancelled_at or cohort.is_over:
        return 0
    for one in works_due(cohort, today - timedelta(days=1)):
        if one.due < today - REMIND_WITHIN:
            continue
        lesson = Lesson.objects.select_related("course").get(pk=one.work.lesson)
        for place in _without(cohort, one)[: AT_A_TIME - told]:
            _remind(cohort, place, one, address_of(lesson))
            told += 1
    if told >= AT_A_TIME:
        enqueue(REMIND_JOB, cohort.pk)
    return told


@transaction.atomic
def _remind(cohort: Cohort, place: Place, one: DueWork, address: str) -> None:
    notify(
        recipient=place.trainee,
        kind=REMIND,
        key=_key(cohort, one),
        context={"work": one.work.title},
        link=address or f"/cohorts/{cohort.slug}/",
    )
