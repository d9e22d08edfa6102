"""What a learner has done, what remains, and where to go on; shaped for the screens that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.impact import Impact
from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.content.selectors import best_edition, edition_columns, edition_of, editions_found
from courses.learning.errors import LessonGoneError
from courses.learning.models import (
    Enrolment,
    EnrolmentState,
    LessonProgress,
)
from courses.learning.words import lessons_of
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.language import content_language
from lms.pages.prepared import prepared
from lms.pages.selectors import Stop
from lms.pages.templatetags.components import duration
from lms.statements import Statement


def words_in(text: str) -> int:
    """Words as a person counts them: runs of anything between white space."""
    return len(text.split())


def list_ids(children: Any) -> list[str]:
    """The ids of a list block's items, in order."""
    return [str(child.id) for child in children.bound_blocks]


# ---------------------------------------------------------------- what is taught now


def ruling_edition(course: Course) -> CourseEdition | None:
    """The current edition that decides what completes ``course``: the site's own language first."""
    return edition_of(course, settings.LANGUAGE_CODE)


def current_text(lesson: Lesson) -> LessonEdition:
    """The text of ``lesson`` that learners read now, in their language where there is one.

    Raises ``LessonGoneError``.
    """
    editions = CourseEdition.objects.current().filter(course_id=lesson.course_id)
    holding = {
        edition.language: entry["edition"]
        for edition in editions
        for entry in edition.lessons
        if entry["id"] == lesson.pk
    }
    for language in (content_language(), settings.LANGUAGE_CODE, *holding):
        if language in holding:
            return LessonEdition.objects.get(pk=holding[language])
    raise LessonGoneError


def lesson_once_at(course_slug: str, module_slug: str, lesson_slug: str) -> Lesson | None:
    """The lesson that an edition, the newest first, had at this address. For addresses that fail now."""
    editions = CourseEdition.objects.filter(slug=course_slug).order_by("-published_at", "-pk")
    for edition in editions[:50]:
        for entry in edition.lessons:
            if (entry["module"], entry["slug"]) == (module_slug, lesson_slug):
                return Lesson.objects.select_related("course").filter(pk=entry["id"]).first()
    return None


def holds_record(learner: User, lesson: Lesson) -> bool:
    """Whether ``learner`` ever opened ``lesson``."""
    return LessonProgress.objects.filter(learner=learner, lesson=lesson).exists()


# ---------------------------------------------------------------- a learner in a course


class Progress(NamedTuple):
    """What a page needs of a ``LessonProgress``."""

    lesson_id: int
    done_at: datetime | None
    seen_edition_id: int | None
    resume_block: str
    resume_label: str


@dataclass(frozen=True)
class LessonStanding:
    """One lesson of the outline as one learner has it; without ``progress``, as everybody has it."""

    entry: dict[str, Any]
    number: int
    href: str
    progress: Progress | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.progress and self.progress.done_at)

    @property
    def is_begun(self) -> bool:
        return self.progress is not None and not self.is_done


@dataclass(frozen=True)
class CourseStanding:
    """A course as one learner has it: every lesson, what is done, where to go on."""

    edition: CourseEdition
    enrolment: Enrolment | None
    lessons: list[LessonStanding] = field(default_factory=list)

    @property
    def holds_place(self) -> bool:
        return self.enrolment is not None and self.enrolment.state != EnrolmentState.WITHDRAWN

    @property
    def is_completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None

    @property
    def total(self) -> int:
        return len(self.lessons)

    @cached_property
    def done(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def is_begun(self) -> bool:
        return any(lesson.progress for lesson in self.lessons)

    @cached_property
    def left(self) -> list[LessonStanding]:
        return [lesson for lesson in self.lessons if not lesson.is_done]

    @property
    def minutes_left(self) -> int:
        return sum(lesson.entry["minutes"] for lesson in self.left)

    @cached_property
    def following(self) -> LessonStanding | None:
        """Where to go on: the lesson last seen if it is not done, else the first that is not."""
        left = self.left
        last = self.enrolment.last_lesson_id if self.enrolment else None
        return next((lesson for lesson in left if lesson.entry["id"] == last), left[0] if left else None)

    @cached_property
    def href(self) -> str:
        slug = self.edition.slug
        return prepared.get("course href", slug, make=lambda: reverse("courses:course", args=[slug]))

    @property
    def label(self) -> str:
        """“4 of 10 lessons · about 1 h 50 left”."""
        done = lessons_of(self.done, self.total)
        if not self.left:
            return done
        return _("%(done)s · about %(time)s left") % {"done": done, "time": duration(self.minutes_left)}


def lesson_standings(
    edition: CourseEdition, progress: dict[int, Progress] | None = None
) -> list[LessonStanding]:
    plain = prepared.get("standings", edition.pk, edition.digest, make=lambda: _plain_standings(edition))
    if not progress:
        return list(plain)
    return [
        LessonStanding(one.entry, one.number, one.href, progress[one.entry["id"]])
        if one.entry["id"] in progress
        else one
        for one in plain
    ]


def _plain_standings(edition: CourseEdition) -> list[LessonStanding]:
    return [
        LessonStanding(
            entry, number, reverse("courses:lesson", args=[edition.slug, entry["module"], entry["slug"]])
        )
        for number, entry in enumerate(edition.lessons, 1)
    ]


_ENROLMENT = [field.attname for field in Enrolment._meta.concrete_fields]
_PLACE = Statement(
    lambda learner, course: (
        Enrolment.objects.filter(learner=learner, course=course).order_by("pk").values_list(*_ENROLMENT)
    ),
    learner=int,
    course=int,
)
_JOINED = Statement(
    lambda learner: (
        Enrolment.objects.filter(learner=learner)
        .annotate(now=FilteredRelation("course__editions", condition=Q(course__editions__is_current=True)))
        .order_by(F("last_seen_at").desc(nulls_last=True), "-created_at", "-pk", "now__pk")
        .values_list(*_ENROLMENT, *edition_columns("now__"))
    ),
    learner=int,
)
# A lesson belongs to the course that teaches it, so this is the progress in the lessons of an edition.
_PROGRESS = Statement(
    lambda learner, course: (
        LessonProgress.objects.filter(learner=learner, lesson__course=course)
        .order_by()
        .values_list(*Progress._fields)
    ),
    learner=int,
    course=int,
)
_ALL_PROGRESS = Statement(
    lambda learner: LessonProgress.objects.filter(learner=learner).order_by().values_list(*Progress._fields),
    learner=int,
)


def _by_lesson(rows: Sequence[tuple[Any, ...]]) -> dict[int, Progress]:
    return {row[0]: Progress(*row) for row in rows}


def course_standing(edition: CourseEdition, learner: User) -> CourseStanding:
    """``edition`` as ``learner`` has it, or as a visitor sees it. Two queries, none for a visitor."""
    if not learner.is_authenticated:
        return CourseStanding(edition, None, lesson_standings(edition))
    places = _PLACE.rows(learner=learner.pk, course=edition.course_id)
    enrolment = Enrolment.from_db(DEFAULT_DB_ALIAS, _ENROLMENT, places[0]) if places else None
    progress = _by_lesson(_PROGRESS.rows(learner=learner.pk, course=edition.course_id))
    return CourseStanding(edition, enrolment, lesson_standings(edition, progress))


@dataclass(frozen=True)
class Overview:
    """All that one learner is on and ever was, as their desk needs it."""

    standings: list[CourseStanding]  # as ``course_standings``
    has_completed: bool  # some course, though it may be left or gone since
    has_strays: bool  # began a lesson that is in none of ``standings``


def overview_of(learner: User) -> Overview:
    """Every course that ``learner`` ever joined. Two queries."""
    joined: dict[int, tuple[Enrolment, list[CourseEdition]]] = {}
    width = len(_ENROLMENT)
    rows = _JOINED.rows(learner=learner.pk)
    found = {edition.pk: edition for edition in editions_found(row[width:] for row in rows if row[width])}
    for row in rows:
        enrolment = Enrolment.from_db(DEFAULT_DB_ALIAS, _ENROLMENT, row[:width])
        _enrolment, editions = joined.setdefault(enrolment.pk, (enrolment, []))
        if (edition := found.get(row[width])) is not None:
            editions.append(edition)
    progress = _by_lesson(_ALL_PROGRESS.rows(learner=learner.pk))
    standings = [
        CourseStanding(edition, enrolment, lesson_standings(edition, progress))
        for enrolment, editions in joined.values()
        if enrolment.state != EnrolmentState.WITHDRAWN and (edition := best_edition(editions)) is not None
    ]
    held = {lesson.entry["id"] for standing in standings for lesson in standing.lessons}
    return Overview(
        standings,
        has_completed=any(enrolment.completed_at for enrolment, _editions in joined.values()),
        has_strays=not progress.keys() <= held,
    )


def course_standings(learner: User) -> list[CourseStanding]:
    """Every published course on which ``learner`` holds a place, the last seen first. Two queries."""
    return overview_of(learner).standings


def lessons_left(learner: User, edition: CourseEdition) -> list[LessonStanding]:
    """The lessons of ``edition`` that ``learner`` has not done, in order."""
    return course_standing(edition, learner).left


def outline_stops(standing: CourseStanding, *, here: int | None, details: bool = False) -> list[Stop]:
    """The line of a course: a part for each module, a stop for each lesson; ``here`` is a lesson's id.

    With ``details`` every stop says its length; otherwise only the one that is here.
    """
    parts: dict[str, list[Stop]] = {}
    titles: dict[str, tuple[str, str]] = {}
    lang = standing.edition.language
    summaries = {module["slug"]: module.get("summary", "") for module in standing.edition.outline["modules"]}
    name = ("outline stop", standing.edition.pk, standing.edition.digest, standing.holds_place, details)
    for lesson in standing.lessons:
        entry = lesson.entry
        is_here = entry["id"] == here
        state = (lesson.number, is_here, lesson.is_done, lesson.is_begun)
        make = partial(_outline_stop, standing, lesson, is_here, details or is_here)
        parts.setdefault(entry["module"], []).append(prepared.get(*name, *state, make=make))
        titles[entry["module"]] = (entry["module_title"], summaries[entry["module"]] if details else "")
    return [
        Stop(title, note=summary, stops=tuple(parts[slug]), lang=lang)
        for slug, (title, summary) in titles.items()
    ]


def _outline_stop(standing: CourseStanding, lesson: LessonStanding, is_here: bool, details: bool) -> Stop:
    """One lesson of ``outline_stops``: of the learner it says no more than done, begun and here."""
    return Stop(
        lesson.entry["title"],
        "here" if is_here else "done" if lesson.is_done else "later",
        _length(lesson) if details else "",
        lesson.href if standing.holds_place else "",
        lang=standing.edition.language,
    )


def _length(lesson: LessonStanding) -> str:
    parts = [duration(lesson.entry["minutes"])]
    if asked := lesson.entry["requires"]:
        parts.append(ngettext("%(n)s thing to do", "%(n)s things to do", asked) % {"n": asked})
    if lesson.is_done:
        # Translators: of a lesson; stands after its length: “12 minutes · done”.
        parts.append(_("done"))
    elif lesson.is_begun:
        # Translators: of a lesson; stands after its length: “12 minutes · begun”.
        parts.append(_("begun"))
    return " · ".join(parts)


def module_stops(standing: CourseStanding) -> list[Stop]:
    """The line of a course by module: how much of each is done, and in which one the learner is.

    To somebody without a place on it, how much there is, and no way into the lessons.
    """
    following = standing.following if standing.holds_place and not standing.is_completed else None
    lang = standing.edition.language
    stops = []
    for module in standing.edition.outline["modules"]:
        lessons = [lesson for lesson in standing.lessons if lesson.entry["module"] == module["slug"]]
        done = sum(lesson.is_done for lesson in lessons)
        is_here = following is not None and following.entry["module"] == module["slug"]
        state = "here" if is_here else "done" if lessons and done == len(lessons) else "later"
        if not standing.holds_place:
            note = ngettext("%(n)s lesson", "%(n)s lessons", len(lessons)) % {"n": len(lessons)}
            stops.append(Stop(module["title"], "later", note, lang=lang))
            continue
        note = lessons_of(done, len(lessons))
        first_open = next(
            (lesson for lesson in lessons if not lesson.is_done), lessons[0] if lessons else None
        )
        stops.append(Stop(module["title"], state, note, first_open.href if first_open else "", lang=lang))
    return stops


# ---------------------------------------------------------------- the profile, the editor


def impact_on_learners(keys: Iterable[UUID]) -> dict[UUID, Impact]:
    """How many learners began and finished each of these lessons. One query."""
    counted = (
        LessonProgress.objects.filter(lesson__key__in=list(keys))
        .values("lesson__key")
        .annotate(begun=Count("pk"), finished=Count("done_at"))
    )
    return {row["lesson__key"]: Impact(row["begun"], row["finished"]) for row in counted}


def certificate_name(user: User) -> str:
    """The name that a certificate would carry today; empty for somebody without one. One query."""
    name = printed_name(user)
    return name.printed if name.wanted else ""
