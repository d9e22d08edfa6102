"""What can stand in the way of an application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NotOpenError(DomainError):
    code = "not_open"
    default_message = _("Nobody can apply to this cohort now.")


class ClosedError(DomainError):
    code = "closed"
    default_message = _(
        "Applications have closed, so this was not kept. What you saved before is there, and can be read."
    )


class UnknownQuestionError(DomainError):
    code = "unknown_question"
    default_message = _("This question is no longer asked. Open the page again to see the questions.")


class AnswerNeededError(DomainError):
    code = "answer_needed"
    default_message = _("You have sent this application, and this answer is needed. The last one is kept.")


class TooLongError(DomainError):
    code = "too_long"
    default_message = _("This is longer than the site keeps. Shorten it; what you saved before is kept.")


class IncompleteError(DomainError):
    code = "incomplete"
    default_message = _("Something is still missing. Nothing was sent yet, and everything is kept.")


class NotWithdrawnError(DomainError):
    code = "not_withdrawn"
    default_message = _("This application cannot be withdrawn any more.")


class WayOverError(DomainError):
    code = "way_over"
    default_message = _("This link does not work any more. Ask for a new one.")


class NotJoinedError(DomainError):
    code = "not_joined"
    default_message = _(
        "These two cannot be joined: both have to be in this cohort, and sent or being written."
    )


class NotMovedError(DomainError):
    code = "not_moved"
    default_message = _("This application cannot be moved there. Nothing was changed.")
