"""Certificates as a person sees them on their own pages, and how to find one by its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from courses.certificates.models import Certificate, CertificateState
from courses.certificates.number import printed
from courses.learning.models import Enrolment
from lms.accounts.models import User

LINK_SECONDS = 5 * 60
LINK_SALT = "courses.certificates.pdf"
USUAL_WAIT = timedelta(seconds=60)


@dataclass(frozen=True)
class Award:
    """One completed course and how far its certificate is. ``certificate`` is None until it is issued.

    ``state`` is ``being_made``, ``ready`` or ``revoked``.
    """

    enrolment: Enrolment
    certificate: Certificate | None

    @property
    def state(self) -> str:
        if self.certificate is None:
            return "being_made"
        if self.certificate.state == CertificateState.REVOKED:
            return "revoked"
        return "ready" if self.certificate.is_made else "being_made"

    @property
    def title(self) -> str:
        if self.certificate is not None:
            return self.certificate.course_title
        edition = self.enrolment.completed_edition
        return edition.title if edition else ""

    @property
    def takes_longer(self) -> bool:
        """Waiting for more than a minute: something is in the way, and is being tried again."""
        since = self.certificate.issued_at if self.certificate else self.enrolment.completed_at
        return self.state == "being_made" and since is not None and timezone.now() - since > USUAL_WAIT

    @property
    def seconds_to_next_look(self) -> int:
        """How long the page waits before it asks again: soon at first, then seldom."""
        return 20 if self.takes_longer else 2


def certificates_of(user: User) -> list[Award]:
    """Every completed course of ``user`` with its certificates, newest first. Two queries."""
    enrolments = (
        Enrolment.objects.visible_to(user)
        .completed()
        .select_related("completed_edition")
        .prefetch_related(Prefetch("certificates", Certificate.objects.order_by("-pk")))
        .order_by("-completed_at", "-pk")
    )
    awards = []
    for enrolment in enrolments:
        found = list(enrolment.certificates.all())
        awards += [Award(enrolment, certificate) for certificate in found] or [Award(enrolment, None)]
    return awards


def award_for(enrolment: Enrolment) -> Award:
    """The newest certificate of a completed course. One query."""
    return Award(enrolment, enrolment.certificates.order_by("-pk").first())


def certificate_by_number(number: str) -> Certificate | None:
    """The certificate with this number (as ``read_number`` gives it), with its edition."""
    return Certificate.objects.select_related("edition").filter(number=number).first()


def pdf_link(certificate: Certificate) -> str:
    """A path to the file that anybody may open within five minutes."""
    token = signing.dumps(certificate.number, salt=LINK_SALT)
    return reverse("certificates:pdf", args=[printed(certificate.number)]) + f"?link={token}"


def opens_pdf(token: str, certificate: Certificate) -> bool:
    """Whether ``token`` was made for this certificate within the last five minutes."""
    try:
        return bool(signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS) == certificate.number)
    except signing.BadSignature:
        return False
