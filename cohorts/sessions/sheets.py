"""Attendance as a table for spreadsheet programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.models import Attendance, LiveSession
from lms.calendars import ZONE
from lms.spreadsheets import csv_lines
from lms.workbooks import Sheet, workbook


@dataclass(frozen=True)
class AttendanceTable:
    """A person on each line, made as it is read; of how many people."""

    head: list[str]
    lines: Iterator[list[object]]
    people: int

    @property
    def as_csv(self) -> Iterator[str]:
        return csv_lines(self.head, self.lines)

    def as_xlsx(self, title: str) -> IO[bytes]:
        return workbook([Sheet(title, self.head, self.lines, pane="C2")])


def attendance_table(cohort: Cohort) -> AttendanceTable:
    """Everybody who has or had a place, and what is known of each session. Three queries."""
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
    lines = (_line(place, sessions, known[place.pk]) for place in places)
    return AttendanceTable(head, lines, len(places))


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
