"""What consent let people read about others, in words; the rules are those of the doors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.access import Access, register_access

register_access(
    Access(
        "subscribers",
        _("Names and addresses of those who asked for updates"),
        _("to correct what they gave, and to withdraw it for them"),
        rule="consent.read_subscribers",
    ),
    Access(
        "ledger",
        _("What people allowed and withdrew, when, and in which words"),
        _("to be able to show that they did"),
        rule="consent.read_ledger",
    ),
)
