"""Who holds a certificate, who may read one, and who may correct or revoke one."""

from __future__ import annotations

from typing import Any

import rules

from courses.certificates.models import Certificate, CertificateState
from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_organiser


@rules.predicate
def holds_certificate(user: User, certificate: Any) -> bool:
    """The certificate is made out to them."""
    return (
        isinstance(certificate, Certificate)
        and user.is_authenticated
        and user.is_active
        and certificate.learner_id == user.pk
    )


@rules.predicate
def helps_with_certificate(user: User, certificate: Any) -> bool:
    """An organiser, and the certificate is in force: former names are not for them."""
    return is_organiser(user) and certificate.state == CertificateState.VALID


rules.set_perm("courses.download_certificate", holds_certificate)
rules.set_perm("courses.keep_certificate", holds_certificate)  # replace it, hide and show its page
rules.set_perm("courses.read_certificate", holds_certificate | helps_with_certificate | is_administrator)
rules.set_perm("courses.correct_certificates", is_organiser | is_administrator)
rules.set_perm("courses.manage_certificates", is_administrator)
