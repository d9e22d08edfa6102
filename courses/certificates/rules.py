"""Who holds a certificate and who may revoke one."""

from __future__ import annotations

from typing import Any

import rules

from courses.certificates.models import Certificate
from lms.accounts.models import User
from lms.accounts.rules import is_administrator


@rules.predicate
def holds_certificate(user: User, certificate: Any) -> bool:
    """The certificate is made out to them; no role opens another person's file."""
    return (
        isinstance(certificate, Certificate)
        and user.is_authenticated
        and user.is_active
        and certificate.learner_id == user.pk
    )


rules.set_perm("courses.download_certificate", holds_certificate)
rules.set_perm("courses.manage_certificates", is_administrator)
