"""Courses as learners meet them: rows and editions without pages, and people in them."""

from __future__ import annotations

import itertools
import json
import uuid
from typing import Any

from django.utils.text import slugify

from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.content.services import _digest, _requirements
from courses.learning.models import Enrolment
from lms.accounts.models import User
from tests.factories.content import block, item, text_block

_numbers = itertools.count(1)

Body = list[dict[str, Any]]


def learner(name: str = "Nadia Ahmed", **facts: Any) -> User:
    """Somebody with an account."""
    number = next(_numbers)
    return User.objects.create_user(f"learner-{number}", f"learner-{number}@example.org", name=name, **facts)


def question(
    text: str = "Who decides?",
    options: list[tuple[str, bool, str]] | None = None,
    *,
    kind: str = "single",
    required: bool = True,
    explanation: str = "",
    id: str = "",
) -> dict[str, Any]:
    """A question whose options have the ids ``a``, ``b``, ``c`` …; by default ``a`` is right."""
    options = options or [("Electors", True, "They vote."), ("Officers", False, "They advise.")]
    value = {
        "required": required,
        "kind": kind,
        "question": text,
        "options": [
            item({"text": words, "correct": correct, "feedback": feedback}, id=chr(ord("a") + place))
            for place, (words, correct, feedback) in enumerate(options)
        ],
        "explanation": explanation,
    }
    return block("question", value, id=id)


def checklist(
    *items: str, title: str = "Before you apply", required: bool = True, id: str = ""
) -> dict[str, Any]:
    """A checklist whose items have the ids ``i1``, ``i2`` …"""
    texts = items or ("Find the form", "Read the form")
    value = {
        "required": required,
        "title": title,
        "introduction": "",
        "items": [item(text, id=f"i{place}") for place, text in enumerate(texts, 1)],
    }
    return block("checklist", value, id=id)


def write_text(lesson: Lesson, body: Body, *, title: str = "", minutes: int = 10) -> LessonEdition:
    """The text of ``lesson`` as a publish writes it."""
    raw = json.loads(json.dumps(body))
    facts = {"title": title or lesson.title, "introduction": "", "minutes": minutes, "body": raw}
    text, _made = LessonEdition.objects.get_or_create(
        lesson=lesson,
        language="en-gb",
        digest=_digest({**facts, "lesson": lesson.pk}),
        defaults={**facts, "requirements": _requirements(raw)},
    )
    return text


def publish(
    course: Course, texts: list[LessonEdition], *, slug: str = "", in_module: int = 5
) -> CourseEdition:
    """``course`` is now these texts, ``in_module`` of them a module; the edition before is past."""
    before = CourseEdition.objects.filter(course=course).order_by("-number").first()
    CourseEdition.objects.filter(course=course).update(is_current=False)
    modules = []
    for place in range(0, len(texts), in_module):
        number = place // in_module + 1
        lessons = [
            {
                "key": str(text.lesson.key),
                "id": text.lesson_id,
                "edition": text.pk,
                "title": text.title,
                "slug": slugify(text.title),
                "minutes": text.minutes,
                "requires": len(text.requirements),
            }
            for text in texts[place : place + in_module]
        ]
        modules.append(
            {
                "key": str(uuid.uuid4()),
                "title": f"Module {number}",
                "slug": f"module-{number}",
                "summary": "",
                "lessons": lessons,
            }
        )
    return CourseEdition.objects.create(
        course=course,
        number=before.number + 1 if before else 1,
        slug=slug or (before.slug if before else f"course-{course.pk}"),
        title=course.title,
        summary="What it is.",
        outline={"modules": modules},
        minutes=sum(text.minutes for text in texts),
        digest=uuid.uuid4().hex,
        is_current=True,
    )


def taught(
    *bodies: Body, title: str = "Standing for council", slug: str = "", in_module: int = 5
) -> CourseEdition:
    """A published course with a lesson for each of ``bodies`` (one lesson of plain text without any)."""
    course = Course.objects.create(key=uuid.uuid4(), title=title)
    texts = []
    for number, body in enumerate(bodies or ([text_block()],), 1):
        lesson = Lesson.objects.create(key=uuid.uuid4(), course=course, title=f"Lesson {number}")
        texts.append(write_text(lesson, body))
    return publish(course, texts, slug=slug, in_module=in_module)


def texts_of(edition: CourseEdition) -> list[LessonEdition]:
    return [LessonEdition.objects.get(pk=entry["edition"]) for entry in edition.lessons]


def lessons_of(edition: CourseEdition) -> list[Lesson]:
    return [Lesson.objects.get(pk=entry["id"]) for entry in edition.lessons]


def enrolled(edition: CourseEdition, person: User | None = None) -> Enrolment:
    """A place on the course, made by hand."""
    return Enrolment.objects.create(learner=person or learner(), course=edition.course)


def lesson_url(edition: CourseEdition, number: int = 1) -> str:
    entry = edition.lessons[number - 1]
    return f"/courses/{edition.slug}/{entry['module']}/{entry['slug']}/"


def write_url(edition: CourseEdition, deed: str, number: int = 1) -> str:
    """The address to which a lesson sends."""
    return f"/my/learning/{edition.lessons[number - 1]['key']}/{deed}/"
