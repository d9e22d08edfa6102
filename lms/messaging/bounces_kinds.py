"""What people are told when letters to them come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.messaging.kinds import NoticeKind, register_kind

EMAIL_PAGE = "account_email"
# Decisive, so that whoever does not see it on the site either is rung up.
NOT_REACHED = NoticeKind(
    "account.not_reached",
    _("Letters to you come back"),
    _("Your e-mail address takes no letters, so codes and decisions do not reach you there."),
    button=_("Change my address"),
    decisive=True,
)


def register() -> None:
    register_kind(NOT_REACHED)
