"""What courses put on a learner's desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.content.models import Lesson
from courses.content.news import told_since
from courses.learning.models import Enrolment, Writing
from courses.learning.rules import learner_of
from courses.learning.selectors import (
    CourseStanding,
    LessonStanding,
    Overview,
    module_stops,
    overview_of,
    words_in,
)
from lms.accounts.models import User
from lms.desk.registry import NextStep, Panel
from lms.pages.templatetags.components import duration
from lms.statements import Statement

NEWS = timedelta(days=30)  # how long the desk tells of a lesson that was taken out of a course
TEXTS = 3  # shown of those that were written last


def known_of(user: User) -> Overview:
    """``overview_of``, read once for one request: the step and the panels share it."""
    known: Overview | None = getattr(user, "_courses_overview", None)
    if known is None:
        known = overview_of(user)
        user._courses_overview = known  # type: ignore[attr-defined]
    return known


def standings_of(user: User) -> list[CourseStanding]:
    """The published courses on which ``user`` holds a place, the last seen first."""
    return known_of(user).standings


def next_step(user: User) -> NextStep | None:
    """Go on with the lesson last seen, or start; with every course completed, see what came of it."""
    standings = standings_of(user)
    for standing in standings:
        if standing.following is not None and not standing.is_completed:
            return lesson_step(standing, standing.following)
    completed = [standing for standing in standings if standing.is_completed]
    if not completed:
        return None
    newest = max(completed, key=lambda standing: standing.enrolment.completed_at)  # type: ignore[union-attr, arg-type, return-value]
    return NextStep(
        title=_("You completed “%(course)s”") % {"course": newest.edition.title},
        text=_("Your certificate is on the course page."),
        label=_("See your certificate"),
        href=newest.href,
        eyebrow=_("All done"),
        is_done=True,
    )


def lesson_step(standing: CourseStanding, lesson: LessonStanding) -> NextStep:
    """``lesson`` as the next step, in one sentence with where they stopped."""
    facts = {"number": lesson.number, "total": standing.total, "course": standing.edition.title}
    text = _("Lesson %(number)s of %(total)s in “%(course)s”.") % facts
    label = _("Start the course")
    if standing.is_begun:
        label = _("Continue the lesson") if lesson.is_begun else _("Go on to this lesson")
    if lesson.is_begun and lesson.progress and lesson.progress.resume_label:
        text += " " + _("You stopped at “%(place)s”.") % {"place": lesson.progress.resume_label}
    return NextStep(
        title=lesson.entry["title"],
        text=text,
        label=label,
        href=lesson.href,
        eyebrow=duration(lesson.entry["minutes"]),
    )


def courses_panel(request: HttpRequest) -> Panel | None:
    """My courses, each with how far."""
    standings = standings_of(learner_of(request))
    return Panel("courses/learning/desk_courses.html", {"standings": standings}) if standings else None


def way_panel(request: HttpRequest) -> Panel | None:
    """The line of the course that the next step is in, by module; with all done, of the last one seen."""
    standings = standings_of(learner_of(request))
    going = [one for one in standings if one.following is not None and not one.is_completed]
    for standing in going or standings:
        context = {"standing": standing, "stops": module_stops(standing)}
        return Panel("courses/learning/desk_way.html", context, wide=True)
    return None


def kept_panel(request: HttpRequest) -> Panel | None:
    """The texts last written in courses that are not completed, each with the way back to it."""
    places = {
        lesson.entry["id"]: lesson
        for standing in standings_of(learner_of(request))
        if not standing.is_completed
        for lesson in standing.lessons
        if lesson.is_begun
    }
    if not places:
        return None
    texts = [(text, places[text.lesson_id]) for text in last_written(learner_of(request).pk, places)]
    return Panel("courses/learning/desk_kept.html", {"texts": texts}) if texts else None


def news_panel(request: HttpRequest) -> Panel | None:
    """Lessons that were taken out of a course while the learner was in them, and what changed in others."""
    learner = learner_of(request)
    lessons = lessons_taken_out(learner.pk) if known_of(learner).has_strays else []
    changed = lessons_changed(standings_of(learner))
    if not lessons and not changed:
        return None
    return Panel("courses/learning/desk_news.html", {"lessons": lessons, "changed": changed})


# ---------------------------------------------------------------- what the panels read


class Changed(NamedTuple):
    """A lesson of which an editor told what changed."""

    title: str
    course: str
    words: str
    href: str
    lang: str


def lessons_changed(standings: Sequence[CourseStanding]) -> list[Changed]:
    """Lessons that the learner knows as they were before, and whose editor told of it in the last 30 days."""
    since = timezone.now() - NEWS
    found = []
    for standing in standings:
        new = {entry["id"] for entry in told_since(standing.edition, since)}
        for lesson in standing.lessons if new else ():
            progress, entry = lesson.progress, lesson.entry
            if progress and entry["id"] in new and progress.seen_edition_id != entry["edition"]:
                course, words = standing.edition.title, entry["news"]["text"]
                found.append(Changed(entry["title"], course, words, lesson.href, standing.edition.language))
    return found


class Written(NamedTuple):
    """A text as the desk shows it."""

    lesson_id: int
    block: str
    title: str
    updated_at: datetime
    text: str

    @property
    def words(self) -> int:
        return words_in(self.text)


@cache
def _last_written(count: int) -> Statement:
    """The newest texts in ``count`` lessons."""

    def texts(learner: int, **lessons: int) -> QuerySet[Writing, Any]:
        found = Writing.objects.filter(learner=learner, lesson__in=list(lessons.values())).exclude(text="")
        return found.order_by("-updated_at").values_list(*Written._fields)[:TEXTS]

    return Statement(texts, learner=int, **{f"lesson_{number}": int for number in range(count)})


def last_written(learner_id: int, lesson_ids: Collection[int]) -> list[Written]:
    """The three texts that somebody wrote last in these lessons (at least one). One query."""
    ids = list(lesson_ids)
    count = 1 << (len(ids) - 1).bit_length()  # so that there are few statements; the last is said again
    lessons = {f"lesson_{number}": ids[min(number, len(ids) - 1)] for number in range(count)}
    return [Written(*row) for row in _last_written(count).rows(learner=learner_id, **lessons)]


class TakenOut(NamedTuple):
    """A lesson that is no longer taught."""

    title: str
    course: str
    retired_at: datetime


_TAKEN_OUT = Statement(
    lambda learner: (
        Lesson.objects.filter(
            progress__learner=learner,
            course__in=Enrolment.objects.holding_a_place().filter(learner=learner).values("course"),
            retired_at__isnull=False,
        )
        .order_by("-retired_at")
        .values_list("title", "course__title", "retired_at")
    ),
    learner=int,
)


def lessons_taken_out(learner_id: int) -> list[TakenOut]:
    """Lessons that somebody began and that were taken out of their courses in the last 30 days. One query."""
    since = timezone.now() - NEWS
    found = [TakenOut(*row) for row in _TAKEN_OUT.rows(learner=learner_id)]
    return [lesson for lesson in found if lesson.retired_at >= since][:5]
