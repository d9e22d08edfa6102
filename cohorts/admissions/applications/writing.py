"""Writing an application: each answer is kept as it is given, from several devices, until the deadline."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.admissions.applications.errors import (
    AnswerNeededError,
    ClosedError,
    TooLongError,
    UnknownQuestionError,
)
from cohorts.admissions.applications.models import MAX_TEXT, Answer, Application, ApplicationState
from cohorts.admissions.applications.selectors import Question, questions_of
from lms.pages.files import extension
from lms.pages.handed_in import check_file, check_recording, shown_name

KEPT_OTHERS = 5  # texts of other devices that stand below an answer


def digest_of(value: str | list[str]) -> str:
    """What a page says it began from."""
    said = value if isinstance(value, str) else "\n".join(value)
    return hashlib.sha256(plain(said).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text with the line ends that the site keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _locked(application: Application) -> Application:
    """Raises ``ClosedError`` from the closing moment on, by the server's clock."""
    found = Application.objects.select_for_update(of=("self",)).select_related("cohort", "edition")
    application = found.get(pk=application.pk)
    if not application.may_be_written:
        raise ClosedError
    return application


def _question(application: Application, block: str, *kinds: str) -> Question:
    for question in questions_of(application):
        if question.block == block and question.kind in kinds:
            return question
    raise UnknownQuestionError


def _answer(application: Application, block: str) -> Answer:
    return Answer.objects.get_or_create(application=application, block=block)[0]


def _saved(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(saved_at=timezone.now(), number=F("number") + 1)


@transaction.atomic
def keep_text(*, application: Application, block: str, text: str, base: str, device: str = "") -> Answer:
    """The question has this answer. Repeatable; locks the application.

    ``base`` is the digest of what the page showed before. Where another device has written since,
    its text is kept in ``others``. Raises ``ClosedError``, ``UnknownQuestionError``, ``TooLongError``
    and, for emptying what a sent application needs, ``AnswerNeededError``.
    """
    application = _locked(application)
    question, text = _question(application, block, "short", "long"), plain(text)
    if len(text) > (MAX_TEXT if question.kind == "long" else 500):
        raise TooLongError
    _refuse_gap(application, question, bool(text.strip()))
    answer = _answer(application, block)
    if answer.text == text:
        return answer
    _keep_other(answer, answer.text, base, device)
    answer.text, answer.device, answer.saved_at = text, device, timezone.now()
    answer.save()
    _saved(application)
    return answer


@transaction.atomic
def keep_choices(
    *, application: Application, block: str, chosen: list[str], base: str, device: str = ""
) -> Answer:
    """The question has these answers; what is not among its options is left out. Else as ``keep_text``."""
    application = _locked(application)
    question = _question(application, block, "choice")
    wanted = [option for option in question.options if option in chosen]
    if not question.several:
        wanted = wanted[:1]
    _refuse_gap(application, question, bool(wanted))
    answer = _answer(application, block)
    if answer.choices == wanted:
        return answer
    _keep_other(answer, "\n".join(answer.choices), base, device)
    answer.choices, answer.device, answer.saved_at = wanted, device, timezone.now()
    answer.save()
    _saved(application)
    return answer


def _refuse_gap(application: Application, question: Question, is_given: bool) -> None:
    if question.required and not is_given and application.state == ApplicationState.SUBMITTED:
        raise AnswerNeededError


def _keep_other(answer: Answer, before: str, base: str, device: str) -> None:
    """What stood there stays, if the page that writes now has never shown it."""
    if not before.strip() or digest_of(before) == base or (device and device == answer.device):
        return
    known = [one for one in answer.others if one["text"] != before]
    answer.others = [{"text": before, "at": answer.saved_at.isoformat()}, *known][:KEPT_OTHERS]


@transaction.atomic
def forget_other(*, application: Application, block: str, place: int) -> None:
    """The applicant has seen the other text and does not need it. Repeatable."""
    application = _locked(application)
    answer = Answer.objects.filter(application=application, block=block).first()
    if answer is not None and 0 <= place < len(answer.others):
        del answer.others[place]
        answer.save(update_fields=["others"])


def keep_file(*, application: Application, block: str, file: UploadedFile[Any]) -> Answer:
    """The question is answered by this file or recording; the one before is gone. Locks the application.

    Raises ``ValidationError`` for a file that is not taken, ``ClosedError`` and ``UnknownQuestionError``.
    """
    with transaction.atomic():
        question = _question(_locked(application), block, "file", "recording")
    if question.kind == "file":
        check_file(file)
    else:
        check_recording(file, question.most_minutes)
    ending = extension(file.name or "")
    stored = default_storage.save(f"applications/{application.uid}/{block}.{ending}", file)
    try:
        with transaction.atomic():
            locked = _locked(application)
            answer = _answer(locked, block)
            before = str(answer.file.name or "")
            answer.file.name, answer.file_kind = stored, question.kind
            answer.file_name, answer.saved_at = shown_name(file), timezone.now()
            answer.save()
            _saved(locked)
    except Exception:
        default_storage.delete(stored)
        raise
    if before and before != stored:
        default_storage.delete(before)
    return answer


def drop_file(*, application: Application, block: str) -> None:
    """The question has no file. Repeatable. Raises as ``keep_text``."""
    with transaction.atomic():
        locked = _locked(application)
        question = _question(locked, block, "file", "recording")
        _refuse_gap(locked, question, is_given=False)
        answer = Answer.objects.filter(application=locked, block=block).exclude(file="").first()
        if answer is None:
            return
        before = str(answer.file.name)
        answer.delete()
        _saved(locked)
    default_storage.delete(before)


@transaction.atomic
def keep_standing(*, application: Application, standing: str) -> None:
    """Whether they looked at the rules for standing, or would like to talk first. Repeatable."""
    application = _locked(application)
    if standing not in ("checked", "talk") or application.standing == standing:
        return
    application.standing = standing
    application.save(update_fields=["standing"])
    _saved(application)
