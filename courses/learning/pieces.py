"""A lesson's place in its course, and the two pieces of its page that change with every answer."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.templatetags.wagtailcore_tags import richtext

from courses.content.models import CourseEdition
from courses.learning import selectors, words
from courses.learning.body import DAY, PreparedLesson
from courses.learning.records import LessonRecord
from courses.learning.rules import learner_of
from courses.learning.selectors import CourseStanding, LessonStanding
from lms.pages.chrome import form_token_of
from lms.pages.lines import line_html
from lms.pages.prepared import Stencil, cut, gap, prepared
from lms.pages.templatetags.components import duration


@dataclass
class Place:
    """Where a lesson stands now, and the learner in it."""

    edition: CourseEdition
    standing: CourseStanding
    here: LessonStanding

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self.here.entry["key"])

    @property
    def neighbours(self) -> tuple[LessonStanding | None, LessonStanding | None]:
        lessons, at = self.standing.lessons, self.here.number - 1
        return (
            lessons[at - 1] if at else None,
            lessons[at + 1] if at + 1 < len(lessons) else None,
        )


def find_place(request: HttpRequest, edition: CourseEdition, lesson_id: int) -> Place | None:
    """The lesson in ``edition``, with the learner's standing; None if it is not there."""
    standing = selectors.course_standing(edition, learner_of(request))
    for lesson in standing.lessons:
        if lesson.entry["id"] == lesson_id:
            return Place(edition, standing, lesson)
    return None


def description_html(edition: CourseEdition) -> SafeString:
    """What the course is for; made again each day, since the pages that it links to may move."""
    make = partial(richtext, edition.description)
    return prepared.get("description", edition.pk, edition.digest, int(time.time() // DAY), make=make)


# ---------------------------------------------------------------- the outline beside the lesson


def outline_html(place: Place) -> SafeString:
    """The outline with what the learner has done."""
    standing, here = place.standing, place.here.entry["id"]
    make = partial(_cut_outline, place.edition, bool(standing.left))
    edition = place.edition
    stencil = prepared.get("outline", edition.pk, edition.digest, bool(standing.left), make=make)
    strokes = {
        f"stroke_{number}": "here" if lesson.entry["id"] == here else "done" if lesson.is_done else ""
        for number, lesson in enumerate(standing.lessons)
    }
    line = line_html(selectors.outline_stops(standing, here=here), direction="upright")
    return stencil.fill(
        {**strokes, "done": standing.done, "time": partial(duration, standing.minutes_left), "line": line}
    )


def _cut_outline(edition: CourseEdition, is_left: bool) -> Stencil:
    standing = CourseStanding(edition, None, selectors.lesson_standings(edition))
    return cut(
        "courses/learning/_outline.html",
        {
            "edition": edition,
            "course_href": standing.href,
            "total": standing.total,
            "is_left": is_left,
            "strokes": [gap(f"stroke_{number}") for number in range(standing.total)],
            **{name: gap(name) for name in ("done", "time", "line")},
        },
    )


# ---------------------------------------------------------------- the foot of the lesson


def foot_html(request: HttpRequest, place: Place, text: PreparedLesson, record: LessonRecord) -> SafeString:
    """What is left before the lesson counts, and the way on."""
    left = tuple(asked["id"] for asked in text.requirements if asked["id"] not in record.met)
    state = (left, place.here.is_done, place.standing.is_completed, not place.standing.holds_place)
    edition, lesson = place.edition, place.here.entry
    make = partial(_cut_foot, edition, lesson["id"], text.requirements, *state)
    key = (edition.pk, edition.digest, lesson["id"], text.edition_id, *state)
    return prepared.get("foot", *key, make=make).fill(
        {"uid": getattr(request.user, "uid", ""), "token": partial(form_token_of, request)}
    )


def _cut_foot(
    edition: CourseEdition,
    lesson_id: int,
    requirements: list[dict[str, str]],
    left: tuple[str, ...],
    is_done: bool,
    course_completed: bool,
    reads_only: bool,
) -> Stencil:
    standing = CourseStanding(edition, None, selectors.lesson_standings(edition))
    here = next(lesson for lesson in standing.lessons if lesson.entry["id"] == lesson_id)
    before, after = Place(edition, standing, here).neighbours
    met = {asked["id"] for asked in requirements} - set(left)
    remaining = words.what_remains(requirements, met)
    return cut(
        "courses/learning/_foot.html",
        {
            "edition": edition,
            "course_href": standing.href,
            "before": before,
            "after": after,
            "is_done": is_done,
            "course_completed": course_completed,
            "reads_only": reads_only,
            "remaining": remaining,
            "remaining_count": words.count_left(len(remaining)) if remaining else "",
            "remaining_names": words.joined(one.name for one in remaining),
            "rule": words.rule_of(requirements),
            "finish_url": reverse("learning:finish", args=[here.entry["key"]]),
            "uid": gap("uid"),
        },
    )
