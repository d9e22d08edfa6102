"""Recordings: seen by their cohort, until a stated day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cohorts.sessions.errors import RecordingFileError, SessionCancelledError
from cohorts.sessions.models import LiveSession
from cohorts.sessions.telling import RECORDING, tell
from courses.content.models import Lesson
from lms.accounts.models import User
from lms.audit.services import record

ENDINGS = ("mp4", "webm", "m4a")
MOST_BYTES = 1024 * 1024 * 1024


def check_recording(file: UploadedFile[Any]) -> None:
    """``file`` is a recording by its name and by its first bytes. Raises ``RecordingFileError``."""
    ending = (file.name or "").rpartition(".")[2].lower()
    head = file.read(4096)
    file.seek(0)
    is_mp4 = head[4:8] == b"ftyp"
    is_webm = head[:4] == b"\x1a\x45\xdf\xa3"
    fits = {"mp4": is_mp4, "m4a": is_mp4, "webm": is_webm}.get(ending, False)
    if not fits or (file.size or 0) > MOST_BYTES:
        raise RecordingFileError


def keep_recording(
    *,
    session: LiveSession,
    actor: User,
    until: date,
    url: str = "",
    file: UploadedFile[Any] | None = None,
    check_lesson: Lesson | None = None,
) -> LiveSession:
    """The cohort sees the recording up to and with the day ``until``; who was not there is told, once.

    A file before it is removed once the new one is known. Repeatable. Raises ``RecordingFileError``
    and ``SessionCancelledError``.
    """
    if file is not None:
        check_recording(file)
    stored = ""
    if file is not None:
        ending = (file.name or "").rpartition(".")[2].lower()
        stored = default_storage.save(f"sessions/{session.uid}/recording.{ending}", file)
    with transaction.atomic():
        session = LiveSession.objects.select_for_update().get(pk=session.pk)
        if session.is_cancelled:
            raise SessionCancelledError
        before = session.recording_file.name
        if stored or url:
            session.recording_file.name, session.recording_url = stored, "" if stored else url
        session.recording_until, session.check_lesson = until, check_lesson
        session.recording_gone_at = None
        session.save()
        if session.has_recording:
            tell(session=session, what=RECORDING)
        record(actor_uid=actor.uid, action="sessions.recording", subject=f"session:{session.uid}")
    if before and before != session.recording_file.name:
        default_storage.delete(before)
    return session


def remove_recording(*, session: LiveSession, actor: User | None = None) -> bool:
    """There is no recording: the file first, then the row, so that a crash between leaves work, not a file.

    Repeatable; False where there was none.
    """
    if not session.recording_file and not session.recording_url:
        return False
    if session.recording_file:
        default_storage.delete(str(session.recording_file.name))
    with transaction.atomic():
        LiveSession.objects.filter(pk=session.pk).update(
            recording_file="", recording_url="", recording_gone_at=timezone.now()
        )
        record(
            actor_uid=actor.uid if actor else None,
            action="sessions.forget_recording",
            subject=f"session:{session.uid}",
        )
    return True


def overdue_recordings() -> Any:
    """Sessions whose recording had its last day."""
    return LiveSession.objects.filter(recording_until__lt=timezone.localdate()).exclude(
        recording_file="", recording_url=""
    )


def forget_recordings() -> int:
    """Recordings whose last day is over are gone; how many went. Each by itself, repeatable."""
    return sum(remove_recording(session=session) for session in overdue_recordings())
