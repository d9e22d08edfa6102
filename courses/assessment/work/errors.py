"""What sending and reviewing work may refuse, in words for the person who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NothingToSendError(DomainError):
    code = "empty_work"
    default_message = _("Write something or choose a file, then send it.")


class TooManyWordsError(DomainError):
    code = "too_long"


class FileNotTakenError(DomainError):
    code = "file_not_taken"


class WithReviewerError(DomainError):
    code = "with_reviewer"
    default_message = _("It is with your reviewer. Take it back to change it, or wait for the answer.")


class NotWaitingError(DomainError):
    code = "not_waiting"
    default_message = _("This was answered or taken back meanwhile. Nothing was changed.")


class NoOutcomeError(DomainError):
    code = "no_outcome"
    default_message = _(
        "Write what you think, and choose whether it is accepted or comes back for another go."
    )


class PromiseError(DomainError):
    code = "promise"
    default_message = _("Promise a day between today and 60 days from now.")


class OtherReviewerError(DomainError):
    code = "other_reviewer"
    default_message = _("Somebody else reviews this. Take it over first, then answer.")


class ElsewhereError(DomainError):
    code = "elsewhere"
    default_message = _(
        "You changed this text on another device after you opened this page. Nothing is lost: "
        "copy what you need from both, then save once more."
    )
