"""Issuing, making and revoking certificates."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction
from django.utils import timezone

from courses.certificates import document
from courses.certificates.errors import CannotIssueAgainError, NotCompletedError, UnknownReasonError
from courses.certificates.models import Certificate, CertificateState, RevocationReason
from courses.certificates.number import generate_number
from courses.learning.models import Enrolment
from lms import pdf
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.audit.services import record
from lms.pages.models import SiteSettings
from lms.queue.services import enqueue

MAKE_JOB = "courses.certificates.tasks.make_certificate_file_job"


def issue_certificate(*, enrolment: Enrolment) -> Certificate:
    """The learner of a completed course has one certificate, and its file is made.

    Idempotent, whatever crashed before: one certificate per enrolment, one file. A
    certificate that was revoked is handed back as it is: only an administrator's
    ``issue_again`` makes another. A series of short transactions; the rendering is
    between them.

    Raises ``NotCompletedError``, and ``OSError`` where the file cannot be written.
    """
    certificate = freeze_certificate(enrolment=enrolment)
    return make_file(certificate=certificate)


@transaction.atomic
def freeze_certificate(*, enrolment: Enrolment) -> Certificate:
    """The certificate of ``enrolment``, its facts frozen as they are now.

    Idempotent: an enrolment that ever had a certificate keeps its newest one.
    Locks the enrolment. Records ``certificates.issue``.

    Raises ``NotCompletedError``.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if held := enrolment.certificates.order_by("-pk").first():
        return held
    return _issue(enrolment)


def _issue(enrolment: Enrolment, actor: User | None = None) -> Certificate:
    edition = enrolment.completed_edition
    if enrolment.completed_at is None or edition is None:
        raise NotCompletedError
    site = SiteSettings.load()
    completed = timezone.localtime(enrolment.completed_at, timezone.get_default_timezone())
    certificate = Certificate.objects.create(
        number=_unused_number(),
        enrolment=enrolment,
        learner_id=enrolment.learner_id,
        edition=edition,
        name=printed_name(enrolment.learner).printed,
        course_title=pdf.printable(edition.title)[:255] or "–",
        lessons=len(edition.lessons),
        minutes=edition.minutes,
        modules=[pdf.printable(module["title"]) for module in edition.outline.get("modules", [])],
        organisation=pdf.printable(site.organisation)[:120],
        accent=site.accent,
        language=edition.language,
        completed_on=completed.date(),
    )
    record(
        actor_uid=actor.uid if actor else None,
        action="certificates.issue",
        subject=f"certificate:{certificate.uid}",
        enrolment=str(enrolment.uid),
    )
    return certificate


def _unused_number() -> str:
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


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, actor: User) -> Certificate:
    """``certificate`` is no longer valid; its public page says since when and why.

    Idempotent: one that is revoked already keeps its date and reason. Locks the
    certificate. Records ``certificates.revoke``. The file stays where it is.

    Raises ``UnknownReasonError``.
    """
    if reason not in RevocationReason.values:
        raise UnknownReasonError
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.state == CertificateState.REVOKED:
        return certificate
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at, certificate.revoked_reason = timezone.now(), reason
    certificate.save(update_fields=["state", "revoked_at", "revoked_reason"])
    record(
        actor_uid=actor.uid,
        action="certificates.revoke",
        subject=f"certificate:{certificate.uid}",
        reason=str(reason),
    )
    return certificate


@transaction.atomic
def issue_again(*, certificate: Certificate, actor: User) -> Certificate:
    """The learner of a certificate issued in error has a new one, with a new number.

    Idempotent: where the enrolment has a valid certificate by now, that one is handed
    back. Locks the enrolment; records ``certificates.issue``; queues the making of the file.

    Raises ``CannotIssueAgainError`` for a valid certificate and for one withdrawn,
    and ``NotCompletedError``.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=certificate.enrolment_id)
    certificate = Certificate.objects.get(pk=certificate.pk)
    if certificate.revoked_reason != RevocationReason.ISSUED_IN_ERROR:
        raise CannotIssueAgainError
    newest = enrolment.certificates.order_by("-pk")[0]
    if newest.state == CertificateState.VALID:
        return newest
    if newest.revoked_reason != RevocationReason.ISSUED_IN_ERROR:
        raise CannotIssueAgainError
    fresh = _issue(enrolment, actor)
    enqueue(MAKE_JOB, fresh.pk)
    return fresh
