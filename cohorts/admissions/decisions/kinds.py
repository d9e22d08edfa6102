"""What applicants, reviewers and organisers are told. No subject says an outcome."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

_COHORT = Gap("cohort", _("the cohort’s name"), "Autumn 2027")
_UNTIL = Gap("until", _("the last day on which there is time"), "Friday 5 June 2027")
_DAY = Gap("day", _("the day that was promised"), "Friday 5 June 2027")
_COUNT = Gap("count", _("how many applicants have not heard"), "12")

DECIDED = NoticeKind(
    "admissions.decided",
    _("Your application was decided"),
    _("There is a decision about your application."),
    (_COHORT,),
    button=_("Read the decision"),
    decisive=True,
)
CORRECTED = NoticeKind(
    "admissions.corrected",
    _("A decision about you was wrong and is corrected"),
    _("What you were told about your application was wrong."),
    (_COHORT,),
    button=_("Read the corrected decision"),
    decisive=True,
)
PLACE_FREE = NoticeKind(
    "admissions.place_free",
    _("A place is free for you"),
    _("You were on the waiting list, and are next."),
    (_COHORT, _UNTIL),
    button=_("Answer"),
    decisive=True,
)
ANSWER_SOON = NoticeKind(
    "admissions.answer_soon",
    _("An offer is still to be answered"),
    _("The day before the time to answer is over."),
    (_COHORT, _UNTIL),
    button=_("Answer"),
    decisive=True,
)
OFFER_ENDED = NoticeKind(
    "admissions.offer_ended",
    _("The time to answer an offer is over"),
    _("You were offered a place and did not answer in time."),
    (_COHORT,),
    button=_("See where things stand"),
    decisive=True,
)
LIST_ENDED = NoticeKind(
    "admissions.list_ended",
    _("The waiting list has ended"),
    _("You were still on it on its last day."),
    (_COHORT,),
    button=_("See where things stand"),
    decisive=True,
)
QUESTION = NoticeKind(
    "admissions.question",
    _("There is a question about your application"),
    _("Something came up, and you are heard before it counts."),
    (_COHORT, _UNTIL),
    button=_("Read the question"),
    decisive=True,
)
APPEAL_ANSWERED = NoticeKind(
    "admissions.appeal_answered",
    _("Somebody took another look at your application"),
    _("You asked for it, and it is answered."),
    (_COHORT,),
    button=_("Read the answer"),
    decisive=True,
)
REVIEWS = NoticeKind(
    "admissions.reviews",
    _("Applications wait for your review"),
    _("You are a reviewer, and were given applications to read."),
    (_COHORT,),
    button=_("See my reviews"),
)
HEAR_BY = NoticeKind(
    "admissions.hear_by",
    _("Applicants wait to hear"),
    _("The day that was promised to applicants comes near, or has passed."),
    (_COHORT, _COUNT, _DAY),
    button=_("See who waits"),
)
NO_ROOM = NoticeKind(
    "admissions.no_room",
    _("An offer met a full cohort"),
    _("More places were given than there are, so decisions were stopped or an answer could not be taken."),
    (_COHORT,),
    button=_("See the decisions"),
)
APPEAL_ASKED = NoticeKind(
    "admissions.appeal_asked",
    _("An applicant asks for another look"),
    _("Somebody who had no part in the decision has to answer."),
    (_COHORT,),
    button=_("See the appeals"),
)

ALL = (
    DECIDED,
    CORRECTED,
    PLACE_FREE,
    ANSWER_SOON,
    OFFER_ENDED,
    LIST_ENDED,
    QUESTION,
    APPEAL_ANSWERED,
    REVIEWS,
    HEAR_BY,
    NO_ROOM,
    APPEAL_ASKED,
)


def register() -> None:
    for kind in ALL:
        register_kind(kind)
