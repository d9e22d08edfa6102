"""Work from the draft to the answer. What was sent is never changed, and neither is what was returned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.assessment.signals import work_ready
from courses.assessment.work.errors import (
    ElsewhereError,
    FileNotTakenError,
    NoOutcomeError,
    NothingToSendError,
    NotWaitingError,
    OtherReviewerError,
    PromiseError,
    TooManyWordsError,
    WithReviewerError,
)
from courses.assessment.work.models import MAX_WORK, WAITING, Outcome, Review, Work, WorkState, WorkVersion
from courses.assessment.work.reviewers import possible_reviewers, reviewer_for
from courses.content.models import Lesson, LessonEdition
from courses.content.selectors import asking_block
from courses.learning.selectors import words_in
from courses.learning.services import hold_place, meet_requirement
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.pages.files import extension
from lms.pages.handed_in import RECORDINGS, check_file, check_recording, shown_name

RECEIVED, PROMISED, ANSWERED = "work.received", "work.promised", "work.answered"
SAME_PAGE = timedelta(seconds=30)
ANSWER_WITHIN = timedelta(days=7)
LONGEST_PROMISE = timedelta(days=60)


def _opened(learner: User, lesson: Lesson, block: str) -> tuple[Work, LessonEdition, Any]:
    """The learner's work, locked, with the text of the lesson and the block as it asks now."""
    _enrolment, text = hold_place(learner=learner, lesson=lesson)
    value = asking_block(text, block, "work")
    work, _made = Work.objects.select_for_update().get_or_create(learner=learner, lesson=lesson, block=block)
    return work, text, value


@transaction.atomic
def save_work(
    *,
    learner: User,
    lesson: Lesson,
    block: str,
    text: str,
    base: int | None = None,
    file: UploadedFile[Any] | None = None,
    without_file: bool = False,
) -> Work:
    """The draft says ``text`` and, where one was chosen, holds ``file``; the learner's alone. Repeatable.

    ``base`` is the number of the draft that was typed on; None asks no questions. A text that was
    sent already is not saved again, and not refused.

    Raises ``ElsewhereError`` where another device changed the text since, ``TooManyWordsError``,
    ``FileNotTakenError``, ``WithReviewerError``, and what ``hold_place`` does.
    """
    work, _text, value = _opened(learner, lesson, block)
    words = text.replace("\r\n", "\n").replace("\x00", "")
    if work.state not in (WorkState.DRAFT, WorkState.RETURNED):
        if words == work.draft and file is None:
            return work
        raise WithReviewerError
    if base is not None and _is_elsewhere(work, words, base):
        raise ElsewhereError
    if len(words) > MAX_WORK:
        raise TooManyWordsError(_("This text is too long to be kept. Shorten it and save again."))
    before = str(work.draft_file.name or "")
    if file is not None:
        work.draft_file_kind = _check(file, value)
        name = f"work/{work.uid}/{timezone.now():%Y%m%d%H%M%S%f}.{extension(file.name or '')}"
        work.draft_file.name = default_storage.save(name, file)
        work.draft_file_name = shown_name(file)
    elif without_file:
        work.draft_file.name = work.draft_file_name = work.draft_file_kind = ""
    if before and before != work.draft_file.name and not work.versions.filter(file=before).exists():
        transaction.on_commit(lambda: default_storage.delete(before))
    work.draft, work.title = words, str(value["title"])[:200]
    work.draft_number += 1
    work.save()
    return work


def _is_elsewhere(work: Work, words: str, base: int) -> bool:
    """Another device wrote something else since; what the same page saved is seconds old."""
    is_newer = work.draft_number > base and work.draft not in ("", words)
    return is_newer and work.updated_at < timezone.now() - SAME_PAGE


def _check(file: UploadedFile[Any], value: Any) -> str:
    """“audio” or “file”, if the block takes it and its bytes are what its name says."""
    is_recording = extension(file.name or "") in RECORDINGS
    if not value["takes_recordings" if is_recording else "takes_files"]:
        raise FileNotTakenError(_("This kind of file is not asked for here."))
    try:
        if is_recording:
            check_recording(file)
        else:
            check_file(file)
    except ValidationError as error:
        raise FileNotTakenError(" ".join(error.messages)) from error
    return "audio" if is_recording else "file"


@transaction.atomic
def send_work(*, learner: User, lesson: Lesson, block: str, submission: UUID) -> WorkVersion:
    """The draft has left as the next version, and a reviewer knows. Idempotent by ``submission``.

    It meets the requirement of the lesson. Raises ``NothingToSendError``, ``TooManyWordsError``,
    ``WithReviewerError``, and the errors of ``hold_place``.
    """
    work, text, value = _opened(learner, lesson, block)
    if sent := work.versions.filter(submission=submission).first():
        return sent
    if work.state not in (WorkState.DRAFT, WorkState.RETURNED):
        raise WithReviewerError
    if not work.draft.strip() and not work.draft_file:
        raise NothingToSendError
    most = value["most_words"]
    if most and words_in(work.draft) > most:
        raise TooManyWordsError(
            _("This text has %(words)s words; at most %(most)s are asked for. Shorten it, then send it.")
            % {"words": words_in(work.draft), "most": most}
        )
    version = _version(work, text, submission)
    if work.reviewer_id is None or not _may_review(work):
        work.reviewer = reviewer_for(learner, lesson)
    _become(work, WorkState.SENT)
    meet_requirement(learner=learner, lesson=lesson, block=block)
    tell_reviewer(work, version)
    return version


def _may_review(work: Work) -> bool:
    """Its reviewer still can: nobody who left, or gave the role back, is sent anything more."""
    able = possible_reviewers(work.learner, work.lesson)
    return able.filter(pk__in=[work.reviewer_id]).exists()


def tell_reviewer(work: Work, version: WorkVersion) -> None:
    """The named reviewer knows that ``version`` waits for them; once each."""
    if work.reviewer is not None:
        notify(
            recipient=work.reviewer,
            kind=RECEIVED,
            key=f"{version.uid}",
            context={"who": work.learner.display_name},
            link=f"/my/reviews/{work.uid}/",
        )


def _version(work: Work, text: LessonEdition, submission: UUID) -> WorkVersion:
    newest = work.versions.order_by("-number").first()
    stored = str(work.draft_file.name or "")
    return WorkVersion.objects.create(
        work=work,
        number=newest.number + 1 if newest else 1,
        text=work.draft,
        file=stored,
        file_name=work.draft_file_name,
        file_kind=work.draft_file_kind,
        file_size=default_storage.size(stored) if stored else 0,
        submission=submission,
        lesson_edition=text,
    )


def _become(work: Work, state: WorkState, promised_on: date | None = None) -> None:
    work.state, work.state_since, work.promised_on = state, timezone.now(), promised_on
    work.save(update_fields=["state", "state_since", "promised_on", "reviewer", "updated_at"])


@transaction.atomic
def take_back(*, learner: User, lesson: Lesson, block: str) -> Work:
    """What was sent and nobody has acknowledged is a draft again; that version is gone. Repeatable.

    Raises ``WithReviewerError`` once it was acknowledged or answered, ``NothingToSendError`` before
    anything was written.
    """
    mine = Work.objects.select_for_update(of=("self",)).filter(learner=learner, lesson=lesson, block=block)
    if (work := mine.first()) is None:
        raise NothingToSendError
    if work.state in (WorkState.DRAFT, WorkState.RETURNED):
        return work
    if work.state != WorkState.SENT:
        raise WithReviewerError
    newest = work.versions.order_by("-number").first()
    if newest is not None:
        newest.delete()
    _become(work, WorkState.RETURNED if work.versions.exists() else WorkState.DRAFT)
    return work


def waiting_version(work: Work, actor: User | None = None) -> tuple[Work, WorkVersion]:
    """Locked, with the version that waits; ``actor`` is its reviewer, where it has one.

    Raises ``NotWaitingError``, ``OtherReviewerError``.
    """
    found = Work.objects.select_for_update(of=("self",)).filter(pk=work.pk, state__in=WAITING).first()
    newest = found.versions.order_by("-number").first() if found else None
    if found is None or newest is None:
        raise NotWaitingError
    if actor is not None and found.reviewer_id not in (None, actor.pk):
        raise OtherReviewerError
    return found, newest


@transaction.atomic
def acknowledge(*, work: Work, promised_on: date, actor: User) -> Work:
    """The learner knows that ``actor`` has it, and by which day they hear. Repeatable.

    Raises ``NotWaitingError``, ``OtherReviewerError``, ``PromiseError``.
    """
    work, version = waiting_version(work, actor)
    if not timezone.localdate() <= promised_on <= timezone.localdate() + LONGEST_PROMISE:
        raise PromiseError
    work.reviewer = actor
    _become(work, WorkState.ACKNOWLEDGED, promised_on)
    notify(
        recipient=work.learner,
        kind=PROMISED,
        key=f"{version.uid}:{promised_on}",
        context={"day": date_format(promised_on, _("j F Y"))},
        link="/my/portfolio/",
    )
    return work


@transaction.atomic
def keep_review(*, work: Work, levels: dict[str, str], words: str, outcome: str, actor: User) -> Review:
    """The draft of an answer; the learner does not see it. Repeatable.

    ``actor`` is the reviewer from now on. Raises ``NotWaitingError``, ``OtherReviewerError``.
    """
    work, version = waiting_version(work, actor)
    if work.reviewer_id is None:
        Work.objects.filter(pk=work.pk).update(reviewer=actor)
    review, _made = Review.objects.update_or_create(
        version=version,
        defaults={"reviewer": actor, "levels": levels, "words": words, "outcome": outcome},
    )
    return review


@transaction.atomic
def return_work(*, work: Work, levels: dict[str, str], words: str, outcome: str, actor: User) -> Review:
    """The learner has the answer: accepted, or another go. It is never changed afterwards. Recorded.

    Raises ``NotWaitingError`` for what was answered or taken back meanwhile, ``OtherReviewerError``,
    ``NoOutcomeError``.
    """
    if outcome not in Outcome.values or not words.strip():
        raise NoOutcomeError
    review = keep_review(work=work, levels=levels, words=words, outcome=outcome, actor=actor)
    review.is_draft, review.returned_at = False, timezone.now()
    review.save()
    work, version = waiting_version(work, actor)
    work.reviewer = actor
    _become(work, WorkState.READY if outcome == Outcome.READY else WorkState.RETURNED)
    notify(recipient=work.learner, kind=ANSWERED, key=str(version.uid), link="/my/portfolio/")
    record(
        actor_uid=actor.uid,
        action="assessment.work_answered",
        subject=f"work:{work.uid}",
        about_uid=work.learner.uid,
    )
    if outcome == Outcome.READY:
        learner = work.learner_id
        transaction.on_commit(lambda: work_ready.send(sender=Work, learner_id=learner))
    return review
