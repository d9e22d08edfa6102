"""Why a letter to many is not sent, in words for the organiser."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NobodyToWriteToError(DomainError):
    code = "nobody"
    default_message = _("Nobody is on this list at the moment, so there is nothing to send.")


class ChangedMeanwhileError(DomainError):
    code = "changed"
    default_message = _(
        "Somebody changed the letter after this page was made. Look at it again, then send it."
    )


class NotADraftError(DomainError):
    code = "not_a_draft"
    default_message = _("This letter is on its way already. Begin another one to say something else.")
