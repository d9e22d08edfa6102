"""Turning what is live in the page tree into editions that outlive it."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page, Revision, Workflow, WorkflowPage, WorkflowTask

from courses.content.blocks import ASKING
from courses.content.errors import AddressTakenError
from courses.content.models import (
    Course,
    CourseEdition,
    CoursePage,
    Lesson,
    LessonEdition,
    LessonPage,
    ModulePage,
)
from courses.content.news import keep_news
from courses.content.review import ReviewTask
from lms.accounts.models import ADMINISTRATORS, EDITORS
from lms.queue.services import enqueue, ensure_schedule

logger = logging.getLogger(__name__)

SETTLE = "courses.learning.tasks.settle_course_job"
TELL = "courses.learning.tasks.tell_of_changes_job"


@transaction.atomic
def write_edition(course_page: CoursePage) -> CourseEdition | None:
    """Afterwards the current edition of the course says what is live below ``course_page``.

    Reads the database, not the instance. A page that is not live (or gone) leaves
    its course without a current edition in that language. Idempotent: an unchanged
    course keeps its edition and nothing is written. Locks the course. Queues the
    settling of the course when its current edition changed, and the telling of
    learners where an editor wrote what changed.

    Raises ``AddressTakenError`` when another live course has the same address.
    """
    key = course_page.translation_key
    page = _live_page(course_page.pk)
    if page is None:
        return retire_edition(key=key, language=course_page.locale.language_code)
    Course.objects.get_or_create(key=key, defaults={"title": page.title, "open_to_all": page.open_to_all})
    course = Course.objects.select_for_update().get(key=key)
    page = _live_page(course_page.pk)  # again: it may have changed while we waited for the lock
    if page is None:
        return retire_edition(key=key, language=course_page.locale.language_code)

    language = page.locale.language_code
    outline = _write_outline(page, course, language)
    newest = course.editions.filter(language=language).first()
    told_at = keep_news(outline["modules"], newest)
    facts = {
        "language": language,
        "slug": page.slug,
        "title": page.title,
        "summary": page.summary,
        "description": page.description,
        "outline": {"modules": outline["modules"]},
    }
    digest = _digest(facts)
    if newest is not None and newest.digest == digest and newest.is_current:
        _note_course(course, page)
        return newest

    rival = _clear_address(page, course)
    course.editions.current().filter(language=language).update(is_current=False)
    if newest is not None and newest.digest == digest:
        newest.is_current = True
        newest.save(update_fields=["is_current"])
    else:
        number = course.editions.aggregate(last=Max("number"))["last"] or 0
        newest = CourseEdition.objects.create(
            course=course,
            number=number + 1,
            minutes=sum(entry["minutes"] for module in outline["modules"] for entry in module["lessons"]),
            revisions=outline["revisions"],
            digest=digest,
            is_current=True,
            **facts,
        )
    _note_course(course, page)
    _retire_lessons(course)
    if rival is not None:
        write_edition(rival)
    enqueue(SETTLE, course.pk)
    if told_at:
        enqueue(TELL, course.pk, language, told_at, 0)
    return newest


@transaction.atomic
def retire_edition(*, key: Any, language: str) -> None:
    """The course ``key`` has no current edition in ``language``; without any, it and its lessons retire.

    Idempotent; nothing happens to a course that was never published. Locks the course.
    """
    course = Course.objects.select_for_update().filter(key=key).first()
    if course is None:
        return
    course.editions.current().filter(language=language).update(is_current=False)
    if course.retired_at is None and not course.editions.current().exists():
        course.retired_at = timezone.now()
        course.save(update_fields=["retired_at"])
    _retire_lessons(course)


def write_missing_editions() -> int:
    """Every live course has its edition and no other course has one; returns how many were mended.

    For what a crash, an error or a change behind Wagtail's back left undone. A course
    that fails is logged and does not keep the others from being mended.
    """
    mended = 0
    live: set[tuple[Any, str]] = set()
    for page in CoursePage.objects.live().select_related("locale").order_by("path"):
        live.add((page.translation_key, page.locale.language_code))
        mended += _mend(page)
    current = CourseEdition.objects.current().select_related("course")
    for key, language in [(edition.course.key, edition.language) for edition in current]:
        if (key, language) not in live:
            retire_edition(key=key, language=language)
            mended += 1
    return mended


def _mend(page: CoursePage) -> int:
    language = page.locale.language_code
    now = CourseEdition.objects.current().filter(course__key=page.translation_key, language=language)
    before = now.values_list("pk", flat=True).first()
    try:
        edition = write_edition(page)
    except Exception:
        logger.exception("edition not written", extra={"page": page.pk})
        return 0
    return int(edition is not None and edition.pk != before)


# ---------------------------------------------------------------- the pieces of write_edition


def _live_page(pk: int) -> CoursePage | None:
    return CoursePage.objects.live().select_related("locale").filter(pk=pk).first()


def _digest(facts: Any) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _write_outline(page: CoursePage, course: Course, language: str) -> dict[str, Any]:
    """The live modules with their live lessons, by place in the tree; texts are written as needed."""
    modules = list(ModulePage.objects.live().child_of(page).order_by("path"))
    below: dict[str, list[LessonPage]] = {module.path: [] for module in modules}
    for lesson_page in LessonPage.objects.live().descendant_of(page).order_by("path"):
        if (parent := lesson_page.path[: -lesson_page.steplen]) in below:
            below[parent].append(lesson_page)
    lesson_pages = [lesson_page for module in modules for lesson_page in below[module.path]]
    lessons = _write_lessons(lesson_pages, course, language)
    texts = _write_texts(lesson_pages, lessons, language)

    revisions = {str(page.translation_key): page.live_revision_id}
    entries = []
    for module in modules:
        if not below[module.path]:
            continue
        revisions[str(module.translation_key)] = module.live_revision_id
        module_lessons = []
        for lesson_page in below[module.path]:
            revisions[str(lesson_page.translation_key)] = lesson_page.live_revision_id
            text = texts[lesson_page.pk]
            news = {"news": {"text": lesson_page.news}} if lesson_page.news else {}
            module_lessons.append(
                {
                    "key": str(lesson_page.translation_key),
                    "id": text.lesson_id,
                    "edition": text.pk,
                    "title": lesson_page.title,
                    "slug": lesson_page.slug,
                    "minutes": text.minutes,
                    "requires": len(text.requirements),
                    **news,
                }
            )
        entries.append(
            {
                "key": str(module.translation_key),
                "title": module.title,
                "slug": module.slug,
                "summary": module.summary,
                "lessons": module_lessons,
            }
        )
    return {"modules": entries, "revisions": revisions}


def _write_lessons(pages: list[LessonPage], course: Course, language: str) -> dict[Any, Lesson]:
    """The rows of these lessons by key: made at their first publish, here and not retired."""
    keys = [page.translation_key for page in pages]
    rows = {lesson.key: lesson for lesson in Lesson.objects.filter(key__in=keys)}
    for page in pages:
        lesson = rows.get(page.translation_key)
        if lesson is None:
            rows[page.translation_key], _ = Lesson.objects.get_or_create(
                key=page.translation_key, defaults={"course": course, "title": page.title}
            )
            continue
        title = page.title if language == settings.LANGUAGE_CODE else lesson.title
        if (lesson.course_id, lesson.title, lesson.retired_at) != (course.pk, title, None):
            lesson.course, lesson.title, lesson.retired_at = course, title, None
            lesson.save(update_fields=["course", "title", "retired_at"])
    return rows


def _write_texts(
    pages: list[LessonPage], lessons: dict[Any, Lesson], language: str
) -> dict[int, LessonEdition]:
    """The text of each page, by page: the row that already holds these very words, or a new one."""
    wanted: dict[int, dict[str, Any]] = {}
    for page in pages:
        text = {
            "title": page.title,
            "introduction": page.introduction,
            "minutes": page.minutes or 0,
            "body": json.loads(json.dumps(list(page.body.raw_data), cls=DjangoJSONEncoder)),
        }
        # Named only where there is one, so that a text without it keeps the digest that it has.
        if narration := _narration(page):
            text["narration"] = narration
        wanted[page.pk] = {**text, "lesson": lessons[page.translation_key], "digest": _digest(text)}
    held = {
        (text.lesson_id, text.digest): text
        for text in LessonEdition.objects.filter(
            language=language, digest__in=[text["digest"] for text in wanted.values()]
        ).defer("body")
    }
    texts: dict[int, LessonEdition] = {}
    for pk, facts in wanted.items():
        lesson, digest = facts.pop("lesson"), facts.pop("digest")
        kept = held.get((lesson.pk, digest))
        if kept is None:
            facts["requirements"] = _requirements(facts["body"])
            kept, _ = LessonEdition.objects.get_or_create(
                lesson=lesson, language=language, digest=digest, defaults=facts
            )
        texts[pk] = kept
    return texts


def _narration(page: LessonPage) -> dict[str, int]:
    """The documents of the lesson read aloud; times without a recording are none."""
    if page.narration_id is None:
        return {}
    documents = {"sound": page.narration_id, "times": page.narration_times_id}
    return {name: pk for name, pk in documents.items() if pk is not None}


def _requirements(body: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What a lesson asks for, in order: every asking block that counts."""
    return [
        {
            "id": block["id"],
            "kind": block["type"],
            "label": str(block["value"].get("question") or block["value"].get("title") or "")[:200],
        }
        for block in body
        if block["type"] in ASKING and block["value"].get("required", True)
    ]


def _clear_address(page: CoursePage, course: Course) -> CoursePage | None:
    """No other current edition has the page's address; returns the page that must be written again."""
    rival = (
        CourseEdition.objects.current()
        .filter(slug=page.slug, language=page.locale.language_code)
        .exclude(course=course)
        .select_related("course")
        .first()
    )
    if rival is None:
        return None
    rival_page = (
        CoursePage.objects.live().filter(translation_key=rival.course.key, locale_id=page.locale_id).first()
    )
    if rival_page is not None and rival_page.slug == page.slug:
        raise AddressTakenError
    if rival_page is None:
        retire_edition(key=rival.course.key, language=rival.language)
    else:
        CourseEdition.objects.filter(pk=rival.pk).update(is_current=False)
    return rival_page


def _note_course(course: Course, page: CoursePage) -> None:
    """What people's records say of the course follows the page in the site's first language."""
    facts: dict[str, Any] = {"retired_at": None}
    if page.locale.language_code == settings.LANGUAGE_CODE or course.editions.count() <= 1:
        facts |= {"title": page.title, "open_to_all": page.open_to_all}
    if any(getattr(course, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(course, name, value)
        course.save(update_fields=list(facts))


def _retire_lessons(course: Course) -> None:
    """Lessons of the course that no current edition of it has are retired now."""
    taught = {
        entry["id"] for edition in course.editions.current().only("outline") for entry in edition.lessons
    }
    gone = Lesson.objects.filter(course=course, retired_at__isnull=True).exclude(pk__in=taught)
    gone.update(retired_at=timezone.now())


# ---------------------------------------------------------------- the clock


def publish_scheduled() -> None:
    """What was scheduled for now is published, what expires is unpublished.

    Wagtail's command of that name, but each page in its own transaction: one that
    cannot be published is logged and keeps no other waiting. Repeatable.
    """
    now = timezone.now()
    for page in Page.objects.live().filter(expire_at__lt=now).order_by("expire_at"):
        try:
            with transaction.atomic():
                page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        except Exception:
            logger.exception("page not unpublished", extra={"page": page.pk})
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except Exception:
            logger.exception("revision not published", extra={"revision": revision.pk})


def ensure_schedules() -> None:
    """The clock of this room is set: scheduled pages every minute, mending every five. Idempotent."""
    ensure_schedule(
        "publish scheduled pages",
        "courses.content.tasks.publish_scheduled_job",
        minutes=1,
        accounted=False,  # every minute, and repeated in the next one anyhow
    )
    ensure_schedule("mend course editions", "courses.content.tasks.write_missing_editions_job", minutes=5)


# ---------------------------------------------------------------- the workflow

WORKFLOW = "Second pair of eyes"


@transaction.atomic
def ensure_workflow() -> None:
    """Every page may be sent to a second editor before it is published.

    Made once, in the place of Wagtail's own example; afterwards it is the
    administrators' to change. Nothing happens without a root page.
    """
    root = Page.objects.filter(depth=1).first()
    if root is None or ReviewTask.objects.exists():
        return
    task = ReviewTask.objects.create(name=WORKFLOW)
    for name in (EDITORS, ADMINISTRATORS):
        task.groups.add(Group.objects.get_or_create(name=name)[0])
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned is not None:
        Workflow.objects.filter(pk=assigned.workflow_id).update(active=False)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
