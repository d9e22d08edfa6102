"""What changes a learner's record.

Every change locks the learner's place on the course first, so that two tabs, two
devices or two clicks come one after the other. All times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.content.errors import BlockGoneError
from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.content.selectors import asking_block
from courses.learning.errors import (
    CourseClosedError,
    NotEnrolledError,
    StillAsksError,
    TextTooLongError,
    VersionGoneError,
    WithdrawnError,
)
from courses.learning.models import (
    MAX_WRITING,
    Enrolment,
    EnrolmentState,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
    WritingVersion,
)
from courses.learning.places import Spot, write_place
from courses.learning.selectors import current_text, list_ids, ruling_edition, words_in
from courses.learning.signals import course_completed
from lms.accounts.models import User
from lms.queue.services import enqueue

ISSUE_JOB = "courses.certificates.tasks.issue_certificate_job"


@transaction.atomic
def enrol_learner(*, learner: User, course: Course, by_organiser: bool = False) -> Enrolment:
    """Give ``learner`` a place on ``course``.

    Idempotent: a learner who holds a place keeps the same row; one who withdrew
    gets it back with everything done before, even if the course no longer takes
    new learners. What was already done elsewhere counts at once. A course that is
    not open to all takes whom organisers put on it.

    Raises ``CourseClosedError``.
    """
    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course=course).first()
    if enrolment is None:
        is_closed = not (course.open_to_all or by_organiser) or course.retired_at
        if is_closed or ruling_edition(course) is None:
            raise CourseClosedError
        enrolment, _made = Enrolment.objects.get_or_create(learner=learner, course=course)
    elif enrolment.state == EnrolmentState.WITHDRAWN:
        enrolment.state, enrolment.withdrawn_at = EnrolmentState.ACTIVE, None
        enrolment.save(update_fields=["state", "withdrawn_at"])
    _complete(enrolment)
    return enrolment


@transaction.atomic
def withdraw_learner(*, learner: User, course: Course) -> Enrolment:
    """``learner`` has left ``course``; everything done and kept stays for the day they rejoin. Idempotent.

    Raises ``NotEnrolledError``.
    """
    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course=course).first()
    if enrolment is None:
        raise NotEnrolledError
    if enrolment.state != EnrolmentState.WITHDRAWN:
        enrolment.state, enrolment.withdrawn_at = EnrolmentState.WITHDRAWN, timezone.now()
        enrolment.save(update_fields=["state", "withdrawn_at"])
    return enrolment


def hold_place(*, learner: User, lesson: Lesson) -> tuple[Enrolment, LessonEdition]:
    """Lock ``learner``'s place on the course of ``lesson``; returns it with the lesson's current text.

    Must run in a transaction, which holds the lock to its end.

    Raises ``NotEnrolledError``, ``WithdrawnError``, ``LessonGoneError``.
    """
    enrolment = _hold(learner, lesson.course_id)
    return enrolment, current_text(lesson)  # read under the lock: settle_course may have just passed


def _hold(learner: User, course_id: int) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course_id=course_id).first()
    if enrolment is None:
        raise NotEnrolledError
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise WithdrawnError
    return enrolment


@transaction.atomic
def open_lesson(*, learner: User, lesson_edition: LessonEdition, course: Course) -> LessonProgress:
    """The lesson is begun, and is where ``learner`` continues. Idempotent; never moves the place in it.

    Raises ``NotEnrolledError``, ``WithdrawnError``.
    """
    enrolment = _hold(learner, course.pk)
    enrolment.last_lesson_id, enrolment.last_seen_at = lesson_edition.lesson_id, timezone.now()
    enrolment.save(update_fields=["last_lesson", "last_seen_at"])
    return _progress(learner.pk, lesson_edition)


@transaction.atomic
def note_place(
    *,
    learner: User,
    lesson_edition: LessonEdition,
    course: Course,
    block: str,
    label: str,
    at: datetime | None = None,
) -> None:
    """``learner`` continues at ``block``, which lies under the heading ``label``, as of ``at``.

    Of two places the later one wins, whichever arrives first; a time in the
    future counts as now. Leaves what is done alone.

    Raises ``NotEnrolledError``, ``WithdrawnError``.
    """
    spot = Spot(lesson_id=lesson_edition.lesson_id, course_id=course.pk, text_id=lesson_edition.pk)
    at = at or timezone.now()
    if not write_place(learner_id=learner.pk, spot=spot, block=block, label=label, at=at):
        _hold(learner, course.pk)


@transaction.atomic
def see_changes(*, learner: User, lesson_edition: LessonEdition) -> LessonProgress:
    """``learner`` has seen what changed: later visits compare with ``lesson_edition``. Idempotent."""
    progress = _progress(learner.pk, lesson_edition)
    if progress.seen_edition_id != lesson_edition.pk:
        progress.seen_edition = lesson_edition
        progress.save(update_fields=["seen_edition"])
    return progress


@transaction.atomic
def meet_requirement(*, learner: User, lesson: Lesson, block: str) -> None:
    """``learner`` has done what ``block`` of ``lesson`` asks; the lesson and the course are settled.

    Idempotent; once met, met for good. Locks the learner's place. The last thing
    of the last lesson completes the course and queues the certificate, once.

    Raises ``NotEnrolledError``, ``WithdrawnError``, ``LessonGoneError``.
    """
    enrolment, text = hold_place(learner=learner, lesson=lesson)
    _meet(enrolment, text, block)


@transaction.atomic
def finish_lesson(*, learner: User, lesson: Lesson) -> LessonProgress:
    """``lesson`` is done because ``learner`` says so; for a lesson that asks for nothing. Idempotent.

    Raises ``StillAsksError`` while something it asks for is open, ``NotEnrolledError``,
    ``WithdrawnError``, ``LessonGoneError``.
    """
    enrolment, text = hold_place(learner=learner, lesson=lesson)
    progress = _progress(learner.pk, text)
    if progress.done_at is None and not _all_met(learner.pk, text):
        raise StillAsksError
    _finish(enrolment, progress)
    return progress


@transaction.atomic
def tick_item(
    *, learner: User, lesson: Lesson, block: str, item: str, ticked: bool, at: datetime | None = None
) -> Tick:
    """One item of a checklist is as ``learner`` last left it, on whichever device that was.

    Idempotent; of two changes the later ``at`` wins. With every item ticked the
    checklist counts, and goes on counting if an item is unticked.

    Raises ``BlockGoneError`` for an item the list no longer has, ``NotEnrolledError``,
    ``WithdrawnError``, ``LessonGoneError``.
    """
    enrolment, text = hold_place(learner=learner, lesson=lesson)
    items = list_ids(asking_block(text, block, "checklist")["items"])
    if item not in items:
        raise BlockGoneError
    _progress(learner.pk, text)
    now = timezone.now()
    at = min(at or now, now)
    tick, made = Tick.objects.select_for_update().get_or_create(
        learner=learner,
        lesson=lesson,
        block=block,
        item=item,
        defaults={"ticked": ticked, "changed_at": at},
    )
    if not made and tick.changed_at <= at:
        tick.ticked, tick.changed_at = ticked, at
        tick.save(update_fields=["ticked", "changed_at"])
    kept = Tick.objects.filter(learner=learner, lesson=lesson, block=block, item__in=items, ticked=True)
    if kept.count() == len(items):
        _meet(enrolment, text, block)
    return tick


@transaction.atomic
def save_writing(
    *, learner: User, lesson: Lesson, block: str, text: str, base_number: int, submission: UUID
) -> WritingVersion:
    """``text`` is kept as a version of what ``learner`` writes in ``block``; returns that version.

    ``base_number`` is the version the text was written on (0: none). If another
    device saved in between, nothing is lost: the text is kept ``aside`` until
    the learner chooses (``choose_version``), and later saves on top of it stay
    aside too. Idempotent by ``submission``. Within its limits of words the text
    counts, and goes on counting.

    Raises ``TextTooLongError``, ``BlockGoneError``, ``NotEnrolledError``,
    ``WithdrawnError``, ``LessonGoneError``.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > MAX_WRITING:
        raise TextTooLongError(
            _("This text has %(size)s characters; at most %(most)s can be kept. Shorten it and save again.")
            % {"size": f"{len(text):,}", "most": f"{MAX_WRITING:,}"}
        )
    enrolment, edition = hold_place(learner=learner, lesson=lesson)
    value = asking_block(edition, block, "writing")
    _progress(learner.pk, edition)
    writing, _made = Writing.objects.select_for_update().get_or_create(
        learner=learner, lesson=lesson, block=block
    )
    version = _already_kept(writing, text, base_number, submission)
    if version is None:
        version = _add_version(writing, text, base_number, submission)
        if not version.aside:
            _keep_as_current(writing, version, title=value["title"])
    if (value["least_words"] or 1) <= words_in(text) <= (value["most_words"] or MAX_WRITING):
        _meet(enrolment, edition, block)
    return version


@transaction.atomic
def choose_version(
    *, learner: User, lesson: Lesson, block: str, number: int, submission: UUID
) -> WritingVersion:
    """Version ``number`` is the text that stands; no version is waiting for a choice. Idempotent.

    Works for lessons that are gone as well: the text is the learner's own.

    Raises ``VersionGoneError``.
    """
    writing = Writing.objects.select_for_update().filter(learner=learner, lesson=lesson, block=block).first()
    chosen = writing and writing.versions.filter(number=number).first()
    if writing is None or chosen is None:
        raise VersionGoneError
    writing.versions.filter(aside=True).update(aside=False)
    sent_before = writing.versions.filter(submission=submission).exists()
    if chosen.text != writing.text and not sent_before:
        standing = WritingVersion.objects.create(
            writing=writing, number=_next_number(writing), text=chosen.text, submission=submission
        )
        _keep_as_current(writing, standing, title=writing.title)
    return writing.versions.get(number=writing.number)


def settle_course(*, course: Course) -> int:
    """Learners who have now done everything the current edition asks have completed the course.

    For use after a new edition. Nobody loses anything: what is done stays done.
    One short transaction a learner, so it may be repeated at any point. Returns
    how many completed.
    """
    edition = ruling_edition(course)
    if edition is None:
        return 0
    texts = LessonEdition.objects.filter(pk__in=[entry["edition"] for entry in edition.lessons])
    asking = {text.lesson_id: text for text in texts if text.requirements}
    waiting = Enrolment.objects.holding_a_place().filter(course=course, completed_at__isnull=True)
    return sum(
        _settle_enrolment(pk, asking) for pk in waiting.order_by("pk").values_list("pk", flat=True).iterator()
    )


@transaction.atomic
def _settle_enrolment(enrolment_id: int, asking: dict[int, LessonEdition]) -> bool:
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
    if enrolment.state == EnrolmentState.WITHDRAWN or enrolment.completed_at:
        return False
    begun = LessonProgress.objects.select_for_update().filter(
        learner_id=enrolment.learner_id, lesson__in=asking, done_at__isnull=True
    )
    for progress in begun:
        if _all_met(enrolment.learner_id, asking[progress.lesson_id]):
            progress.done_at = timezone.now()
            progress.save(update_fields=["done_at"])
    return _complete(enrolment)


def _progress(learner_id: int, text: LessonEdition) -> LessonProgress:
    progress, _made = LessonProgress.objects.get_or_create(
        learner_id=learner_id, lesson_id=text.lesson_id, defaults={"seen_edition": text}
    )
    return progress


def _meet(enrolment: Enrolment, text: LessonEdition, block: str) -> None:
    RequirementMet.objects.get_or_create(
        learner_id=enrolment.learner_id, lesson_id=text.lesson_id, block=block
    )
    progress = _progress(enrolment.learner_id, text)
    if text.requirements and _all_met(enrolment.learner_id, text):
        _finish(enrolment, progress)


def _all_met(learner_id: int, text: LessonEdition) -> bool:
    met = RequirementMet.objects.filter(learner_id=learner_id, lesson_id=text.lesson_id)
    return {asked["id"] for asked in text.requirements} <= set(met.values_list("block", flat=True))


def _finish(enrolment: Enrolment, progress: LessonProgress) -> None:
    if progress.done_at is None:
        progress.done_at = timezone.now()
        progress.save(update_fields=["done_at"])
    _complete(enrolment)


def _complete(enrolment: Enrolment) -> bool:
    """Complete the locked ``enrolment`` if every lesson is done; True if that happened now."""
    if enrolment.completed_at:
        return False
    edition = ruling_edition(enrolment.course)
    if edition is None or not _all_done(enrolment.learner_id, edition):
        return False
    enrolment.completed_at, enrolment.completed_edition = timezone.now(), edition
    enrolment.save(update_fields=["completed_at", "completed_edition"])
    enqueue(ISSUE_JOB, enrolment.pk)
    learner_id = enrolment.learner_id
    transaction.on_commit(lambda: course_completed.send(sender=Enrolment, learner_id=learner_id))
    return True


def _all_done(learner_id: int, edition: CourseEdition) -> bool:
    lessons = {entry["id"] for entry in edition.lessons}
    done = LessonProgress.objects.filter(learner_id=learner_id, lesson__in=lessons, done_at__isnull=False)
    return bool(lessons) and done.count() == len(lessons)


def _already_kept(writing: Writing, text: str, base_number: int, submission: UUID) -> WritingVersion | None:
    """The version that holds ``text`` already: sent before, or saved since ``base_number``."""
    if sent := writing.versions.filter(submission=submission).first():
        return sent
    return writing.versions.filter(number__gte=max(base_number, 1), text=text, aside=False).last()


def _next_number(writing: Writing) -> int:
    newest = writing.versions.last()
    return newest.number + 1 if newest else 1


def _add_version(writing: Writing, text: str, base_number: int, submission: UUID) -> WritingVersion:
    version = WritingVersion(
        writing=writing,
        number=_next_number(writing),
        text=text,
        submission=submission,
        aside=base_number != writing.number,
    )
    if version.aside:  # it goes on from what the same device put aside before, if it did
        writing.versions.filter(number=base_number, aside=True).update(aside=False)
    version.save()
    return version


def _keep_as_current(writing: Writing, version: WritingVersion, *, title: str) -> None:
    writing.number, writing.text, writing.title = version.number, version.text, title[:200]
    writing.save(update_fields=["number", "text", "title", "updated_at"])
