"""Participants’ reports of video calls, as Zoom and Teams give them: bytes in, people and minutes out.

Both have changed their columns several times, write in the language of the spreadsheet program that
last saved the file, and give times without a zone. So columns are known by their names, the order of
day and month and the zone by what fits the session. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import product
from zoneinfo import ZoneInfo

from cohorts.sessions.errors import ReportUnreadableError
from cohorts.sessions.report_times import FORMATS, read_minutes, read_moment
from lms.calendars import ZONE
from lms.names import name_key
from lms.workbooks import OLE, is_workbook, workbook_lines

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 60
LONGEST_NAME = 200
EARLY, LATE = timedelta(minutes=10), timedelta(minutes=30)  # of a call that count besides the session
ZONES = {"Europe/London": ZONE, "UTC": UTC}

Span = tuple[int, int]  # seconds since the epoch

_COLUMNS = {
    "name": ("name (original name)", "name", "full name", "participant", "user name", "display name"),
    "email": ("user email", "email", "e-mail", "email address", "participant id (upn)"),
    "join": ("join time", "joined at", "first join", "first join time"),
    "leave": ("leave time", "left at", "last leave", "last leave time"),
    "minutes": ("duration (minutes)", "total duration (minutes)", "in-meeting duration", "duration"),
    "action": ("user action",),
    "at": ("timestamp",),
    "waiting": ("in waiting room",),
}


@dataclass
class Heard:
    """One person of a report: merged spans in order, whole minutes, and the address it gave, if any."""

    name: str
    email: str
    spans: list[Span] = field(default_factory=list)
    minutes: int = 0  # where the report says no times

    @property
    def whole_minutes(self) -> int:
        return length(self.spans) // 60 if self.spans else self.minutes


@dataclass
class Reading:
    """A report as it was understood; ``unread`` counts lines that nobody could make sense of."""

    layout: str
    zone: str
    people: list[Heard]
    unread: int = 0


@dataclass(frozen=True)
class _Table:
    """The lines under one heading that names people, by column."""

    columns: dict[str, int]
    lines: Sequence[Sequence[str]]

    def cell(self, line: Sequence[str], name: str) -> str:
        place = self.columns.get(name)
        return line[place].strip() if place is not None and place < len(line) else ""

    @property
    def has_times(self) -> bool:
        return "join" in self.columns or {"action", "at"} <= set(self.columns)

    @property
    def is_detailed(self) -> bool:
        """A line for each time that somebody came and went, not the first and the last of all."""
        return "at" in self.columns or "join" in self.columns


def merged(spans: Iterable[Span]) -> list[Span]:
    """``spans`` in order, those that meet or overlap made one: two devices are one person."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def length(spans: Iterable[Span]) -> int:
    """Seconds of spans that do not overlap."""
    return sum(end - start for start, end in spans)


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 (Teams, with or without its mark), Windows-1252, or an XLSX workbook, as lines of text.

    Raises ``ReportUnreadableError``, and ``WorkbookError`` for a workbook that is not read.
    """
    if is_workbook(content) or content.startswith(OLE):
        return _saved_as_workbook(content)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReportUnreadableError


def _saved_as_workbook(content: bytes) -> str:
    """The first sheet as lines with tabs between, so that it is read like the file that it was made from."""
    made = io.StringIO()
    lines = csv.writer(made, delimiter="\t", lineterminator="\n")
    for line in workbook_lines(content, most_lines=MOST_LINES, most_columns=MOST_COLUMNS):
        lines.writerow([" ".join(cell.split()) for cell in line])
    return made.getvalue()


def read_report(content: bytes, *, starts_at: datetime, ends_at: datetime, zone: str = "") -> Reading:
    """What ``content`` says about a call of a session from ``starts_at`` to ``ends_at``.

    ``zone`` is the zone of its times; empty, the one of Europe/London and UTC that fits the session
    better. Time before and after the session counts for 10 and 30 minutes. The same bytes give the
    same reading. Raises ``ReportUnreadableError`` and ``WorkbookError``.
    """
    if len(content) > MOST_BYTES:
        raise ReportUnreadableError
    table = _table(decoded(content))
    if not table.has_times:
        return _without_times(table)
    zones = [zone] if zone else list(ZONES)
    window = (int((starts_at - EARLY).timestamp()), int((ends_at + LATE).timestamp()))
    readings = [
        _with_times(table, form, name, ZONES.get(name) or ZoneInfo(name), window)
        for name, form in product(zones, FORMATS)
    ]
    best = max(readings, key=lambda one: (sum(length(heard.spans) for heard in one.people), -one.unread))
    if not best.people:
        raise ReportUnreadableError
    return best


def _table(text: str) -> _Table:
    """The most detailed of the tables in ``text`` that name people."""
    lines = text.splitlines()[:MOST_LINES]
    found: list[_Table] = []
    for number, line in enumerate(lines):
        for delimiter in "\t", ";", ",":
            columns = _columns(next(csv.reader([line], delimiter=delimiter), []))
            if "name" in columns and ({"join", "minutes", "at"} & set(columns)):
                found.append(_Table(columns, _below(lines[number + 1 :], delimiter)))
                break
    if not found:
        raise ReportUnreadableError
    return max(found, key=lambda table: (table.is_detailed and table.has_times, len(table.lines)))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where which column is; the names that stand first in a list win."""
    plain = [" ".join(cell.strip().lower().split()) for cell in cells]
    found = {}
    for name, titles in _COLUMNS.items():
        for title in titles:
            if title in plain:
                found[name] = plain.index(title)
                break
    return found


def _below(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """The lines of a table: up to the first empty one."""
    kept = []
    for line in lines:
        if not line.strip(f" {delimiter}"):
            break
        kept.append(line)
    return list(csv.reader(io.StringIO("\n".join(kept)), delimiter=delimiter))


def _without_times(table: _Table) -> Reading:
    people: dict[tuple[str, str], Heard] = {}
    unread = 0
    for line in table.lines:
        minutes = read_minutes(table.cell(line, "minutes"))
        heard = _heard(people, table, line)
        if heard is None or minutes is None:
            unread += 1
        else:
            heard.minutes += minutes
    return Reading("minutes", "", [heard for heard in people.values() if heard.minutes], unread)


def _heard(people: dict[tuple[str, str], Heard], table: _Table, line: Sequence[str]) -> Heard | None:
    """Whom ``line`` is about: by address where there is one, else by name. None for a line without a name."""
    name = " ".join(table.cell(line, "name").split())[:LONGEST_NAME]
    email = table.cell(line, "email").lower()
    if not name_key(name):
        return None
    key = (email, "") if "@" in email else ("", name_key(name))
    return people.setdefault(key, Heard(name, email if "@" in email else ""))


def _with_times(table: _Table, form: str, zone: str, info: tzinfo, window: Span) -> Reading:
    people: dict[tuple[str, str], Heard] = {}
    unread = 0
    came: dict[int, int] = {}  # of reports that note each joining and leaving on a line of its own
    for line in table.lines:
        if table.cell(line, "waiting").lower() in ("yes", "true"):
            continue
        heard = _heard(people, table, line)
        span = None if heard is None else _span(table, line, form, info, window, came, heard)
        if heard is None or span is None:
            unread += 1
        else:
            heard.spans.append((max(span[0], window[0]), min(span[1], window[1])))
    for heard in people.values():
        if id(heard) in came:  # did not leave: was there to the end
            heard.spans.append((max(came[id(heard)], window[0]), window[1] - int(LATE.total_seconds())))
        heard.spans = merged(heard.spans)
    layout = "events" if "at" in table.columns else "times"
    return Reading(layout, zone, [heard for heard in people.values() if heard.spans], unread)


def _span(
    table: _Table,
    line: Sequence[str],
    form: str,
    info: tzinfo,
    window: Span,
    came: dict[int, int],
    heard: Heard,
) -> Span | None:
    """The time of one line; (0, 0) for one that only says that somebody came. None for an unreadable one."""
    if "at" in table.columns:
        at = read_moment(table.cell(line, "at"), form, info)
        if at is None:
            return None
        if table.cell(line, "action").lower().startswith("joined"):
            came.setdefault(id(heard), at)
            return (0, 0)
        others = [end for _start, end in heard.spans if end]  # a second device stayed on
        return (came.pop(id(heard), max(others, default=window[0])), at)
    start = read_moment(table.cell(line, "join"), form, info)
    if start is None:
        return None
    left = table.cell(line, "leave")
    end = read_moment(left, form, info) if left else window[1] - int(LATE.total_seconds())
    return None if end is None or end < start else (start, end)
