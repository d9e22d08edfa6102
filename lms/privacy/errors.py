"""What privacy may refuse, in words for the person who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class TooLateError(DomainError):
    code = "too_late"
    default_message = _("The erasure has begun already, so it cannot be taken back any more.")


class NothingToCancelError(DomainError):
    code = "nothing_to_cancel"
    default_message = _("No erasure is waiting for you, so there is nothing to take back.")


class NotForThemError(DomainError):
    code = "not_for_them"
    default_message = _(
        "Only for somebody who has died can an administrator ask in their place. "
        "Everybody else asks for themselves."
    )


class NoSuchPersonError(DomainError):
    code = "no_such_person"
    default_message = _(
        "Nobody with that address can take over. Look for a typing mistake, or leave the field empty."
    )


class UnknownItemError(DomainError):
    code = "unknown_item"
    default_message = _("This item is not there any more. Nothing was decided.")


class NoReasonError(DomainError):
    code = "no_reason"
    default_message = _("Choose why it is withheld.")


class EnoughForTodayError(DomainError):
    code = "enough_for_today"
    default_message = _("You have asked for this often enough today. Try again tomorrow.")
