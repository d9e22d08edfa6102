"""Issuing certificates and making their files; what happens to them later is in ``life``."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction
from django.utils import timezone

from courses.certificates import document
from courses.certificates.errors import NotCompletedError
from courses.certificates.letters import tell_ready
from courses.certificates.models import (
    Achievement,
    Certificate,
    CertificateEvent,
    CertificateState,
    Earned,
    EventKind,
)
from courses.certificates.number import generate_number
from courses.learning.models import Enrolment
from lms import pdf
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.audit.services import record
from lms.pages.models import SiteSettings
from lms.queue.services import enqueue

CERTIFY_JOB = "courses.certificates.tasks.certify_achievement_job"


def issue_certificate(*, earned: Earned) -> Certificate:
    """Whoever completed a course or a programme has one certificate for it, and its file is made.

    Idempotent, whatever crashed before: one certificate for what was ``earned``, one file. A
    certificate that was revoked is handed back as it is: only ``life`` makes another.
    A series of short transactions; the rendering is between them.

    Raises ``NotCompletedError``, and ``OSError`` where the file cannot be written.
    """
    certificate = freeze_certificate(earned=earned)
    return make_file(certificate=certificate)


@transaction.atomic
def freeze_certificate(*, earned: Earned) -> Certificate:
    """The certificate for what was ``earned``, its facts frozen as they are now.

    Idempotent: what ever had a certificate keeps its newest one.
    Locks what was earned. Records ``certificates.issue``.

    Raises ``NotCompletedError``.
    """
    earned = lock_earned(earned)
    if held := earned.certificates.order_by("-pk").first():
        return held
    return enter_certificate(earned=earned)


def lock_earned(earned: Earned) -> Earned:
    """The same row, locked and as it is now."""
    if isinstance(earned, Enrolment):
        return Enrolment.objects.select_for_update().get(pk=earned.pk)
    return Achievement.objects.select_for_update().get(pk=earned.pk)


def enter_certificate(
    *, earned: Earned, actor: User | None = None, replaces: Certificate | None = None
) -> Certificate:
    """A new row with the facts as they are now; the caller holds the lock on what was ``earned``.

    Raises ``NotCompletedError``.
    """
    facts = _of_course(earned) if isinstance(earned, Enrolment) else _of_programme(earned)
    site = SiteSettings.load()
    certificate = Certificate.objects.create(
        number=unused_number(),
        learner_id=earned.learner_id,
        name=printed_name(earned.learner).printed,
        organisation=pdf.printable(site.organisation)[:120],
        accent=site.accent,
        replaces=replaces,
        hidden_at=replaces.hidden_at if replaces else None,
        **facts,
    )
    kind = "enrolment" if isinstance(earned, Enrolment) else "achievement"
    note_event(certificate=certificate, kind=EventKind.ISSUE, actor=actor, details={kind: str(earned.uid)})
    return certificate


def _of_course(enrolment: Enrolment) -> dict[str, Any]:
    edition = enrolment.completed_edition
    if enrolment.completed_at is None or edition is None:
        raise NotCompletedError
    completed = timezone.localtime(enrolment.completed_at, timezone.get_default_timezone())
    return {
        "enrolment": enrolment,
        "edition": edition,
        "course_title": pdf.printable(edition.title)[:255] or "–",
        "lessons": len(edition.lessons),
        "minutes": edition.minutes,
        "modules": [pdf.printable(module["title"]) for module in edition.outline.get("modules", [])],
        "language": edition.language,
        "completed_on": completed.date(),
    }


def _of_programme(achievement: Achievement) -> dict[str, Any]:
    completed = timezone.localtime(achievement.completed_at, timezone.get_default_timezone())
    return {
        "achievement": achievement,
        "course_title": pdf.printable(achievement.title)[:255] or "–",
        "lessons": 0,
        "minutes": 0,
        "modules": [pdf.printable(step) for step in achievement.steps],
        "language": achievement.language,
        "completed_on": completed.date(),
    }


@transaction.atomic
def certify_programme(
    *, learner: User, source: UUID, title: str, sessions: int, courses: int, steps: list[str],
    began_on: dt.date, completed_at: dt.datetime,
) -> Achievement:  # fmt: skip
    """``learner`` has completed a programme, and its certificate is being made.

    Idempotent by ``source``: what was said first stays. Queues the making of the certificate.
    """
    achievement, is_new = Achievement.objects.get_or_create(
        source=source,
        defaults={
            "learner": learner,
            "title": title[:255],
            "sessions": sessions,
            "courses": courses,
            "steps": steps,
            "began_on": began_on,
            "completed_at": completed_at,
        },
    )
    if is_new:
        enqueue(CERTIFY_JOB, achievement.pk)
    return achievement


def note_event(
    *,
    certificate: Certificate,
    kind: EventKind,
    actor: User | None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> CertificateEvent:
    """What happened stands in the certificate's history and, without ``reason``, in the record of actions."""
    record(
        actor_uid=actor.uid if actor else None,
        action=f"certificates.{kind.value}",
        subject=f"certificate:{certificate.uid}",
        **(details or {}),
    )
    return CertificateEvent.objects.create(certificate=certificate, kind=kind, actor=actor, reason=reason)


def unused_number() -> str:
    """A number that no certificate has."""
    while Certificate.objects.filter(number=(number := generate_number())).exists():
        continue
    return number


def make_file(*, certificate: Certificate) -> Certificate:
    """The certificate's file lies in private storage and its SHA-256 is recorded.

    Until then the file may be overwritten; afterwards it is never written again.
    Idempotent: of two runs at once, the second to hold the row discards its work. A
    revoked certificate gets no file. Rendering is outside any transaction; writing,
    reading back and recording are one short transaction that locks the certificate.

    Raises ``OSError`` where the file cannot be written or read back, and ``PdfError``.
    """
    if certificate.sha256 or certificate.state != CertificateState.VALID:
        return certificate
    content = document.render_document(certificate)
    return _keep_file(certificate, content)


@transaction.atomic
def _keep_file(certificate: Certificate, content: bytes) -> Certificate:
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.sha256 or certificate.state != CertificateState.VALID:
        return certificate
    write_exactly(default_storage, certificate.storage_key, content)
    with default_storage.open(certificate.storage_key) as file:
        kept = file.read()
    if kept != content:
        raise OSError(f"{certificate.storage_key} reads differently from what was written")
    certificate.sha256 = hashlib.sha256(kept).hexdigest()
    certificate.size = len(kept)
    certificate.made_at = timezone.now()
    certificate.save(update_fields=["sha256", "size", "made_at"])
    if certificate.replaces_id is None:  # of one in place of another they know, or are told otherwise
        tell_ready(certificate)
    return certificate


def write_exactly(storage: Storage, key: str, content: bytes) -> None:
    """``content`` is the file at ``key``, in place of any other; a failed write leaves none by halves.

    On a disk: written beside and renamed. In object storage, where one write is whole
    or nothing: deleted and saved. Never under another name.

    Raises ``OSError``.
    """
    if not isinstance(storage, FileSystemStorage):
        storage.delete(key)
        name = storage.save(key, ContentFile(content))
        if name != key:
            storage.delete(name)
            raise OSError(f"{key} is taken in storage")
        return
    target = Path(storage.path(key))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
