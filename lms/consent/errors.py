"""What consent may refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class LinkOverError(DomainError):
    code = "link_over"
    default_message = _("This link has been used already, or it is too old.")


class WordsChangedError(DomainError):
    code = "words_changed"
    default_message = _(
        "The words beside the choices have changed since you opened this page. What you typed is still here. "
        "Please read the words and tick again what you agree to."
    )


class NoChannelError(DomainError):
    code = "no_channel"
    default_message = _(
        "Tick at least one way in which we may reach you; otherwise we would have no reason "
        "to keep what you typed."
    )
