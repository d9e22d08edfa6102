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


class NotInForceError(DomainError):
    code = "not_in_force"
    default_message = _("This certificate is revoked, so it cannot be replaced.")


class ReplacedMeanwhileError(DomainError):
    code = "replaced_meanwhile"
    default_message = _(
        "This certificate was replaced meanwhile, perhaps by somebody else. Nothing was changed just now; "
        "look at the certificate that is in force first."
    )


class NameChangedError(DomainError):
    code = "name_changed"
    default_message = _(
        "Your name was changed after you opened this page. No replacement was made. Look at the name again."
    )


class NothingDiffersError(DomainError):
    code = "nothing_differs"
    default_message = _("The certificate says exactly this already, so there is nothing to replace.")


class TooManyReplacementsError(DomainError):
    code = "too_many_replacements"
    default_message = _(
        "You have asked for several replacements today. The newest one is valid; ask again tomorrow."
    )


class OwnCertificateError(DomainError):
    code = "own_certificate"
    default_message = _("Nobody corrects a certificate of their own. Ask a colleague.")


class ReasonMissingError(DomainError):
    code = "reason_missing"
    default_message = _("Say why. The holder and the administrators can read it.")


class UnprintableNameError(DomainError):
    code = "unprintable_name"
    default_message = _("Type the name as it should stand on the certificate.")


class ImplausibleDateError(DomainError):
    code = "implausible_date"
    default_message = _("The course cannot have been completed on that day.")
