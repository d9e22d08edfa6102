"""Which lessons ask for work, and how far each learner is with it; nothing of what is not sent yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from courses.assessment.work.models import Work, WorkState
from courses.content.models import CourseEdition, Lesson, LessonEdition
from courses.content.selectors import edition_of
from lms.accounts.models import User
from lms.pages.prepared import prepared

WORK = "work"  # the type of the block


class AskedWork(NamedTuple):
    """One piece of work that a lesson asks for, as it is taught now."""

    lesson: int
    block: str
    title: str

    @property
    def key(self) -> str:
        return f"w{self.lesson}:{self.block}"


def works_asked(editions: Iterable[CourseEdition]) -> dict[int, list[AskedWork]]:
    """What the lessons of ``editions`` ask for, by lesson.

    Editions never change: one query for all that this process has not met, none otherwise.
    """
    known = {(edition.pk, edition.digest): edition for edition in editions}
    made = prepared.those("works", known, lambda keys: _read([known[key] for key in keys]))
    found: dict[int, list[AskedWork]] = {}
    for works in made.values():
        for one in works or ():
            found.setdefault(one.lesson, []).append(one)
    return found


def _read(editions: list[CourseEdition]) -> dict[tuple[int, str], list[AskedWork]]:
    texts = {entry["edition"] for edition in editions for entry in edition.lessons}
    bodies = dict(LessonEdition.objects.filter(pk__in=texts).values_list("pk", "body"))
    return {
        (edition.pk, edition.digest): [
            AskedWork(entry["id"], raw["id"], raw["value"].get("title") or entry["title"])
            for entry in edition.lessons
            for raw in bodies.get(entry["edition"], ())
            if raw["type"] == WORK and raw.get("id")
        ]
        for edition in editions
    }


def sent_works(lessons: Collection[int] | None = None) -> QuerySet[Work]:
    """Everything that was sent at least once, in these lessons or anywhere."""
    found = Work.objects.exclude(state=WorkState.DRAFT)
    return found if lessons is None else found.filter(lesson__in=lessons)


def works_of(learners: Collection[int], lessons: Collection[int]) -> dict[int, dict[str, str]]:
    """By learner: the state of each piece that they sent in ``lessons``, by ``AskedWork.key``. One query."""
    found: dict[int, dict[str, str]] = {}
    rows = sent_works(lessons).filter(learner__in=learners).order_by("pk")
    for learner, lesson, block, state in rows.values_list("learner", "lesson", "block", "state"):
        found.setdefault(learner, {})[f"w{lesson}:{block}"] = state
    return found


def has_ready_work(learner: int, lesson: int) -> bool:
    """Whether a reviewer accepted what ``learner`` sent in ``lesson``. One query."""
    return Work.objects.filter(learner=learner, lesson=lesson, state=WorkState.READY).exists()


class Standing(NamedTuple):
    """How far one piece of work is, for its learner."""

    state: str
    promised_on: date | None


def standings_of(learner: int, lessons: Collection[int]) -> dict[str, Standing]:
    """What ``learner`` sent in ``lessons``, by ``AskedWork.key``. One query."""
    rows = sent_works(lessons).filter(learner=learner).order_by("pk")
    return {
        f"w{lesson}:{block}": Standing(state, promised)
        for lesson, block, state, promised in rows.values_list("lesson", "block", "state", "promised_on")
    }


def standing_words(standing: Standing | None) -> str:
    """How far a piece of work is, in words to its learner; None is what was never sent."""
    if standing is None:
        return gettext("not sent yet")
    if standing.state == WorkState.ACKNOWLEDGED and standing.promised_on:
        day = date_format(standing.promised_on, gettext("j F"))
        return gettext("sent; you will have an answer by %(day)s") % {"day": day}
    return {
        WorkState.SENT: gettext("sent"),
        WorkState.ACKNOWLEDGED: gettext("sent"),
        WorkState.RETURNED: gettext("came back with an answer, for another go"),
        WorkState.READY: gettext("accepted"),
    }[WorkState(standing.state)]


class WorkOfLesson(NamedTuple):
    """One piece of work that a lesson asks for, with how far it is, in words."""

    title: str
    block: str
    words: str


def works_for(learner: User, lesson: Lesson | None) -> list[WorkOfLesson]:
    """What ``lesson`` asks of ``learner`` as it is taught now. Two queries, none without a lesson."""
    if lesson is None or (edition := edition_of(lesson.course)) is None:
        return []
    if not (asked := works_asked([edition]).get(lesson.pk)):
        return []
    states = standings_of(learner.pk, [lesson.pk])
    return [WorkOfLesson(one.title, one.block, standing_words(states.get(one.key))) for one in asked]
