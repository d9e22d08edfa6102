"""What accounts may refuse, in words for the person who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class LinkUsedError(DomainError):
    code = "link_used"
    default_message = _("This link has been used already, or it is too old.")


class WrongPasswordError(DomainError):
    code = "wrong_password"
    default_message = _("That is not the password you chose when you signed up.")


class LastAdministratorError(DomainError):
    code = "last_administrator"
    default_message = _(
        "This is the last administrator who can sign in. Make somebody else an administrator first."
    )


class OwnAccessError(DomainError):
    code = "own_access"
    default_message = _("You cannot take your own access away. Another administrator can do it for you.")


class AddressTakenError(DomainError):
    code = "address_taken"
    default_message = _("Another account has that address now. Get help, and we look at it with you.")


class AddressInUseError(DomainError):
    code = "address_in_use"
    default_message = _("Another account has that address.")


class RecoveryEndedError(DomainError):
    code = "recovery_ended"
    default_message = _("This recovery was withdrawn, or nobody confirmed it for three days. Open a new one.")


class SecondPersonError(DomainError):
    code = "second_person"
    default_message = _("Somebody else has to confirm this: neither who opened it nor the person themselves.")


class StandingError(DomainError):
    code = "standing"
    default_message = _("That cannot be done with this account as it stands. Load the page again.")
