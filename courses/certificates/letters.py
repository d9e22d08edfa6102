"""What holders are told: a notice each, with a letter as they chose."""

from __future__ import annotations

from django.urls import reverse

from courses.certificates.kinds import CHANGED, READY
from courses.certificates.models import Certificate
from lms.messaging.notices import notify


def tell_holder(certificate: Certificate) -> None:
    """The holder is told, in the caller's transaction, that somebody changed something. Repeatable.

    It says neither what nor which course: what stands on their own page is for them alone.
    """
    _tell(certificate, CHANGED.code, f"{certificate.uid} {certificate.state}")


def tell_ready(certificate: Certificate) -> None:
    """The holder is told, in the caller's transaction, that the file is there. Repeatable."""
    _tell(certificate, READY.code, str(certificate.uid))


def _tell(certificate: Certificate, kind: str, key: str) -> None:
    notify(recipient=certificate.learner, kind=kind, key=key, link=reverse("certificates:list"))
