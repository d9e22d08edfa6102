"""Why a pathway could not be changed, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NowhereYetError(DomainError):
    code = "pathway_nowhere_yet"
    default_message = _("Say first where you want to stand. Nothing was kept.")


class EntryWithdrawnError(DomainError):
    code = "pathway_entry_withdrawn"
    default_message = _("This was corrected or taken back in the meantime. Look at it as it is now.")


class NotYetError(DomainError):
    code = "pathway_not_yet"
    default_message = _("That day is still to come. Write it down once it has happened.")


class WardElsewhereError(DomainError):
    code = "pathway_ward_elsewhere"
    default_message = _("That ward is not one of this council on that day. Nothing was kept.")
