"""What the demo's learners have done, through the same services that real learners use."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from courses.assessment.models import Attempt
from courses.assessment.services import answer_question
from courses.assessment.work.models import Work
from courses.certificates.models import Certificate, CertificateEvent
from courses.content.models import Course, Lesson, LessonEdition
from courses.learning import services
from courses.learning.models import (
    Enrolment,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
    WritingVersion,
)
from courses.learning.selectors import current_text
from lms.accounts.models import User
from lms.demo import material
from lms.demo.material import NAMESPACE, Block, CourseMaterial
from lms.demo.people import Learner
from lms.demo.tree import page_key

EVENING = 20  # o'clock, in UTC: when our learners have time


def submission(learner: Learner, *parts: object) -> UUID:
    """Made from what it is for, so that doing it again is the same submission."""
    return uuid5(NAMESPACE, "/".join(["submission", learner.username, *map(str, parts)]))


def take_course(*, user: User, learner: Learner, course: Course, content: CourseMaterial) -> None:
    """``user`` has got as far as ``learner`` says. Whoever already has a place is left as they are."""
    if Enrolment.objects.filter(learner=user, course=course).exists():
        return
    services.enrol_learner(learner=user, course=course)
    for lesson in content.lessons[: learner.done]:
        _do_lesson(user, learner, lesson)
    _move_back(user, learner, course, content)
    if learner.here:
        _stop_here(user, learner, course, content)
    if learner.withdrew:
        services.withdraw_learner(learner=user, course=course)
        when = evening(learner.seen)
        Enrolment.objects.filter(learner=user, course=course).update(withdrawn_at=when)


def forget_progress(*, user: User) -> None:
    """Everything that ``user`` did in any course is gone, certificates and their files included."""
    CertificateEvent.objects.filter(certificate__learner=user).delete()
    for certificate in Certificate.objects.filter(learner=user).order_by("-pk"):  # none before its successor
        transaction.on_commit(partial(default_storage.delete, certificate.storage_key))
        certificate.delete()
    for model in (Attempt, Tick, RequirementMet, LessonProgress, Writing, Work, Enrolment):
        model.objects.filter(learner=user).delete()


def _row(lesson: material.Lesson) -> Lesson:
    return Lesson.objects.get(key=page_key("lesson", lesson.slug))


def _do_lesson(user: User, learner: Learner, lesson: material.Lesson) -> None:
    row = _row(lesson)
    text = current_text(row)
    services.open_lesson(learner=user, lesson_edition=text, course=row.course)
    asked = {requirement["id"] for requirement in text.requirements}
    for name, block in lesson.named():
        if block.kind == "question":
            _answer(user, learner, row, lesson, name, block)
        elif block.kind == "checklist" and lesson.block_id(name) in asked:
            for number in range(1, len(block.value["items"]) + 1):
                _tick(user, row, lesson, name, number)
        elif block.kind == "writing" and lesson.block_id(name) in asked:
            _write(user, learner, row, lesson, name)
    if not asked:
        services.finish_lesson(learner=user, lesson=row)


def _answer(
    user: User, learner: Learner, row: Lesson, lesson: material.Lesson, name: str, block: Block
) -> None:
    options = list(enumerate(block.value["options"], start=1))
    right = [number for number, option in options if option["correct"]]
    tries = [right]
    if learner.stumbles and block.value["kind"] == "single":
        tries.insert(0, [next(number for number, option in options if not option["correct"])])
    for attempt, numbers in enumerate(tries):
        answer_question(
            learner=user,
            lesson=row,
            block=lesson.block_id(name),
            chosen=[lesson.block_id(f"{name}/options/{number}") for number in numbers],
            submission=submission(learner, lesson.slug, name, attempt),
        )


def _tick(user: User, row: Lesson, lesson: material.Lesson, name: str, number: int) -> None:
    item = lesson.block_id(f"{name}/items/{number}")
    services.tick_item(learner=user, lesson=row, block=lesson.block_id(name), item=item, ticked=True)


def _write(user: User, learner: Learner, row: Lesson, lesson: material.Lesson, name: str) -> None:
    """The statement in two sittings, as people do: the first half, then the whole."""
    words = learner.statement.split(" ")
    for number, text in enumerate((" ".join(words[: len(words) // 2]), learner.statement)):
        services.save_writing(
            learner=user,
            lesson=row,
            block=lesson.block_id(name),
            text=text,
            base_number=number,
            submission=submission(learner, lesson.slug, name, number),
        )


def _stop_here(user: User, learner: Learner, course: Course, content: CourseMaterial) -> None:
    """The learner has begun the next lesson, perhaps looked ahead at the statement, and stopped."""
    lesson = content.lessons[learner.done]
    last_evening = evening(learner.seen)
    if learner.statement and "statement" not in _blocks_done(content, learner):
        ahead, name = next(
            (each, name) for each in content.lessons for name, _block in each.named() if name == "statement"
        )
        row = _row(ahead)
        services.open_lesson(learner=user, lesson_edition=current_text(row), course=course)
        _write(user, learner, row, ahead, name)
        _date_lesson(user, row, last_evening - timedelta(days=1), finished=False)
    row = _row(lesson)
    text = current_text(row)
    services.open_lesson(learner=user, lesson_edition=text, course=course)
    block, label = learner.here or ("", "")
    before = [name for name, _block in lesson.named()].index(block)
    questions = [(name, each) for name, each in lesson.named()[:before] if each.kind == "question"]
    for name, each in questions[:-1]:  # the last one is left open: something to go on with
        _answer(user, learner, row, lesson, name, each)
    _date_lesson(user, row, last_evening, finished=False)
    _note_place(user, text, course, lesson.block_id(block), label, last_evening)


def _note_place(
    user: User, text: LessonEdition, course: Course, block: str, label: str, at: datetime
) -> None:
    Enrolment.objects.filter(learner=user, course=course).update(last_seen_at=None)
    services.note_place(learner=user, lesson_edition=text, course=course, block=block, label=label, at=at)


def _blocks_done(content: CourseMaterial, learner: Learner) -> set[str]:
    return {name for lesson in content.lessons[: learner.done] for name, _block in lesson.named()}


# ---------------------------------------------------------------- when it was


def evening(days_ago: int) -> datetime:
    day = timezone.now() - timedelta(days=days_ago)
    return min(day.replace(hour=EVENING, minute=12, second=0, microsecond=0), timezone.now())


def _move_back(user: User, learner: Learner, course: Course, content: CourseMaterial) -> None:
    """What was done just now was done over the weeks before, in order."""
    span = learner.began - learner.seen
    for place, lesson in enumerate(content.lessons[: learner.done], start=1):
        days_ago = learner.began - span * place // max(learner.done, 1)
        _date_lesson(user, _row(lesson), evening(days_ago), finished=True)
    enrolment = Enrolment.objects.filter(learner=user, course=course)
    enrolment.update(created_at=evening(learner.began), last_seen_at=evening(learner.seen))
    enrolment.filter(completed_at__isnull=False).update(completed_at=evening(learner.seen))


def _date_lesson(user: User, row: Lesson, when: datetime, *, finished: bool) -> None:
    began = when - timedelta(minutes=20)
    mine = {"learner": user, "lesson": row}
    LessonProgress.objects.filter(**mine).update(started_at=began)
    if finished:
        LessonProgress.objects.filter(**mine, done_at__isnull=False).update(done_at=when)
    Attempt.objects.filter(**mine).update(created_at=when)
    RequirementMet.objects.filter(**mine).update(met_at=when)
    Tick.objects.filter(**mine).update(changed_at=when)
    Writing.objects.filter(**mine).update(created_at=began, updated_at=when)
    WritingVersion.objects.filter(writing__learner=user, writing__lesson=row).update(created_at=when)
