"""Refusals of the content room, in words for the person who met them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class BlockGoneError(DomainError):
    """The lesson as it is published now has no such block."""

    code = "block_gone"
    default_message = _(
        "This part is no longer in the lesson. Reload the page to see the lesson as it is now."
    )


class AddressTakenError(DomainError):
    """Two live courses want one address; the one that has it keeps it."""

    code = "address_taken"
    default_message = _("Another course has this address. Give one of them another slug.")


class NotReadyError(DomainError):
    """A page that lacks something is asked to be published by approving it."""

    code = "not_ready"
    default_message = _("The page is not ready, so it was not approved. Nothing has changed. What it needs:")

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join([str(self.default_message), *(f"{line}" for line in missing)]))
        self.missing = missing
