"""Everything a learner kept, wherever the lessons are now: reads for the portfolio."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from courses.content.models import Course, Lesson, LessonEdition
from courses.content.selectors import editions_of
from courses.learning.keeping import KeptThing, kept_by_rooms
from courses.learning.models import Tick, Writing, WritingVersion
from lms.accounts.models import User


@dataclass
class KeptInLesson:
    """What a learner kept in one lesson: texts with their versions, checklists, and what rooms above keep."""

    lesson: Lesson
    is_gone: bool
    texts: list[Writing] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)
    things: list[KeptThing] = field(default_factory=list)


def portfolio(
    learner: User, courses: Collection[int] | None = None
) -> list[tuple[Course, list[KeptInLesson]]]:
    """Everything that ``learner`` kept, or in these courses, by course and lesson, gone lessons included.

    Five queries at most, and those of the rooms above.
    """
    where = {} if courses is None else {"lesson__course__in": courses}
    writings = list(
        Writing.objects.filter(learner=learner, **where)
        .select_related("lesson__course")
        .prefetch_related("versions")
        .order_by("lesson__course__title", "lesson_id", "pk")
    )
    ticks = list(
        Tick.objects.filter(learner=learner, **where).select_related("lesson__course").order_by("pk")
    )
    things = kept_by_rooms(learner, courses)
    lessons = [one.lesson for kind in (writings, ticks, things) for one in kind]
    taught = _taught_lessons({lesson.course_id for lesson in lessons})
    found: dict[int, KeptInLesson] = {}
    for lesson in lessons:
        found.setdefault(lesson.pk, KeptInLesson(lesson, lesson.pk not in taught))
    for writing in writings:
        found[writing.lesson_id].texts.append(writing)
    for thing in things:
        found[thing.lesson.pk].things.append(thing)
    for lesson_id, lists in _checklists(ticks).items():
        found[lesson_id].lists = lists
    order = {lesson_id: place for place, lesson_id in enumerate(taught)}
    by_course: dict[Course, list[KeptInLesson]] = {}
    for kept in sorted(
        found.values(), key=lambda kept: (order.get(kept.lesson.pk, len(order)), kept.lesson.pk)
    ):
        by_course.setdefault(kept.lesson.course, []).append(kept)
    return sorted(by_course.items(), key=lambda pair: (pair[0].title, pair[0].pk))


def _taught_lessons(course_ids: Collection[int]) -> list[int]:
    return [entry["id"] for edition in editions_of(course_ids).values() for entry in edition.lessons]


def _checklists(ticks: list[Tick]) -> dict[int, list[dict[str, Any]]]:
    """The checklists of ``ticks`` in the newest words that had them, by lesson."""
    wanted: dict[int, dict[str, set[str]]] = {}
    for tick in ticks:
        of_list = wanted.setdefault(tick.lesson_id, {}).setdefault(tick.block, set())
        if tick.ticked:
            of_list.add(tick.item)
    found: dict[int, list[dict[str, Any]]] = {}
    seen: set[tuple[int, str]] = set()
    for text in LessonEdition.objects.filter(lesson__in=wanted).order_by("-pk"):
        for raw in text.body:
            key = (text.lesson_id, raw.get("id", ""))
            if raw["type"] != "checklist" or key in seen or key[1] not in wanted[text.lesson_id]:
                continue
            seen.add(key)
            ticked = wanted[key[0]][key[1]]
            items = [
                {"text": item["value"], "ticked": item["id"] in ticked} for item in raw["value"]["items"]
            ]
            found.setdefault(key[0], []).append({"title": raw["value"]["title"], "items": items})
    return found


def telling_versions(writing: Writing) -> list[WritingVersion]:
    """The versions worth showing, newest first: not each pause of the typing.

    Left out is what was carried on within ten minutes without losing a fifth of its
    length. All versions stay stored.
    """
    versions = list(writing.versions.all())
    shown = []
    for version, after in zip(versions, [*versions[1:], None], strict=True):
        carried_on = (
            after is not None
            and after.created_at - version.created_at < timedelta(minutes=10)
            and len(after.text) >= 0.8 * len(version.text)
        )
        if version.aside or not carried_on:
            shown.append(version)
    return shown[::-1]
