"""To a trainee: the work that their cohort asks for, where it is written, by when, and how far it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cohorts.programmes.glance import Part
from cohorts.programmes.models import Cohort, CohortCourse, Place
from courses.assessment.sent_work import Standing, standing_words, standings_of, works_asked
from courses.content.selectors import editions_of


class WorkRow(NamedTuple):
    """One piece of work as its trainee has it; the day in ``words`` only as long as it was never sent."""

    title: str
    lesson: str
    href: str
    words: str
    is_overdue: bool


def works_in(cohort: Cohort, learner: int) -> list[WorkRow]:
    """What the open courses of ``cohort`` ask of ``learner``, course by course. Three queries."""
    today = timezone.localdate()
    rows = CohortCourse.objects.filter(cohort=cohort)
    days = {one.course_id: one for one in rows if cohort.starts_on + timedelta(days=one.opens_after) <= today}
    editions = editions_of(days)
    asked = works_asked(editions.values())
    states = standings_of(learner, asked) if asked else {}
    found = []
    for course in days:
        if (edition := editions.get(course)) is None:
            continue
        due = _due(cohort, days[course])
        for entry in edition.lessons:
            href = reverse("courses:lesson", args=[edition.slug, entry["module"], entry["slug"]])
            for work in asked.get(entry["id"], ()):
                state = states.get(work.key)
                shown = due if state is None else None
                found.append(
                    WorkRow(
                        title=work.title,
                        lesson=entry["title"],
                        href=f"{href}#block-{work.block}",
                        words=_words(state, shown),
                        is_overdue=shown is not None and shown < today,
                    )
                )
    return found


def _words(standing: Standing | None, due: date | None) -> str:
    said = standing_words(standing)
    if due is None:
        return said
    day = date_format(due, _("j F Y"))
    if due < timezone.localdate():
        return _("%(said)s; it was planned by %(day)s") % {"said": said, "day": day}
    return _("%(said)s; by %(day)s") % {"said": said, "day": day}


def _due(cohort: Cohort, course: CohortCourse) -> date | None:
    return None if course.due_after is None else cohort.starts_on + timedelta(days=course.due_after)


def my_work_part(place: Place) -> Part | None:
    """Nothing where no open course asks for any."""
    works = works_in(place.cohort, place.trainee_id)
    return Part("cohorts/overview/my_work.html", {"works": works}) if works else None
