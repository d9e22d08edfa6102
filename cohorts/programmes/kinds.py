"""What people are told of places and cohorts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.programmes.removing import REMOVAL
from cohorts.programmes.setting_up import CANCELLED
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

CANCELLED_KIND = NoticeKind(
    CANCELLED,
    _("A cohort does not take place"),
    _("A cohort in which you have a place was cancelled."),
    gaps=(
        Gap("cohort", _("the cohort’s name"), "Spring 2027"),
        Gap("reason", _("the reason"), "Too few people could come on Mondays."),
    ),
    button=_("See my place"),
    decisive=True,
)


REMOVAL_KIND = NoticeKind(
    REMOVAL,
    _("Your place is being looked at"),
    _("An organiser wants to take your place away, or that was decided."),
    button=_("See my place"),
    decisive=True,
)


def register() -> None:
    register_kind(REMOVAL_KIND)
    register_kind(CANCELLED_KIND)
