"""Course pages as an editor would have made them, through Wagtail's own doors."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from courses.content.models import (
    Course,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    ModulePage,
)
from lms.pages.models import HomePage

_numbers = itertools.count(1)


def block(kind: str, value: dict[str, Any], *, id: str = "") -> dict[str, Any]:
    """One block of a raw stream."""
    return {"type": kind, "value": {"language": "", **value}, "id": id or str(uuid.uuid4())}


def item(value: Any, *, id: str = "") -> dict[str, Any]:
    """One item of a list inside a block."""
    return {"type": "item", "value": value, "id": id or str(uuid.uuid4())}


def text_block(text: str = "A councillor speaks for a ward.", *, id: str = "") -> dict[str, Any]:
    return block("text", {"text": f"<p>{text}</p>"}, id=id)


def heading_block(text: str = "The first week", *, level: str = "2", id: str = "") -> dict[str, Any]:
    return block("heading", {"text": text, "level": level}, id=id)


def question_block(
    question: str = "Who elects a councillor?",
    options: list[tuple[str, bool]] | None = None,
    *,
    kind: str = "single",
    required: bool = True,
    id: str = "",
) -> dict[str, Any]:
    options = options or [("The electors of the ward", True), ("The council’s officers", False)]
    return block(
        "question",
        {
            "required": required,
            "kind": kind,
            "question": question,
            "options": [
                item({"text": text, "correct": correct, "feedback": ""}) for text, correct in options
            ],
            "explanation": "",
        },
        id=id,
    )


def checklist_block(
    title: str = "Before you apply", items: list[str] | None = None, *, required: bool = True, id: str = ""
) -> dict[str, Any]:
    return block(
        "checklist",
        {
            "required": required,
            "title": title,
            "introduction": "",
            "items": [item(text) for text in items or ["Find the form", "Read the form"]],
        },
        id=id,
    )


def writing_block(
    title: str = "Your statement",
    *,
    least: int | None = 1,
    most: int | None = 150,
    required: bool = True,
    id: str = "",
) -> dict[str, Any]:
    return block(
        "writing",
        {
            "required": required,
            "title": title,
            "prompt": "<p>Why you?</p>",
            "least_words": least,
            "most_words": most,
        },
        id=id,
    )


def home_page(locale: Locale | None = None) -> HomePage:
    """The front page of the one site, made when there is none."""
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    locale = locale or Locale.get_default()
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        home = root.add_child(instance=HomePage(title="Home", slug=f"home-{next(_numbers)}", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return home


def index_page(locale: Locale | None = None) -> CourseIndexPage:
    """The catalogue page, made when there is none."""
    home = home_page(locale)
    found = CourseIndexPage.objects.child_of(home).first()
    return found or home.add_child(
        instance=CourseIndexPage(title="Courses", slug="courses", locale=home.locale)
    )


def publish(page: Page, **changes: Any) -> Page:
    """``page`` with ``changes``, published as the editor's button does it; a fresh instance."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def _child(parent: Page, kind: type[Page], facts: dict[str, Any], live: bool) -> Any:
    parent = Page.objects.get(pk=parent.pk).specific
    facts.setdefault("slug", slugify(facts["title"]) or f"page-{next(_numbers)}")
    page = parent.add_child(instance=kind(live=False, locale=parent.locale, **facts))
    if not live:
        page.save_revision()
        return kind.objects.get(pk=page.pk)
    return publish(page)


def course_page(
    title: str = "", *, live: bool = True, parent: Page | None = None, **facts: Any
) -> CoursePage:
    title = title or f"Course {next(_numbers)}"
    facts = {"title": title, "summary": "What it is.", "description": "<p>More.</p>", **facts}
    return _child(parent or index_page(), CoursePage, facts, live)


def module_page(course: Page, title: str = "", *, live: bool = True, **facts: Any) -> ModulePage:
    return _child(course, ModulePage, {"title": title or f"Module {next(_numbers)}", **facts}, live)


def lesson_page(
    module: Page,
    title: str = "",
    *,
    live: bool = True,
    body: list[dict[str, Any]] | None = None,
    **facts: Any,
) -> LessonPage:
    facts = {"title": title or f"Lesson {next(_numbers)}", "minutes": 10, **facts}
    facts["body"] = [text_block()] if body is None else body
    return _child(module, LessonPage, facts, live)


def published_course(
    title: str = "",
    *,
    modules: int = 1,
    lessons: int = 2,
    body: list[dict[str, Any]] | None = None,
    **facts: Any,
) -> CoursePage:
    """A live course of ``modules`` × ``lessons`` live lessons, each with ``body``; its edition is written."""
    course = course_page(title, **facts)
    for number in range(1, modules + 1):
        module = module_page(course, f"Module {number}")
        for place in range(1, lessons + 1):
            lesson_page(module, f"Lesson {number}.{place}", slug=f"lesson-{number}-{place}", body=body)
    return CoursePage.objects.get(pk=course.pk)


def course_of(page: Page) -> Course:
    """The row that people's records know ``page`` by."""
    return Course.objects.get(key=page.translation_key)


def edition_of(page: Page) -> CourseEdition:
    """The current edition of a course page."""
    return CourseEdition.objects.current().get(
        course__key=page.translation_key, language=page.locale.language_code
    )
