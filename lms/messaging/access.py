"""What messages let people read about others, in words; the rules are those of the doors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.access import Access, register_access

register_access(
    Access(
        "timelines",
        _("Which kinds of letters somebody was sent, and when; never what is in them"),
        _("to answer when they ask what they were told"),
        rule="messaging.read_timeline",
    ),
    Access(
        "safeguarding_timelines",
        _("The same for letters about safeguarding"),
        _("to keep people safe"),
        rule="messaging.read_sensitive_timeline",
    ),
    Access(
        "phone_round",
        _("Whom a letter reaches by neither mail nor screen"),
        _("to tell them by telephone"),
        rule="messaging.read_phone_round",
    ),
    Access(
        "unsent",
        _("Letters that did not go out, and to whom"),
        _("to decide whether they are sent again"),
        rule="messaging.read_unsent",
    ),
    Access(
        "suppressions",
        _("Addresses to which no letter is sent any more, and why"),
        _("to correct them"),
        rule="messaging.read_suppressions",
    ),
)
