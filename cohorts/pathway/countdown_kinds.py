"""What people are told of their dates. Neither subject nor text says what the dates are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

_WHEN = Gap("when", _("the day"), "Thursday 8 April")

COMING = NoticeKind(
    "pathway.coming",
    _("A date of yours is coming"),
    _("A week and a day before each date on your list that is not ticked."),
    (_WHEN,),
    button=_("See what it is"),
)
MOVED = NoticeKind(
    "pathway.moved",
    _("Your dates have changed"),
    _("An organiser moved a day in your plan; all other dates follow it."),
    button=_("See my dates"),
)
THEIRS = NoticeKind(
    "pathway.moved_theirs",
    _("Somebody’s dates have changed"),
    _("A trainee of your cohort moved a day in their plan."),
    button=_("See their dates"),
)


def register() -> None:
    for kind in (COMING, MOVED, THEIRS):
        register_kind(kind)
