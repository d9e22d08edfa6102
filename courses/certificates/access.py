"""What certificates let people read about others, in words; the rules are those of the doors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.access import Access, register_access

register_access(
    Access(
        "certificates",
        _("Certificates that are valid: the name and the course on them"),
        _("to correct a name, and to answer questions about them"),
        rule="courses.correct_certificates",
    ),
    Access(
        "all_certificates",
        _("All certificates, those that were replaced or revoked too"),
        _("to revoke one and to issue it again"),
        rule="courses.manage_certificates",
    ),
)
