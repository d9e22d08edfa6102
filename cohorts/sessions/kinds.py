"""What people are told of sessions. No subject says more than “your session”."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, register_kind

_TITLE = Gap("title", _("the title of the session"), "What a councillor does")
_WHEN = Gap("when", _("when it begins"), "Monday 8 March, 19:00")
_REASON = Gap("reason", _("the reason that was given"), "Our speaker is ill.")
_UNTIL = Gap("until", _("the last day of the recording"), "Monday 12 April")

COMING = NoticeKind(
    "sessions.coming",
    _("A session is coming"),
    _("A week and a day before each session, with the question whether you will be there."),
    (_TITLE, _WHEN),
    button=_("Say whether you are coming"),
)
SOON = NoticeKind(
    "sessions.soon",
    _("A session begins soon"),
    _("An hour before a session, with the way in."),
    (_TITLE, _WHEN),
    button=_("Go to the session"),
)
MISSING = NoticeKind(
    "sessions.missing",
    _("A session has begun without you"),
    _("Whoever leads a session asks after those who are not there."),
    (_TITLE,),
    button=_("Go to the session"),
)
MOVED = NoticeKind(
    "sessions.moved",
    _("A session was moved"),
    _("Another day or another hour, and why."),
    (_TITLE, _WHEN, _REASON),
    button=_("Say whether you are coming"),
    decisive=True,
)
CANCELLED = NoticeKind(
    "sessions.cancelled",
    _("A session was cancelled"),
    _("It does not take place, and why."),
    (_TITLE, _WHEN, _REASON),
    button=_("See my sessions"),
    decisive=True,
)
RECORDING = NoticeKind(
    "sessions.recording",
    _("A recording is there"),
    _("The recording of a session that you were not at, and until when."),
    (_TITLE, _UNTIL),
    button=_("See the recording"),
)
SEVERAL = NoticeKind(
    "sessions.several",
    _("Several sessions were moved or cancelled"),
    _("All that changed in one go, and why."),
    (
        Gap(
            "sessions",
            _("each session on a line, and what becomes of it"),
            "“Monday 3” is now Tuesday 9 March.",
        ),
        _REASON,
    ),
    button=_("See my sessions"),
    decisive=True,
)


def register() -> None:
    for kind in (COMING, SOON, MISSING, MOVED, CANCELLED, SEVERAL, RECORDING):
        register_kind(kind)
