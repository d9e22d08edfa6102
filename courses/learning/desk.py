"""What courses put on a learner's desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.learning.rules import learner_of
from courses.learning.selectors import (
    CourseStanding,
    LessonStanding,
    course_standings,
    last_written,
    lessons_taken_out,
    module_stops,
)
from lms.accounts.models import User
from lms.desk.registry import NextStep, Panel
from lms.pages.templatetags.components import duration


def standings_of(user: User) -> list[CourseStanding]:
    """``course_standings``, read once for one request: the step and the panels share it."""
    known: list[CourseStanding] | None = getattr(user, "_course_standings", None)
    if known is None:
        known = course_standings(user)
        user._course_standings = known  # type: ignore[attr-defined]
    return known


def next_step(user: User) -> NextStep | None:
    """Go on with the lesson last seen, or start; with every course completed, see what came of it."""
    standings = standings_of(user)
    for standing in standings:
        if standing.following is not None and not standing.is_completed:
            return _lesson_step(standing, standing.following)
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


def _lesson_step(standing: CourseStanding, lesson: LessonStanding) -> NextStep:
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
    texts = [(writing, places[writing.lesson_id]) for writing in last_written(learner_of(request), places)]
    return Panel("courses/learning/desk_kept.html", {"texts": texts}) if texts else None


def news_panel(request: HttpRequest) -> Panel | None:
    """Lessons that were taken out of a course while the learner was in them."""
    lessons = lessons_taken_out(learner_of(request))
    return Panel("courses/learning/desk_news.html", {"lessons": lessons}) if lessons else None
