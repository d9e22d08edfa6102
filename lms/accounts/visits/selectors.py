"""Where somebody is signed in, for their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.accounts.visits.models import Visit
from lms.accounts.visits.services import NOTED_AGAIN_AFTER


@dataclass(frozen=True)
class SignedIn:
    """One line of the list."""

    visit: Visit
    is_here: bool

    @property
    def last_seen(self) -> str:
        """In words: “today at 14:05”."""
        local, now = timezone.localtime(self.visit.last_seen_at), timezone.localtime()
        time = date_format(local, "H:i")
        if self.is_here or now - local < NOTED_AGAIN_AFTER:
            return _("In use in the last minutes")
        if local.date() == now.date():
            return _("Last used today at %(time)s") % {"time": time}
        if local.date() == now.date() - timedelta(days=1):
            return _("Last used yesterday at %(time)s") % {"time": time}
        return _("Last used on %(date)s") % {"date": date_format(local, "j F Y")}


def signed_in_where(person: User, *, here: str | None) -> list[SignedIn]:
    """All sessions of ``person`` that still open something, this one (by its key) first. One query."""
    visits = Visit.objects.filter(user=person, expire_date__gt=timezone.now()).defer("session_data")
    found = [SignedIn(visit, visit.session_key == here) for visit in visits]
    return sorted(found, key=lambda one: not one.is_here)
