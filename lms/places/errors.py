"""What places may refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class PostcodeError(DomainError):
    code = "postcode"
    default_message = _("That is not a postcode of the United Kingdom. One looks like “M60 2LA”.")


class ListError(DomainError):
    """A list of places that cannot be read at all."""

    code = "places_list"
    default_message = _("This file cannot be read as a list of places.")


class SuccessionError(DomainError):
    code = "succession"
    default_message = _("A council can only be succeeded by another one.")
