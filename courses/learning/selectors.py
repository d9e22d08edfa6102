"""What a learner has done, what remains, and where to go on; shaped for the screens that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Count, F, IntegerField, Q, TextField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.impact import Impact
from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.content.selectors import edition_of, editions_of
from courses.learning.errors import LessonGoneError
from courses.learning.models import (
    Enrolment,
    EnrolmentState,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
    WritingVersion,
)
from courses.learning.words import lessons_of
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.language import content_language
from lms.pages.selectors import Stop
from lms.pages.templatetags.components import duration

NEWS_DAYS = 30  # how long the desk tells of a lesson that was taken out of a course


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


@dataclass(frozen=True)
class LessonStanding:
    """One lesson of the outline as one learner has it."""

    entry: dict[str, Any]
    number: int
    href: str
    progress: LessonProgress | None = None

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

    @property
    def done(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def is_begun(self) -> bool:
        return any(lesson.progress for lesson in self.lessons)

    @property
    def left(self) -> list[LessonStanding]:
        return [lesson for lesson in self.lessons if not lesson.is_done]

    @property
    def minutes_left(self) -> int:
        return sum(lesson.entry["minutes"] for lesson in self.left)

    @property
    def following(self) -> LessonStanding | None:
        """Where to go on: the lesson last seen if it is not done, else the first that is not."""
        left = self.left
        last = self.enrolment.last_lesson_id if self.enrolment else None
        return next((lesson for lesson in left if lesson.entry["id"] == last), left[0] if left else None)

    @property
    def href(self) -> str:
        return reverse("courses:course", args=[self.edition.slug])

    @property
    def label(self) -> str:
        """“4 of 10 lessons · about 1 h 50 left”."""
        done = lessons_of(self.done, self.total)
        if not self.left:
            return done
        return _("%(done)s · about %(time)s left") % {"done": done, "time": duration(self.minutes_left)}


def lesson_standings(
    edition: CourseEdition, progress: dict[int, LessonProgress] | None = None
) -> list[LessonStanding]:
    return [
        LessonStanding(
            entry,
            number,
            reverse("courses:lesson", args=[edition.slug, entry["module"], entry["slug"]]),
            (progress or {}).get(entry["id"]),
        )
        for number, entry in enumerate(edition.lessons, 1)
    ]


def course_standing(edition: CourseEdition, learner: User) -> CourseStanding:
    """``edition`` as ``learner`` has it, or as a visitor sees it. Two queries, none for a visitor."""
    if not learner.is_authenticated:
        return CourseStanding(edition, None, lesson_standings(edition))
    enrolment = Enrolment.objects.filter(learner=learner, course_id=edition.course_id).first()
    progress = LessonProgress.objects.filter(
        learner=learner, lesson__in=[entry["id"] for entry in edition.lessons]
    )
    return CourseStanding(
        edition, enrolment, lesson_standings(edition, {row.lesson_id: row for row in progress})
    )


def course_standings(learner: User) -> list[CourseStanding]:
    """Every published course on which ``learner`` holds a place, the last seen first. Three queries."""
    enrolments = list(
        Enrolment.objects.holding_a_place()
        .filter(learner=learner)
        .order_by(F("last_seen_at").desc(nulls_last=True), "-created_at", "-pk")
    )
    editions = editions_of([enrolment.course_id for enrolment in enrolments])
    progress = {row.lesson_id: row for row in LessonProgress.objects.filter(learner=learner)}
    return [
        CourseStanding(edition, enrolment, lesson_standings(edition, progress))
        for enrolment in enrolments
        if (edition := editions.get(enrolment.course_id)) is not None
    ]


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
    for lesson in standing.lessons:
        entry = lesson.entry
        is_here = entry["id"] == here
        state = "here" if is_here else "done" if lesson.is_done else "later"
        note = _length(lesson) if details or is_here else ""
        href = lesson.href if standing.holds_place else ""
        parts.setdefault(entry["module"], []).append(Stop(entry["title"], state, note, href, lang=lang))
        titles[entry["module"]] = (entry["module_title"], summaries[entry["module"]] if details else "")
    return [
        Stop(title, note=summary, stops=tuple(parts[slug]), lang=lang)
        for slug, (title, summary) in titles.items()
    ]


def _length(lesson: LessonStanding) -> str:
    parts = [duration(lesson.entry["minutes"])]
    if asked := lesson.entry["requires"]:
        parts.append(ngettext("%(n)s thing to do", "%(n)s things to do", asked) % {"n": asked})
    if lesson.is_done:
        parts.append(_("done"))
    elif lesson.is_begun:
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


# ---------------------------------------------------------------- a learner in a lesson


@dataclass
class Kept:
    """A text as the learner left it, with what waits for their choice."""

    text: str = ""
    number: int = 0
    asides: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class LessonRecord:
    """What one learner has done and kept in one lesson."""

    met: set[str] = field(default_factory=set)
    ticked: dict[str, set[str]] = field(default_factory=dict)  # block → items
    kept: dict[str, Kept] = field(default_factory=dict)  # block → text


def lesson_record(learner_id: int, lesson_id: int) -> LessonRecord:
    """What was met, ticked and kept in a lesson. One query for all of it."""
    empty = Value("", output_field=CharField())
    no_text, zero = Value("", output_field=TextField()), Value(0, output_field=IntegerField())

    def rows(model: Any, kind: str, block: Any, item: Any, text: Any, number: Any, **where: Any) -> Any:
        named = {
            "r_kind": Value(kind, output_field=CharField()),
            "r_block": block,
            "r_item": item,
            "r_text": text,
            "r_number": number,
        }
        return model.objects.order_by().filter(**where).annotate(**named).values_list(*named)

    mine = {"learner_id": learner_id, "lesson_id": lesson_id}
    theirs = {"writing__learner_id": learner_id, "writing__lesson_id": lesson_id, "aside": True}
    record = LessonRecord()
    found = rows(RequirementMet, "met", F("block"), empty, no_text, zero, **mine).union(
        rows(Tick, "tick", F("block"), F("item"), no_text, zero, ticked=True, **mine),
        rows(Writing, "text", F("block"), empty, F("text"), F("number"), **mine),
        rows(WritingVersion, "aside", F("writing__block"), empty, F("text"), F("number"), **theirs),
        all=True,
    )
    for kind, block, item, text, number in found:
        if kind == "met":
            record.met.add(block)
        elif kind == "tick":
            record.ticked.setdefault(block, set()).add(item)
        else:
            kept = record.kept.setdefault(block, Kept())
            if kind == "text":
                kept.text, kept.number = text, number
            else:
                kept.asides.append((number, text))
    for kept in record.kept.values():
        kept.asides.sort()
    return record


# ---------------------------------------------------------------- the desk, the profile, the editor


def lessons_taken_out(learner: User) -> list[Lesson]:
    """Lessons begun by ``learner`` that were taken out of a course they are on in the last 30 days."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    return list(
        Lesson.objects.filter(
            Q(progress__learner=learner),
            course__enrolments__in=Enrolment.objects.holding_a_place().filter(learner=learner),
            retired_at__gte=since,
        )
        .select_related("course")
        .order_by("-retired_at")[:5]
    )


def last_written(learner: User, lesson_ids: Iterable[int]) -> list[Writing]:
    """The three texts that ``learner`` wrote last in these lessons. One query."""
    return list(
        Writing.objects.filter(learner=learner, lesson_id__in=list(lesson_ids))
        .exclude(text="")
        .order_by("-updated_at")[:3]
    )


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
