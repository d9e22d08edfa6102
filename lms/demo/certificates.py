"""Two certificates of the demo with a life of their own: one replaced, one hidden and then corrected."""

from __future__ import annotations

from datetime import datetime, timedelta

from courses.certificates.life import correct_certificate, hide_page, replace_certificate
from courses.certificates.models import Certificate, CertificateEvent, CertificateState
from courses.certificates.services import freeze_certificate
from courses.content.models import Course
from courses.learning.models import Enrolment
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.demo.people import Learner
from lms.demo.progress import evening


def keep_certificate(*, user: User, learner: Learner, course: Course) -> None:
    """What ``learner`` says happened to the certificate has happened. One that is there already stays."""
    enrolment = Enrolment.objects.completed().filter(learner=user, course=course).first()
    if enrolment is None or enrolment.certificates.exists() or not (learner.certified_as or learner.hides):
        return
    user.name = learner.certified_as or learner.name
    user.save(update_fields=["name"])
    certificate = freeze_certificate(earned=enrolment)
    if learner.certified_as:
        user.name = learner.name
        user.save(update_fields=["name"])
        replace_certificate(certificate=certificate, holder=user, name=printed_name(user).printed)
        _date(certificate, replaced=evening(max(learner.seen - 2, 0)), issued=evening(learner.seen))
    if learner.hides:
        hide_page(certificate=certificate, holder=user)


def keep_correction(*, holder: User, actor: User) -> None:
    """``holder``’s certificate said the wrong day; five days ago ``actor`` corrected it, once. Repeatable."""
    certificate = Certificate.objects.filter(learner=holder, replaces=None).first()
    if certificate is None or certificate.state != CertificateState.VALID:
        return
    correct_certificate(
        certificate=certificate,
        actor=actor,
        name=certificate.name,
        completed_on=certificate.completed_on - timedelta(days=1),
        reason="The last lesson was done after midnight; the evening before is the day of the course.",
    )
    _date(certificate, replaced=evening(5), issued=evening(6))


def _date(certificate: Certificate, *, issued: datetime, replaced: datetime) -> None:
    """The first certificate is as old as the course's end, and its successor a little younger."""
    Certificate.objects.filter(pk=certificate.pk).update(issued_at=issued, revoked_at=replaced)
    Certificate.objects.filter(replaces=certificate).update(issued_at=replaced)
    events = CertificateEvent.objects.filter(certificate__enrolment=certificate.enrolment_id)
    events.update(at=replaced)
    events.filter(certificate=certificate, kind="issue").update(at=issued)
