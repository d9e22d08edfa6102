"""Reads of what is published. Nothing here touches a page but the order of the catalogue."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from wagtail.blocks import StreamValue, StructValue

from courses.content.errors import BlockGoneError
from courses.content.models import Course, CourseEdition, CoursePage, Lesson, LessonEdition, LessonPage
from courses.content.narration import Narration, narration_from
from lms.language import content_language, has_chosen_language
from lms.pages.models import HomePage, SiteDocument, StandardPage
from lms.pages.prepared import prepared
from lms.statements import Statement


def best_edition(editions: Sequence[CourseEdition], language: str | None = None) -> CourseEdition | None:
    """The edition in ``language`` (by default the visitor's), else in the site's first language, else any."""
    wanted = language or content_language()
    order = {wanted: 0, settings.LANGUAGE_CODE: 1} if wanted != settings.LANGUAGE_CODE else {wanted: 0}
    return min(editions, key=lambda edition: (order.get(edition.language, 2), edition.pk), default=None)


_COURSE = [field.attname for field in Course._meta.concrete_fields]
_EDITION = [field.attname for field in CourseEdition._meta.concrete_fields]


def edition_columns(edition: str = "", course: str = "course__") -> list[str]:
    """What ``editions_found`` needs of a row, where a query calls editions and courses by these names."""
    return [f"{edition}{name}" for name in ("pk", "language", "digest")] + [
        f"{course}{name}" for name in _COURSE
    ]


_FOUND = edition_columns()
_AT_ADDRESS = Statement(
    lambda slug: CourseEdition.objects.current().filter(slug=slug).order_by("pk").values_list(*_FOUND),
    slug=str,
)


def editions_found(rows: Iterable[Sequence[Any]]) -> list[CourseEdition]:
    """The current editions of rows of ``edition_columns``, in order, with their courses as they are now.

    What was published never changes and is read once for each process: one query for
    all that is not known yet. The digest stands in its name because SQLite gives the
    number of a publish that was undone to the next one.
    """
    rows = list(rows)
    known = prepared.those("edition", [(row[0], row[2]) for row in rows], _read_editions)
    found = []
    for pk, _language, digest, *course in rows:
        if (facts := known[pk, digest]) is None:  # gone since the row was read
            continue
        edition = CourseEdition.from_db(DEFAULT_DB_ALIAS, _EDITION, facts)
        edition.course = Course.from_db(DEFAULT_DB_ALIAS, _COURSE, course)
        edition.__dict__["lessons"] = prepared.get("lessons", pk, digest, make=_lessons_of(edition))
        found.append(edition)
    return found


def _read_editions(keys: list[tuple[int, str]]) -> dict[tuple[int, str], list[Any]]:
    rows = CourseEdition.objects.filter(pk__in=[pk for pk, _digest in keys]).values_list(*_EDITION)
    place = _EDITION.index("digest")
    return {(row[0], row[place]): list(row) for row in rows}


def _lessons_of(edition: CourseEdition) -> Callable[[], list[dict[str, Any]]]:
    return lambda: edition.lessons


def current_edition(course_slug: str, language: str | None = None) -> CourseEdition:
    """The published course at this address, with its ``course``; one query, and one more
    the first time.

    Where several languages share the address, the one in ``language`` (by default
    the visitor's), else in the site's first language, else any.

    Raises ``CourseEdition.DoesNotExist``.
    """
    editions = editions_found(_AT_ADDRESS.rows(slug=course_slug))
    if (edition := best_edition(editions, language)) is None:
        raise CourseEdition.DoesNotExist(course_slug)
    return edition


def versions_of(edition: CourseEdition) -> list[tuple[str, str]]:
    """The language and the address of every version of the course as it is now, this one first. One query."""
    versions = CourseEdition.objects.current().filter(course_id=edition.course_id).order_by("pk")
    found = versions.values_list("language", "slug")
    return sorted(found, key=lambda version: version[0] != edition.language)


def chosen_version(edition: CourseEdition) -> CourseEdition | None:
    """The same course in the language that the visitor chose, where ``edition`` is in another.

    No query for those who read in their language, or chose none.
    """
    if not has_chosen_language() or edition.language == content_language():
        return None
    best = edition_of(edition.course)
    return best if best is not None and best.language == content_language() else None


def edition_of(course: Course, language: str | None = None) -> CourseEdition | None:
    """What ``course`` is now, in the best language; None while it is not published. One query."""
    return editions_of([course.pk], language).get(course.pk)


def editions_of(course_ids: Iterable[int], language: str | None = None) -> dict[int, CourseEdition]:
    """What each of these courses is now, by course id; unpublished ones are left out.

    One query, and one more for all those that this process meets for the first time.
    """
    by_course: dict[int, list[CourseEdition]] = {}
    rows = CourseEdition.objects.current().filter(course__in=list(course_ids)).values_list(*_FOUND)
    for edition in editions_found(rows):
        by_course.setdefault(edition.course_id, []).append(edition)
    found = {pk: best_edition(editions, language) for pk, editions in by_course.items()}
    return {pk: best for pk, best in found.items() if best is not None}


def catalogue(language: str | None = None) -> list[CourseEdition]:
    """Courses that anybody may join and that have a lesson, in the order of the page tree.

    Two queries, and one more for all those that this process meets for the first time.
    """
    order = {
        key: place
        for place, key in enumerate(
            CoursePage.objects.live().order_by("path").values_list("translation_key", flat=True)
        )
    }
    by_course: dict[int, list[CourseEdition]] = {}
    rows = CourseEdition.objects.current().filter(course__open_to_all=True).values_list(*_FOUND)
    for edition in editions_found(rows):
        if edition.lessons:
            by_course.setdefault(edition.course_id, []).append(edition)
    found = [best for group in by_course.values() if (best := best_edition(group, language)) is not None]
    return sorted(found, key=lambda edition: (order.get(edition.course.key, len(order)), edition.pk))


def lesson_edition(
    edition: CourseEdition, module_slug: str, lesson_slug: str
) -> tuple[dict[str, Any], LessonEdition]:
    """The lesson's entry in the outline (with its module) and its text, with its ``lesson``. One query.

    Raises ``LessonEdition.DoesNotExist``.
    """
    for entry in edition.lessons:
        if entry["module"] == module_slug and entry["slug"] == lesson_slug:
            return entry, LessonEdition.objects.select_related("lesson").get(pk=entry["edition"])
    raise LessonEdition.DoesNotExist(f"{module_slug}/{lesson_slug}")


def published_lesson(
    lesson: Lesson, language: str | None = None
) -> tuple[CourseEdition, dict[str, Any]] | None:
    """Where ``lesson`` stands now: the current edition and its entry there; None if nowhere. One query."""
    edition = edition_of(lesson.course, language)
    if edition is not None:
        for entry in edition.lessons:
            if entry["id"] == lesson.pk:
                return edition, entry
    return None


def _stream(raw: list[dict[str, Any]]) -> StreamValue:
    return LessonPage._meta.get_field("body").stream_block.to_python(raw)


def body_blocks(lesson_edition: LessonEdition) -> list[StreamValue.StreamChild]:
    """The blocks of a lesson's text in order, each with its ``id``; built once for one instance.

    Pictures and documents are fetched together: one query for each kind of block that has them.
    """
    blocks = getattr(lesson_edition, "_body_blocks", None)
    if blocks is None:
        blocks = list(_stream(lesson_edition.body))
        lesson_edition._body_blocks = blocks  # type: ignore[attr-defined]
    return blocks


def narration_of(lesson_edition: LessonEdition) -> Narration | None:
    """The text read aloud; None where it is not, or its recording was deleted. One query at most."""
    if not (named := lesson_edition.narration):
        return None
    documents = SiteDocument.objects.in_bulk(list(named.values()))
    return narration_from(documents.get(named.get("sound")), documents.get(named.get("times")))


def asking_block(lesson_edition: LessonEdition, block_id: str, kind: str) -> StructValue:
    """The question, checklist or writing ``block_id`` of this text. No query.

    Raises ``BlockGoneError``.
    """
    for raw in lesson_edition.body:
        if raw.get("id") == block_id and raw["type"] == kind:
            return next(iter(_stream([raw]))).value
    raise BlockGoneError


# ---------------------------------------------------------------- points of law

CHECK_EVERY = 6  # months


@dataclass(frozen=True)
class PointOfLaw:
    """One point of law as it is published now: where it stands, and when its source was last looked at."""

    page_id: int | None  # of the page that holds it; None in the moment between its deletion and the edition
    page_title: str
    course: str  # empty on a page of the open site
    block_id: str
    title: str
    nation: str
    source: str
    source_url: str
    checked_on: date | None


def checked_since(today: date) -> date:
    """The day ``CHECK_EVERY`` months before ``today``, or the last of that month."""
    months = today.year * 12 + today.month - 1 - CHECK_EVERY
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def law_to_check(today: date) -> list[PointOfLaw]:
    """Published points of law not looked at since ``checked_since(today)``: never first, then the oldest.

    Courses in all their languages, and the pages of the open site. Five queries.
    """
    since = checked_since(today)
    found = [point for point in _published_law() if point.checked_on is None or point.checked_on < since]
    return sorted(found, key=lambda p: (p.checked_on or date.min, p.course, p.page_title))


def _published_law() -> Iterator[PointOfLaw]:
    editions = list(CourseEdition.objects.current().order_by("title", "pk"))
    entries = [(edition, entry) for edition in editions for entry in edition.lessons]
    texts = LessonEdition.objects.in_bulk({entry["edition"] for _edition, entry in entries})
    keys = {entry["key"] for _edition, entry in entries}
    rows = LessonPage.objects.filter(translation_key__in=keys)
    rows = rows.values_list("translation_key", "locale__language_code", "pk")
    pages = {(str(key), language): pk for key, language, pk in rows}
    for edition, entry in entries:
        body = texts[entry["edition"]].body
        yield from _law_in(body, pages.get((entry["key"], edition.language)), entry["title"], edition.title)
    for page in [*HomePage.objects.live(), *StandardPage.objects.live()]:
        yield from _law_in(page.body.raw_data, page.pk, page.title, "")


def _law_in(body: Iterable[Any], page_id: int | None, page_title: str, course: str) -> Iterator[PointOfLaw]:
    for block in body:
        value = block["value"]
        if block["type"] == "callout" and value.get("kind") == "law":
            yield PointOfLaw(
                page_id=page_id,
                page_title=page_title,
                course=course,
                block_id=block.get("id") or "",
                title=value.get("title") or "",
                nation=value.get("nation") or "",
                source=value.get("source") or "",
                source_url=value.get("source_url") or "",
                checked_on=_day(value.get("checked_on")),
            )


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
