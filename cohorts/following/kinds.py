"""What trainees and organisers are told of what follows on a pathway. Subjects say nothing of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.following.letters import CONFIRMED, CORRECTED
from cohorts.following.network import IN_DOUBT
from cohorts.following.town import ASKED
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

DAY = Gap("day", _("the day it is about"), "Monday 1 February")
KINDS = (
    NoticeKind(
        "following.not_selected",
        _("A letter after a selection that chose somebody else"),
        _("To whoever was not selected, on the morning after it was written down."),
        button=_("Open my page"),
    ),
    NoticeKind(
        "following.not_elected",
        _("A letter after a poll that elected somebody else"),
        _("To whoever was not elected, on the morning after it was written down."),
        button=_("Open my page"),
    ),
    NoticeKind(
        "following.elected",
        _("Congratulations after a poll"),
        _("To whoever was elected, once an organiser has confirmed it."),
        button=_("Open my page"),
    ),
    NoticeKind(
        CONFIRMED,
        _("A step that your organisers confirmed"),
        _("When an organiser confirms what somebody wrote on their own page."),
        gaps=(DAY,),
        button=_("Open my page"),
    ),
    NoticeKind(
        CORRECTED,
        _("A step that your organisers corrected"),
        _("When an organiser writes or corrects something on somebody’s page."),
        gaps=(DAY,),
        button=_("Open my page"),
    ),
    NoticeKind(
        ASKED,
        _("A question about a by-election"),
        _("To whoever wanted to be asked when a by-election comes up, once for each."),
        button=_("Read and answer"),
    ),
    NoticeKind(
        IN_DOUBT,
        _("A place in the network that needs a decision"),
        _("To organisers, when something that earned somebody a place in the network was corrected."),
        button=_("Look at it"),
    ),
)


def register() -> None:
    for kind in KINDS:
        register_kind(kind)
