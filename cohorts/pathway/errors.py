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


class LineGoneError(DomainError):
    code = "countdown_line_gone"
    default_message = _("That line is not on your list any more. Look at the list as it is now.")


class EnoughLinesError(DomainError):
    code = "countdown_enough_lines"
    default_message = _("That is the most lines a list can hold. Take one away first. Nothing was kept.")


class NoPollYetError(DomainError):
    code = "countdown_no_poll_yet"
    default_message = _("No day of the poll is known yet, so there is nothing to move.")


class PollOverError(DomainError):
    code = "countdown_poll_over"
    default_message = _("That day is over. A poll can be moved to a day that is still to come.")
