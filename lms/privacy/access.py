"""What rights let people read about others, in words; the rules are those of the doors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.access import Access, register_access

register_access(
    Access(
        "requests",
        _("Who asked for a copy of their data or to be erased, and how far that is"),
        _("to see that it is done in time"),
        rule="privacy.read_requests",
    ),
    Access(
        "confidential",
        _("What others wrote about somebody in confidence, when that person asks for a copy"),
        _("to decide whether it belongs in the copy; each decision is recorded"),
        rule="privacy.decide_confidential",
    ),
)
