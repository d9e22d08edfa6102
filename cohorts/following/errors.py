"""Why something did not go, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class RuleDecidesError(DomainError):
    code = "network_rule_decides"
    default_message = _("In this cohort the rule decides, not an organiser. Nothing was changed.")


class NoReasonError(DomainError):
    code = "network_no_reason"
    default_message = _("Say why. It stays in the record, and the person can read it.")


class LetterGoneError(DomainError):
    code = "after_letter_gone"
    default_message = _("This letter was sent or held back before. Nothing was changed.")


class WardElsewhereError(DomainError):
    code = "following_ward_elsewhere"
    default_message = _("That ward is not one of this council on that day. Nothing was kept.")


class NotAskedForError(DomainError):
    code = "by_election_not_asked_for"
    default_message = _("They do not want to be asked about by-elections, or no longer. Nobody was asked.")


class ByElectionOverError(DomainError):
    code = "by_election_over"
    default_message = _("This by-election is over or was taken off the list. Nothing was changed.")


class NobodyStandsError(DomainError):
    code = "nobody_stands_there"
    default_message = _("Nobody of your cohorts stands on this council now. Nothing was sent.")
