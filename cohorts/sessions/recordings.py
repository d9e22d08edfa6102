"""Recordings: seen by their cohort, until a stated day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cohorts.sessions.errors import CaptionsError, RecordingFileError, SessionCancelledError
from cohorts.sessions.models import LiveSession
from cohorts.sessions.telling import RECORDING, tell
from courses.content.models import Lesson
from lms.accounts.models import User
from lms.audit.services import record
from lms.pages.uploads import check_upload

ENDINGS = ("mp4", "webm", "m4a")
MOST_BYTES = 1024 * 1024 * 1024
MOST_CAPTIONS = 1024 * 1024


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


def check_captions(file: UploadedFile[Any]) -> None:
    """``file`` is WebVTT by its name and its content, with at least one cue. Raises ``CaptionsError``.

    WebVTT: the signature in section 4.1, the arrow of a cue's timings in section 4.2 of the W3C's
    candidate recommendation of 4 April 2019.
    """
    name, size = file.name or "", file.size or 0
    if not name.lower().endswith(".vtt") or size > MOST_CAPTIONS:
        raise CaptionsError
    try:
        check_upload(file, name, size)
    except ValidationError:
        raise CaptionsError from None
    file.seek(0)
    has_cue = b"-->" in file.read()
    file.seek(0)
    if not has_cue:
        raise CaptionsError


def keep_recording(
    *,
    session: LiveSession,
    actor: User,
    until: date,
    url: str = "",
    file: UploadedFile[Any] | None = None,
    captions: UploadedFile[Any] | None = None,
    check_lesson: Lesson | None = None,
) -> LiveSession:
    """The cohort sees the recording up to and with the day ``until``; who was not there is told, once.

    Files before it are removed once the new ones are known; captions go with the recording that they
    belong to. Repeatable. Raises ``RecordingFileError``, ``CaptionsError`` and ``SessionCancelledError``.
    """
    if file is not None:
        check_recording(file)
    if captions is not None:
        check_captions(captions)
    stored = _stored(session, "recording", file)
    spoken = _stored(session, "captions", captions)
    with transaction.atomic():
        session = LiveSession.objects.select_for_update().get(pk=session.pk)
        if session.is_cancelled:
            raise SessionCancelledError
        before = [str(session.recording_file.name or ""), str(session.recording_captions.name or "")]
        if stored or (url and url != session.recording_url):
            session.recording_captions.name = ""
        if stored or url:
            session.recording_file.name, session.recording_url = stored, "" if stored else url
        if spoken:
            session.recording_captions.name = spoken
        session.recording_until, session.check_lesson = until, check_lesson
        session.recording_gone_at = None
        session.save()
        if session.has_recording:
            tell(session=session, what=RECORDING)
        record(actor_uid=actor.uid, action="sessions.recording", subject=f"session:{session.uid}")
    now = {str(session.recording_file.name), str(session.recording_captions.name)}
    for name in filter(None, before):
        if name not in now:
            default_storage.delete(name)
    return session


def _stored(session: LiveSession, what: str, file: UploadedFile[Any] | None) -> str:
    """Where the file lies now; empty without one."""
    if file is None:
        return ""
    ending = (file.name or "").rpartition(".")[2].lower()
    return default_storage.save(f"sessions/{session.uid}/{what}.{ending}", file)


def remove_recording(*, session: LiveSession, actor: User | None = None) -> bool:
    """There is no recording: the file first, then the row, so that a crash between leaves work, not a file.

    Repeatable; False where there was none.
    """
    if not session.recording_file and not session.recording_url:
        return False
    for file in (session.recording_file, session.recording_captions):
        if file:
            default_storage.delete(str(file.name))
    with transaction.atomic():
        LiveSession.objects.filter(pk=session.pk).update(
            recording_file="", recording_url="", recording_captions="", recording_gone_at=timezone.now()
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
