"""What inviting may refuse, in words for the person who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class HasAccountError(DomainError):
    code = "has_account"
    default_message = _("Somebody with that address has an account already.")


class RoleNotYoursError(DomainError):
    code = "role_not_yours"
    default_message = _("Only administrators can give a role with an invitation.")


class NotOpenError(DomainError):
    code = "not_open"
    default_message = _("This invitation has been accepted or withdrawn. Invite the person anew.")


class JustSentError(DomainError):
    code = "just_sent"
    default_message = _("A letter went out less than ten minutes ago. Wait a little before the next one.")


class FileError(DomainError):
    """The file cannot be read as a list of people; the message says why and what to do."""

    code = "file"
