"""The whole portfolio as one archive: a page and a plain text to read, and every file that was handed in.

Made by jobs, course by course, so that its size does not matter; see ``lms.privacy.takeaways``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from courses.content.models import Course
from courses.learning.keeping import KeptFile
from courses.learning.kept import KeptInLesson, portfolio, telling_versions
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind
from lms.messaging.notices import notify
from lms.privacy.bundle import HERE, free_name, is_packed, stored_piece
from lms.privacy.models import Export
from lms.privacy.stored import fresh_name, put, spooled
from lms.privacy.takeaways import Line, Takeaway, register_takeaway

PORTFOLIO = "portfolio"
PAGE_NAME, TEXT_NAME, FOLDER = "portfolio.html", "portfolio.txt", "files"
READY = NoticeKind(
    "courses.portfolio",
    _("Your portfolio can be downloaded"),
    _("You asked for everything you made as one file, and it is ready."),
    gaps=(Gap("until", _("the last day"), "14 August 2027"),),
    button=_("Go to my portfolio"),
)


def with_versions(kept: list[tuple[Course, list[KeptInLesson]]]) -> list[tuple[Course, list[KeptInLesson]]]:
    """The same, with the versions of each text that are worth showing."""
    for _course, lessons in kept:
        for lesson in lessons:
            for writing in lesson.texts:
                writing.shown_versions = telling_versions(writing)  # type: ignore[attr-defined]
    return kept


def lines_of(export: Export) -> Iterator[Line]:
    """The files of the archive; one course is in memory at a time."""
    person, taken = export.person, {PAGE_NAME, TEXT_NAME}
    courses = [course.pk for course, _lessons in portfolio(person)]
    head, foot = _frame(export)
    with spooled() as page, spooled() as text:
        page.write(head.encode())
        for pk in courses:
            for course, lessons in with_versions(portfolio(person, [pk])):
                yield from _files(lessons, taken)
                context = {"course": course, "lessons": lessons}
                page.write(render_to_string("courses/learning/take_course.html", context).encode())
                text.write(render_to_string("courses/learning/take_course.txt", context).encode())
        page.write(foot.encode())
        for name, file in ((PAGE_NAME, page), (TEXT_NAME, text)):
            piece = stored_piece(put(fresh_name(export, name.partition(".")[0]) + ".txt", file))
            yield {"name": name, "packed": False, "pieces": [piece]}


def _files(lessons: list[KeptInLesson], taken: set[str]) -> Iterator[Line]:
    """Each file by the name of its lesson; one that the storage has lost stays without a place."""
    for lesson in lessons:
        folder = slugify(lesson.lesson.title, allow_unicode=True)[:60] or "lesson"
        for thing in lesson.things:
            for file in thing.files:
                if (line := _file(file, f"{FOLDER}/{folder}", taken)) is not None:
                    yield line


def _file(file: KeptFile, folder: str, taken: set[str]) -> Line | None:
    try:
        piece = stored_piece(file.stored_as)
    except FileNotFoundError:
        return None
    name = file.name.replace("\\", "/").rpartition("/")[2] or "file"
    file.where = free_name(f"{folder}/{name}", taken)
    return {"name": file.where, "packed": is_packed(file.where), "pieces": [piece]}


def _frame(export: Export) -> tuple[str, str]:
    """The page without its middle: it needs nothing besides itself."""
    sheets = [Path(str(finders.find(f"privacy/{name}.css"))) for name in ("copy", "copy_screen")]
    context: dict[str, Any] = {
        "person": export.person,
        "here": HERE,
        "made_at": timezone.now(),
        "language": get_language(),
        "style": "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets),
    }
    head, foot = render_to_string("courses/learning/take_page.html", context).split(HERE)
    return head, foot


def _tell(export: Export) -> None:
    if export.expires_at is None:
        return
    day = date_format(timezone.localtime(export.expires_at), gettext("j F Y"))
    notify(
        recipient=export.person,
        kind=READY.code,
        key=str(export.uid),
        context={"until": day},
        link="/my/portfolio/",
    )


def register() -> None:
    register_kind(READY)
    register_takeaway(Takeaway(PORTFOLIO, _("My portfolio"), lines_of, _tell))
