"""What the completion rule of a cohort asks about sessions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.programmes.completion import Requirement
from cohorts.programmes.models import Place
from cohorts.sessions.models import Attendance, SessionState


def credited_sessions(place: Place) -> int:
    """Sessions that count for the trainee, however the credit came. One query."""
    rows = Attendance.objects.credited().filter(place=place, session__counts=True)
    return rows.exclude(session__state=SessionState.CANCELLED).count()


def sessions_requirement(place: Place) -> Requirement | None:
    """As many sessions attended or made up as the cohort asks for; None where it asks for none."""
    needed = place.cohort.sessions_needed
    if not needed:
        return None
    done = min(credited_sessions(place), needed)
    words = ngettext(
        "Attend or make up %(needed)s session.", "Attend or make up %(needed)s sessions.", needed
    ) % {"needed": needed}
    return Requirement(label=_("Sessions"), done=done, needed=needed, words=words)
