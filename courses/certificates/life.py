"""What happens to a certificate after it was issued: replaced, corrected, revoked, hidden, shown again.

Every service here locks what was earned first and the certificate after it, so that of two
people at once the second sees what the first has done.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.certificates.errors import (
    CannotIssueAgainError,
    ImplausibleDateError,
    NameChangedError,
    NothingDiffersError,
    NotInForceError,
    OwnCertificateError,
    ReasonMissingError,
    ReplacedMeanwhileError,
    TooManyReplacementsError,
    UnknownReasonError,
    UnprintableNameError,
)
from courses.certificates.letters import tell_holder
from courses.certificates.models import (
    MAX_REASON,
    Certificate,
    CertificateEvent,
    CertificateState,
    Earned,
    EventKind,
    RevocationReason,
)
from courses.certificates.selectors import earliest_completion
from courses.certificates.services import enter_certificate, lock_earned, note_event, unused_number
from lms import pdf
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.queue.services import enqueue

MAKE_JOB = "courses.certificates.tasks.make_certificate_file_job"
REASONS_TO_REVOKE = (RevocationReason.ISSUED_IN_ERROR, RevocationReason.WITHDRAWN)
MOST_REPLACEMENTS = 5  # that a holder may ask for on one course within a day
# What a certificate in place of another says like it, unless it was made for saying otherwise.
CARRIED_OVER = (
    "learner_id", "enrolment_id", "achievement_id", "edition_id", "name", "course_title", "lessons",
    "minutes", "modules", "organisation", "accent", "language", "completed_on", "hidden_at",
)  # fmt: skip


def _lock_chain(certificate: Certificate) -> tuple[Earned, Certificate]:
    """What was earned and its newest certificate, both locked and as they are now."""
    earned = lock_earned(certificate.earned)
    newest = earned.certificates.select_for_update().order_by("-pk")[0]
    return earned, newest


@transaction.atomic
def replace_certificate(*, certificate: Certificate, holder: User, name: str) -> Certificate:
    """``holder`` has a valid certificate in the name that they have now; ``certificate`` is replaced.

    The new one has a new number and says the same about the same course. ``name`` is what
    the holder was shown and agreed to. Idempotent: asked again, the new one is handed back.
    Locks what was earned; records ``certificates.replace``; queues the making of the file.

    Raises ``NameChangedError``, ``NotInForceError``, ``NothingDiffersError``,
    ``ReplacedMeanwhileError`` and ``TooManyReplacementsError``.
    """
    earned, newest = _lock_chain(certificate)
    wanted = printed_name(User.objects.get(pk=earned.learner_id)).printed
    if name != wanted:
        raise NameChangedError
    if newest.pk != certificate.pk:
        if newest.state == CertificateState.VALID and newest.name == wanted:
            return newest
        raise ReplacedMeanwhileError
    if newest.state != CertificateState.VALID:
        raise NotInForceError
    if newest.name == wanted:
        raise NothingDiffersError
    today = CertificateEvent.objects.filter(
        certificate__in=earned.certificates.all(),
        kind=EventKind.REPLACE,
        at__gt=timezone.now() - dt.timedelta(days=1),
    )
    if today.count() >= MOST_REPLACEMENTS:
        raise TooManyReplacementsError
    return _succeed(newest, kind=EventKind.REPLACE, actor=holder, name=wanted)


@transaction.atomic
def correct_certificate(
    *, certificate: Certificate, actor: User, name: str, completed_on: dt.date, reason: str
) -> Certificate:
    """The holder has a valid certificate that says ``name`` and ``completed_on`` in place of the wrong one.

    Only this certificate: the holder's profile is theirs. ``reason`` is kept for the holder
    and administrators; the holder is told by a letter. Idempotent: asked again for the same,
    the new one is handed back. Locks what was earned; records ``certificates.correct``; queues
    the making of the file and the letter.

    Raises ``ReasonMissingError``, ``UnprintableNameError``, ``ImplausibleDateError``,
    ``NothingDiffersError``, ``NotInForceError``, ``OwnCertificateError`` and
    ``ReplacedMeanwhileError``.
    """
    reason = reason.strip()[:MAX_REASON]
    if not reason:
        raise ReasonMissingError
    name = _as_printed(name)
    _earned, newest = _lock_chain(certificate)
    said = (newest.name, newest.completed_on)
    if newest.pk != certificate.pk:
        if newest.replaces_id == certificate.pk and said == (name, completed_on):
            return newest
        raise ReplacedMeanwhileError
    if newest.state != CertificateState.VALID:
        raise NotInForceError
    if newest.learner_id == actor.pk:
        raise OwnCertificateError
    if said == (name, completed_on):
        raise NothingDiffersError
    if completed_on != newest.completed_on:
        _refuse_implausible(newest, completed_on)
    fresh = _succeed(
        newest, kind=EventKind.CORRECT, actor=actor, reason=reason, name=name, completed_on=completed_on
    )
    tell_holder(fresh)
    return fresh


def _as_printed(name: str) -> str:
    if missing := pdf.characters_without_glyph(name):
        raise UnprintableNameError(
            _("These letters cannot be printed: %(letters)s. Write the name in Latin letters.")
            % {"letters": missing}
        )
    printed = pdf.printable(name)[:200]
    if not printed:
        raise UnprintableNameError
    return printed


def _refuse_implausible(certificate: Certificate, completed_on: dt.date) -> None:
    """Not before there was a place and the edition it names, and not after today."""
    earliest = earliest_completion(certificate)
    if completed_on > timezone.localdate():
        raise ImplausibleDateError(_("That day has not come yet."))
    if completed_on < earliest:
        raise ImplausibleDateError(
            _("The holder was not on the course, or this edition not published, before %(date)s.")
            % {"date": date_format(earliest, "j F Y")}
        )


def _succeed(
    old: Certificate, *, kind: EventKind, actor: User, reason: str = "", **facts: object
) -> Certificate:
    """``old`` is replaced by a certificate that differs in ``facts`` alone; the caller holds the locks."""
    old.state, old.revoked_reason = CertificateState.REVOKED, RevocationReason.REPLACED
    old.revoked_at = timezone.now()
    old.save(update_fields=["state", "revoked_reason", "revoked_at"])
    carried = {field: getattr(old, field) for field in CARRIED_OVER}
    fresh = Certificate.objects.create(number=unused_number(), replaces=old, **(carried | facts))
    note_event(
        certificate=old, kind=kind, actor=actor, reason=reason, details={"replacement": str(fresh.uid)}
    )
    note_event(certificate=fresh, kind=EventKind.ISSUE, actor=actor)
    enqueue(MAKE_JOB, fresh.pk)
    return fresh


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, actor: User, note: str = "") -> Certificate:
    """``certificate`` is no longer valid; its public page says since when and why, the holder gets a letter.

    ``note`` says more, for the holder and administrators. Idempotent: one that is revoked
    already keeps its date and reason. Locks what was earned and the certificate. Records
    ``certificates.revoke``. The file stays where it is.

    Raises ``UnknownReasonError``, and ``ReplacedMeanwhileError`` for a certificate that has a
    successor: revoking that one is another decision.
    """
    if reason not in REASONS_TO_REVOKE:
        raise UnknownReasonError
    _lock_chain(certificate)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_replaced:
        raise ReplacedMeanwhileError
    if certificate.state == CertificateState.REVOKED:
        return certificate
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at, certificate.revoked_reason = timezone.now(), reason
    certificate.save(update_fields=["state", "revoked_at", "revoked_reason"])
    note_event(
        certificate=certificate,
        kind=EventKind.REVOKE,
        actor=actor,
        reason=note.strip()[:MAX_REASON],
        details={"reason": str(reason)},
    )
    tell_holder(certificate)
    return certificate


@transaction.atomic
def issue_again(*, certificate: Certificate, actor: User) -> Certificate:
    """The holder of a certificate issued in error has a new one, with a new number.

    Idempotent: where there is a valid certificate by now, that one is handed
    back. Locks what was earned; records ``certificates.issue``; queues the making of the file
    and a letter to the holder.

    Raises ``CannotIssueAgainError`` for a valid certificate and for one withdrawn,
    and ``NotCompletedError``.
    """
    earned, newest = _lock_chain(certificate)
    certificate = Certificate.objects.get(pk=certificate.pk)
    if certificate.revoked_reason != RevocationReason.ISSUED_IN_ERROR:
        raise CannotIssueAgainError
    if newest.state == CertificateState.VALID:
        return newest
    if newest.revoked_reason != RevocationReason.ISSUED_IN_ERROR:
        raise CannotIssueAgainError
    fresh = enter_certificate(earned=earned, actor=actor, replaces=newest)
    enqueue(MAKE_JOB, fresh.pk)
    tell_holder(fresh)
    return fresh


@transaction.atomic
def hide_page(*, certificate: Certificate, holder: User) -> None:
    """The public pages of ``certificate``, and of all that it replaces or is replaced by, say nothing.

    Idempotent: what is hidden keeps its date. Locks what was earned. Records ``certificates.hide``.
    """
    earned, newest = _lock_chain(certificate)
    if earned.certificates.filter(hidden_at=None).update(hidden_at=timezone.now()):
        note_event(certificate=newest, kind=EventKind.HIDE, actor=holder)


@transaction.atomic
def show_page(*, certificate: Certificate, holder: User) -> None:
    """The public pages of ``certificate`` and its chain say again what there is to say.

    Idempotent. Locks what was earned. Records ``certificates.show``.
    """
    earned, newest = _lock_chain(certificate)
    if earned.certificates.exclude(hidden_at=None).update(hidden_at=None):
        note_event(certificate=newest, kind=EventKind.SHOW, actor=holder)
