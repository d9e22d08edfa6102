"""What learners and reviewers are told of work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.assessment.work.passing import LATE, PASSED_ON, WAITS
from courses.assessment.work.services import ANSWERED, PROMISED, RECEIVED
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

KINDS = (
    NoticeKind(
        RECEIVED,
        _("Work to review"),
        _("Somebody sent you a piece of work to read and answer."),
        gaps=(Gap("who", _("the learner’s name"), "Nadia Ahmed"),),
        button=_("Open it"),
    ),
    NoticeKind(
        PROMISED,
        _("Your work was received"),
        _("A reviewer has what you sent, and says by when you hear."),
        gaps=(Gap("day", _("the promised day"), "14 August 2027"),),
        button=_("Go to my portfolio"),
    ),
    NoticeKind(
        ANSWERED,
        _("An answer to your work"),
        _("A reviewer read what you sent and answered."),
        button=_("Read it"),
        decisive=True,
    ),
    NoticeKind(
        PASSED_ON,
        _("Work went to another reviewer"),
        _("Somebody took it over, or nobody answered it in time."),
        button=_("See what waits for me"),
    ),
    NoticeKind(
        WAITS,
        _("Work still waits for you"),
        _("A piece of work is late, and nobody else can answer it."),
        button=_("Open it"),
    ),
    NoticeKind(
        LATE,
        _("An answer is late"),
        _("What you sent was not answered in time. It is looked after."),
        button=_("Go to my portfolio"),
    ),
)


def register() -> None:
    for kind in KINDS:
        register_kind(kind)
