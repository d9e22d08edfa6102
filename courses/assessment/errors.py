"""Why an answer was refused, in words for the learner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class EmptyChoiceError(DomainError):
    code = "empty_choice"
    default_message = _("Choose an answer first. Nothing was marked.")


class TooManyChoicesError(DomainError):
    code = "too_many_choices"
    default_message = _("This question has one answer. Choose one and check again; nothing was marked.")


class UnknownOptionError(DomainError):
    code = "unknown_option"
    default_message = _(
        "This question has changed since you opened it. Open the lesson again and answer it as it is now."
    )
