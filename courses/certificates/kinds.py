"""What holders are told of their certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.kinds import NoticeKind, register_kind

READY = NoticeKind(
    "certificates.ready",
    _("A certificate is ready"),
    _("You finished a course, and its certificate is made."),
    button=_("See my certificates"),
)
CHANGED = NoticeKind(
    "certificates.changed",
    _("A certificate of yours was changed"),
    _("Somebody corrected, withdrew or issued anew a certificate that you hold."),
    button=_("See my certificates"),
    decisive=True,
)


def register() -> None:
    register_kind(READY)
    register_kind(CHANGED)
