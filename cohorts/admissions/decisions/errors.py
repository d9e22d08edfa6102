"""Why something about a decision could not be done, in words for whoever tried."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.errors import DomainError


class NotSubmittedError(DomainError):
    code = "not_submitted"
    default_message = _("This application is not before you any more: it was withdrawn, merged or moved.")


class WordsMissingError(DomainError):
    code = "words_missing"
    default_message = _("Write the reason. The applicant reads it.")


class ApologyMissingError(DomainError):
    code = "apology_missing"
    default_message = _(
        "A decision was published already, so this is a correction. Write what you want to say about "
        "the mistake."
    )


class BeingPublishedError(DomainError):
    code = "being_published"
    default_message = _(
        "This decision is about to be published, so it cannot be changed. Stop the publication first."
    )


class FinalError(DomainError):
    code = "final"
    default_message = _("This was decided again after an appeal, and is final.")


class HasPlaceError(DomainError):
    code = "has_place"
    default_message = _(
        "The offer was accepted. Change the place itself, on the page of the cohort’s people."
    )


class OpenQuestionError(DomainError):
    code = "open_question"
    default_message = _(
        "A question was put to the applicant, and nobody has settled yet whether it counts. Settle it first."
    )


class SecondPersonError(DomainError):
    code = "second_person"
    default_message = _("Somebody else has to check what you prepared.")


class ChangedMeanwhileError(DomainError):
    code = "changed_meanwhile"
    default_message = _("This was changed after you opened the page. Nothing was done; read it again.")


class NothingToPublishError(DomainError):
    code = "nothing_to_publish"
    default_message = _("There is no checked decision to publish.")


class NotEnoughPlacesError(DomainError):
    """More offers than free places."""

    code = "not_enough_places"

    def __init__(self, offers: int, free: int) -> None:
        said = ngettext(
            "There are more offers than free places: %(offers)s, and %(free)s place is free. "
            "Put some applicants on the waiting list instead.",
            "There are more offers than free places: %(offers)s, and %(free)s places are free. "
            "Put some applicants on the waiting list instead.",
            free,
        )
        super().__init__(said % {"offers": offers, "free": free})


class AlreadyPublishedError(DomainError):
    code = "already_published"
    default_message = _("It is too late to stop these decisions: they are published. Correct what is wrong.")


class OfferLateError(DomainError):
    code = "offer_late"
    default_message = _(
        "The time to answer this offer is over, and the place goes to somebody else. "
        "If something kept you from answering, write to us at once."
    )


class OfferEndedError(DomainError):
    code = "offer_ended"
    default_message = _("This offer was answered or withdrawn already. The page says how things stand now.")


class NoRoomError(DomainError):
    code = "no_room"
    default_message = _(
        "Your answer is noted and your offer stays open, but the cohort is full at this moment, "
        "which is our mistake. The organisers know and will write to you."
    )


class NotAppealableError(DomainError):
    code = "not_appealable"
    default_message = _("The time to ask for another look is over, or this decision is final.")


class AnotherPairOfEyesError(DomainError):
    code = "another_pair_of_eyes"
    default_message = _(
        "You had a part in this decision, so somebody else answers the appeal. Ask another organiser."
    )


class NotAReviewerError(DomainError):
    code = "not_a_reviewer"
    default_message = _("Choose somebody with a confirmed account here.")


class IncompleteReviewError(DomainError):
    code = "incomplete_review"
    default_message = _("Give each criterion a mark and say why. What you wrote is kept.")


class ReviewClosedError(DomainError):
    code = "review_closed"
    default_message = _(
        "This review cannot be changed any more: the decision is published, or you gave it back."
    )


class SettledError(DomainError):
    code = "settled"
    default_message = _("This question was settled already.")


class NotHeardYetError(DomainError):
    code = "not_heard_yet"
    default_message = _("It counts only once the applicant replied or had the time to.")
