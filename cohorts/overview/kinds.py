"""What trainees are told from the overview."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.overview.due_work import REMIND
from cohorts.overview.services import MESSAGE
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

MESSAGE_KIND = NoticeKind(
    MESSAGE,
    _("A message from your organisers"),
    _("An organiser wrote to your cohort, to a part of it, or to you."),
    gaps=(
        Gap("title", _("the heading"), "A change of room"),
        Gap("text", _("the message"), "On Monday we meet upstairs."),
    ),
    button=_("Open my cohort"),
)


WORK_DUE = NoticeKind(
    REMIND,
    _("Work that was due"),
    _("Work that your cohort planned was due and has not been sent."),
    gaps=(Gap("work", _("the work"), "Your statement"),),
    button=_("Open the lesson"),
)


def register() -> None:
    register_kind(WORK_DUE)
    register_kind(MESSAGE_KIND)
