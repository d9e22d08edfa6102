"""What people write into tables, understood: days, whether somebody was there, whether something is done."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cohorts.sessions.models import AttendanceState
from lms.names import name_key

_YES = {"yes", "y", "x", "✓", "✔", "☑", "true", "1", "ok", "oes", "ie"}
_NO = {"no", "n", "-", "–", "—", "✗", "✘", "false", "0", "nac oes", "na"}
_PRESENT = _YES | {"present", "p", "attended", "there", "here", "came", "joined"}
_LATE = {"late", "l", "arrived late", "was late"}
_EXCUSED = {"excused", "e", "apologies", "apology", "sent apologies", "authorised", "authorised absence"}
_ABSENT = _NO | {"absent", "a", "missed", "did not attend", "not there", "no show", "no-show", "dna"}
_DONE = _YES | {"completed", "complete", "done", "passed", "finished", "achieved", "100%", "100"}
_NOT_DONE = _NO | {"not completed", "not complete", "incomplete", "not done", "not started", "in progress"}
_NOT_DONE |= {"started", "not yet started", "not attempted", "failed", "not passed"}

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan ionawr",
            "february feb chwefror",
            "march mar mawrth",
            "april apr ebrill",
            "may mai",
            "june jun mehefin",
            "july jul gorffennaf",
            "august aug awst",
            "september sep sept medi",
            "october oct hydref",
            "november nov tachwedd",
            "december dec rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?!\d)")  # day first, as in Britain
_LONG = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,10})\.?,?(?: (\d{4}))?")
_MINUTES = re.compile(r"(\d{1,3})(?: ?(?:m|min|mins|minutes))?")


@dataclass(frozen=True)
class Presence:
    """What a cell says of one evening: a state, or minutes that decide it."""

    state: str = ""
    minutes: int | None = None

    def state_for(self, least_minutes: int) -> str:
        if self.state or self.minutes is None:
            return self.state
        return (AttendanceState.PRESENT if self.minutes >= least_minutes else AttendanceState.ABSENT).value


@dataclass(frozen=True)
class Completion:
    """What a cell says of one course: whether it is done and, if it says so, on which day."""

    is_done: bool
    day: dt.date | None = None


def read_presence(cell: str) -> Presence | None:
    """None for what nobody can make sense of. A bare 1 or 0 is a tick or none, not a minute."""
    said = name_key(cell).rstrip(".")
    for words, state in (
        (_PRESENT, AttendanceState.PRESENT),
        (_LATE, AttendanceState.LATE),
        (_EXCUSED, AttendanceState.EXCUSED),
        (_ABSENT, AttendanceState.ABSENT),
    ):
        if said in words:
            return Presence(state.value)
    found = _MINUTES.fullmatch(said)
    return Presence(minutes=int(found[1])) if found else None


def read_completion(cell: str) -> Completion | None:
    """None for what nobody can make sense of. A day alone says that it was done then."""
    said = name_key(cell).rstrip(".")
    if said in _DONE:
        return Completion(True)
    if said in _NOT_DONE or re.fullmatch(r"\d{1,2} ?%", said):
        return Completion(False)
    if said.startswith(("completed", "complete ")):
        return Completion(True, read_day(cell))
    day = read_day(cell)
    return Completion(True, day) if day else None


def read_day(cell: str, *, year: int | None = None) -> dt.date | None:
    """The day in ``cell``: ISO 8601, 19/06/2026 (day first), 19 June 2026; without a year, of ``year``."""
    said = name_key(cell)
    try:
        if found := _ISO.search(said):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _SHORT.search(said):
            number = int(found[3])
            return dt.date(number + 2000 if number < 100 else number, int(found[2]), int(found[1]))
        for found in _LONG.finditer(said):
            month, named = _MONTHS.get(found[2]), found[3] or year
            if month and named:
                return dt.date(int(named), month, int(found[1]))
    except ValueError:  # 31 June
        return None
    return None
