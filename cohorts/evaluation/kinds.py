"""What trainees are told of the evaluation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.evaluation.services import ASK
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

ASKED = NoticeKind(
    ASK,
    _("What you think of the programme"),
    _("At the end of a programme, and once more before the questions close."),
    gaps=(Gap("until", _("the last day to answer"), "14 August 2027"),),
    button=_("Answer the questions"),
)


def register() -> None:
    register_kind(ASKED)
