"""Devices on which the demo people are signed in, so that their list of sessions is not empty.

The rows look like sessions and open nothing: they hold no sign-in.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import get_random_string

from lms.accounts.models import User, Visit

# Browser, system, days since sign-in, hours since last use.
_DEVICES = (
    ("Firefox", "Android", 12, 3),
    ("Edge", "Windows", 26, 29),
    ("Safari", "iPad", 40, 150),
)
_NOTHING = ""  # no session that somebody opened is without content


def keep_visits(*, user: User, place: int) -> None:
    """``user`` has two of these devices on their list, or one, by their ``place`` among the demo people."""
    now = timezone.now()
    first = place % len(_DEVICES)
    for browser, system, days, hours in _DEVICES[first : first + 2]:
        times = {
            "created_at": now - timedelta(days=days),
            "last_seen_at": now - timedelta(hours=hours),
            "expire_date": now + timedelta(days=14),
        }
        known = Visit.objects.filter(user=user, browser=browser, system=system)
        if not known.filter(session_data=_NOTHING).update(**times):
            Visit.objects.create(
                session_key=get_random_string(32),
                session_data=_NOTHING,
                user=user,
                browser=browser,
                system=system,
                **times,
            )
