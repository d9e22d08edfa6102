"""Where a learner is in a lesson: the write that lesson.js sends most often, in one statement.

See docs/decisions/0071-a-place-in-one-statement.md.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from courses.content.models import CourseEdition, Lesson
from courses.learning.models import Enrolment, EnrolmentState, LessonProgress

MOST_SPOTS = 5000


@dataclass(frozen=True)
class Spot:
    """A lesson as it is taught now, as far as a place in it needs to know.

    ``editions`` are the current editions of its course, by id: as long as these are
    they, the rest is true. ``labels`` are the headings that its blocks lie under, by block.
    """

    lesson_id: int
    course_id: int
    text_id: int
    editions: tuple[int, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)


_SPOTS: dict[tuple[uuid.UUID, str], Spot] = {}  # by lesson and the language in which it is wanted


def kept_spot(lesson: uuid.UUID, language: str) -> Spot | None:
    """What was kept of the lesson with this key. It may be of yesterday: ``write_place`` asks."""
    return _SPOTS.get((lesson, language))


def keep_spot(lesson: uuid.UUID, language: str, spot: Spot) -> None:
    """Keep ``spot``, in the memory of this process, for the next place in the lesson with this key."""
    if len(_SPOTS) >= MOST_SPOTS:
        _SPOTS.clear()
    _SPOTS[lesson, language] = spot


def current_editions(course_id: int) -> tuple[int, ...]:
    """The ids of the course's current editions, one a language. Read them before what a spot is made of:
    then a publish in between leaves a spot that is found untrue, never one that is wrong."""
    editions = CourseEdition.objects.current().filter(course_id=course_id)
    return tuple(editions.order_by("pk").values_list("pk", flat=True))


# ---------------------------------------------------------------- the statement

_ENROLMENT, _PROGRESS = Enrolment._meta.db_table, LessonProgress._meta.db_table
_EDITION, _LESSON = CourseEdition._meta.db_table, Lesson._meta.db_table

# Locks the learner's place on the course, as every write does first.
_HOLD = f"""
UPDATE {_ENROLMENT} SET
  last_lesson_id = CASE WHEN last_seen_at > %s THEN last_lesson_id ELSE %s END,
  last_seen_at = CASE WHEN last_seen_at > %s THEN last_seen_at ELSE %s END
WHERE learner_id = %s AND course_id = %s AND state <> %s"""  # noqa: S608
# The current editions of the course are those that the spot was made from, and it has the lesson still.
_TRUE_STILL = f"""
  AND (SELECT COUNT(*) = %s AND SUM(CASE WHEN id IN ({{ids}}) THEN 1 ELSE 0 END) = %s
       FROM {_EDITION} WHERE course_id = %s AND is_current)
  AND EXISTS (SELECT 1 FROM {_LESSON} WHERE id = %s AND course_id = %s)"""  # noqa: S608
_NOTE = f"""
INSERT INTO {_PROGRESS}
  (learner_id, lesson_id, started_at, seen_edition_id, resume_block, resume_label, resume_at)
SELECT %s, %s, %s, %s, %s, %s, %s {{source}}
ON CONFLICT (learner_id, lesson_id) DO UPDATE SET
  resume_block = excluded.resume_block, resume_label = excluded.resume_label, resume_at = excluded.resume_at
WHERE {_PROGRESS}.resume_at IS NULL OR {_PROGRESS}.resume_at <= excluded.resume_at"""
_NOTE_HELD = _NOTE.format(source="FROM held")


def write_place(*, learner_id: int, spot: Spot, block: str, label: str, at: datetime) -> bool:
    """The learner continues at ``block``, as of ``at``; of two places the later one wins.

    False, and nothing is written, if no place on the course is held or ``spot`` is not
    true any more; one without ``editions`` is taken at its word. A time in the future
    counts as now. Leaves what is done alone. One statement on PostgreSQL, two in a
    transaction on SQLite.
    """
    now = timezone.now()
    moment, started = (connection.ops.adapt_datetimefield_value(t) for t in (min(at, now), now))
    hold = _HOLD
    hold_values: list[Any] = [moment, spot.lesson_id, moment, moment]
    hold_values += [learner_id, spot.course_id, EnrolmentState.WITHDRAWN.value]
    if spot.editions:
        count = len(spot.editions)
        hold += _TRUE_STILL.format(ids=", ".join(["%s"] * count))
        hold_values += [count, *spot.editions, count, spot.course_id, spot.lesson_id, spot.course_id]
    note_values = [learner_id, spot.lesson_id, started, spot.text_id, block[:36], label[:200], moment]
    if connection.vendor == "postgresql":
        return _in_one(hold, hold_values, note_values)
    return _in_two(hold, hold_values, note_values)


# By itself it waits for no disk: a place that a power cut takes is the last second of reading, which
# lesson.js sends again. Inside a transaction the commit is that of whatever else is written there.
_SOON = ", set_config('synchronous_commit', 'off', true)"


def _in_one(hold: str, hold_values: list[Any], note_values: list[Any]) -> bool:
    soon = "" if connection.in_atomic_block else _SOON
    sql = f"WITH held AS ({hold} RETURNING 1), noted AS ({_NOTE_HELD}) SELECT COUNT(*){soon} FROM held"  # noqa: S608
    with connection.prepared_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, [*hold_values, *note_values])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _in_two(hold: str, hold_values: list[Any], note_values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(hold, hold_values)
        if not cursor.rowcount:
            return False
        cursor.execute(_NOTE.format(source="WHERE true"), note_values)
        return True
