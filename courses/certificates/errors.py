"""Why a certificate could not be issued, found or changed, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NotCompletedError(DomainError):
    code = "not_completed"
    default_message = _("The course is not completed yet, so there is no certificate for it.")


class CannotIssueAgainError(DomainError):
    code = "cannot_issue_again"
    default_message = _(
        "Only a certificate that was revoked because it was issued in error can be issued again, "
        "and only while the course has no other valid certificate."
    )


class UnknownReasonError(DomainError):
    code = "unknown_reason"
    default_message = _("Choose why the certificate is revoked.")


class UploadError(DomainError):
    code = "upload"
    default_message = _("Choose the PDF file of the certificate.")
