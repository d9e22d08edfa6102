"""Attendance as a table for spreadsheet programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.models import Attendance, LiveSession
from lms.calendars import ZONE
from lms.spreadsheets import csv_lines


def attendance_lines(cohort: Cohort) -> tuple[Iterator[str], int]:
    """The lines of a CSV file, a person each, and of how many people. Three queries."""
    sessions = list(LiveSession.objects.planned().filter(cohort=cohort))
    places = list(
        Place.objects.filter(cohort=cohort).select_related("trainee").order_by("trainee__name_key", "pk")
    )
    known: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for row in Attendance.objects.filter(place__cohort=cohort):
        known[row.place_id][row.session_id] = row
    head = [_("Name"), _("Place")]
    for session in sessions:
        day = f"{session.starts_at.astimezone(ZONE):%Y-%m-%d} {session.title}"
        head += [day, _("Minutes"), _("Credit")]
    return csv_lines(head, (_line(place, sessions, known[place.pk]) for place in places)), len(places)


def _line(place: Place, sessions: list[LiveSession], rows: dict[int, Attendance]) -> list[object]:
    line: list[object] = [place.trainee.display_name, place.get_state_display()]
    for session in sessions:
        row = rows.get(session.pk)
        if row is None:
            line += ["", "", ""]
        else:
            credit = row.get_credit_display() if row.has_credit else ""
            line += [row.get_state_display(), row.minutes, credit]
    return line
