"""What applicants are told by notices. No subject says an outcome."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

_COHORT = Gap("cohort", _("the cohort’s name"), "Autumn 2027")

CANCELLED = NoticeKind(
    "applications.cancelled",
    _("A cohort to which you applied does not take place"),
    _("A cohort to which you applied, or for which you had begun to write, was cancelled."),
    (_COHORT, Gap("reason", _("the reason"), "Too few people could come on Mondays.")),
    button=_("See my application"),
    decisive=True,
)
JOINED = NoticeKind(
    "applications.joined",
    _("Two applications of yours were joined"),
    _("You had applied twice, and organisers made one application of both."),
    (_COHORT,),
    button=_("See my application"),
    decisive=True,
)
MOVED = NoticeKind(
    "applications.moved",
    _("Your application was moved"),
    _("Organisers moved your application to another cohort."),
    (_COHORT, Gap("reason", _("the reason"), "The next one is nearer to you.")),
    button=_("See my application"),
    decisive=True,
)


def register() -> None:
    for kind in (CANCELLED, JOINED, MOVED):
        register_kind(kind)
