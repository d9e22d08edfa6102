"""What certificates hold on people, for the notice, the download and the erasure.

A certificate that somebody shows must be checkable after its holder has left: its number, name, course,
day and fingerprint stay unless they withdraw it. docs/decisions/0100
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.certificates.models import (
    Achievement,
    Certificate,
    CertificateEvent,
    CertificateState,
    EventKind,
    RevocationReason,
)
from courses.certificates.services import note_event
from lms.accounts.models import User
from lms.audit.words import register_words
from lms.privacy.registry import Choices, Fate, Item, Part, PersonalData, StoredFile, rows
from lms.privacy.selectors import register_read

NOBODY = "–"

register_read("certificates.read", _("a certificate of yours"))
register_read("certificates.open_file", _("the file of a certificate"))
register_words(
    deeds={
        "certificates.issue": _("A certificate was issued"),
        "certificates.replace": _("Replaced a certificate after a change of name"),
        "certificates.correct": _("Corrected a certificate"),
        "certificates.revoke": _("Revoked a certificate"),
        "certificates.hide": _("Hid the public page of a certificate"),
        "certificates.show": _("Showed the public page of a certificate again"),
        "certificates.read": _("Opened a certificate"),
        "certificates.open_file": _("Opened the file of a certificate"),
    },
    things={"certificate": _("certificate")},
    details={
        "enrolment": _("place on a course"),
        "achievement": _("achievement"),
        "replacement": _("replacement"),
    },
    values={"reason": dict(RevocationReason.choices)},
)


def _all(person: User) -> QuerySet[Certificate]:
    return Certificate.objects.filter(learner=person)


def _in_force(person: User) -> QuerySet[Certificate]:
    return _all(person).filter(state=CertificateState.VALID)


def _over(person: User) -> QuerySet[Certificate]:
    """Replaced and revoked ones: nobody has to be told whose they were."""
    return _all(person).exclude(state=CertificateState.VALID)


def _histories(person: User) -> QuerySet[CertificateEvent]:
    return CertificateEvent.objects.filter(certificate__learner=person)


def _files(person: User) -> int:
    return _all(person).exclude(sha256="").count()


def _remove_files(person: User) -> None:
    """The holder has theirs; the fingerprint stays, and tells whether a file is the one that was issued."""
    for certificate in _all(person).exclude(sha256=""):
        default_storage.delete(certificate.storage_key)


def _blank_names(person: User) -> None:
    _over(person).update(name=NOBODY)


def _blank_reasons(person: User) -> None:
    _histories(person).exclude(kind=EventKind.CORRECT).update(reason="")
    _histories(person).filter(kind=EventKind.CORRECT).update(reason=NOBODY)


def _withdraw(person: User) -> None:
    """None is valid any more, and no public page says whose it was."""
    now = timezone.now()
    for certificate in _in_force(person).select_for_update():
        certificate.state, certificate.revoked_at = CertificateState.REVOKED, now
        certificate.revoked_reason = RevocationReason.WITHDRAWN
        certificate.save(update_fields=["state", "revoked_at", "revoked_reason"])
        note_event(certificate=certificate, kind=EventKind.REVOKE, actor=None)
    _all(person).filter(hidden_at=None).update(hidden_at=now)
    _all(person).update(name=NOBODY)


def _keeps(choices: Choices) -> bool:
    return choices.keep_certificates


def _withdraws(choices: Choices) -> bool:
    return not choices.keep_certificates


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("Certificates"),
        _all(person).order_by("pk"),
        {
            "number": _("Number"),
            "name": _("Made out to"),
            "course_title": _("Course"),
            "completed_on": _("Completed"),
            "issued_at": _("Issued"),
            "state": _("State"),
            "revoked_at": _("Revoked"),
            "revoked_reason": _("Reason"),
            "hidden_at": _("Public page hidden"),
            "sha256": _("Fingerprint (SHA-256)"),
        },
    )
    yield from rows(
        _("Programmes that you completed"),
        Achievement.objects.filter(learner=person).order_by("pk"),
        {"title": _("Programme"), "began_on": _("Begun"), "completed_at": _("Completed")},
    )
    yield from rows(
        _("What happened to them"),
        _histories(person).order_by("pk"),
        {
            "certificate__number": _("Number"),
            "kind": _("What"),
            "at": _("When"),
            "reason": _("In these words"),
        },
    )
    for certificate in _all(person).exclude(sha256="").order_by("pk").iterator(chunk_size=100):
        yield StoredFile(f"{certificate.printed_number}.pdf", certificate.storage_key)


_HOW_TO_CHECK = _(
    "Whoever you show one to can still check it: number, name, course, day and fingerprint stay for that, "
    "and nothing else. You can withdraw them instead."
)

CERTIFICATES = PersonalData(
    code="certificates",
    title=_("Your certificates"),
    why=_(
        "To show what you have learnt, and to let others check it by the number (contract, Article 6(1)(b), "
        "and the interest of those who rely on one, Article 6(1)(f))."
    ),
    seen_by=_(
        "You, organisers and administrators; anybody to whom you give the number, unless you hide the page."
    ),
    kept=_("For good, because they may be checked years later; less of them after an erasure."),
    models=("courses.Achievement", "courses.Certificate", "courses.CertificateEvent"),
    export=_export,
    erase=(
        Part(Fate.REMOVED, _("The files of your certificates"), _files, change=_remove_files),
        Part(
            Fate.ANONYMISED,
            _("Words about corrections and revocations"),
            _histories,
            why=_("What was written is taken out; that it happened, and when, stays."),
            change=_blank_reasons,
        ),
        Part(
            Fate.ANONYMISED,
            _("Replaced and revoked certificates"),
            _over,
            why=_("The name is taken out."),
            change=_blank_names,
        ),
        Part(Fate.KEPT, _("Valid certificates"), _in_force, why=_HOW_TO_CHECK, when=_keeps),
        Part(
            Fate.ANONYMISED,
            _("Valid certificates, withdrawn"),
            _in_force,
            why=_("They are no longer valid, and their pages name nobody."),
            change=_withdraw,
            when=_withdraws,
        ),
    ),
    order=26,
    step=20,
)
