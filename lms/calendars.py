"""Calendar files (RFC 5545): the only importer of icalendar.

A file is the same bytes for the same events, so that a program that asks again can be told “not changed”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Component, Event, vCalAddress, vUri

ZONE = ZoneInfo("Europe/London")
PRODUCT = "-//Hustings//Calendar//EN"
TYPE = "text/calendar; charset=utf-8"
ASK_AGAIN = timedelta(hours=1)  # how often programs should fetch a feed anew (RFC 7986, section 5.7)

# What may not stand in a text: control characters but tab and line feed (RFC 5545, section 3.1).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# British time since 1996: the last Sundays of March and October, 01:00 UTC (Summer Time Act 1972,
# section 1, as amended by the Summer Time Order 2002). Written as rules, not dates, so it holds for
# sessions of any year; local times are those of the clock before it is changed (RFC 5545, 3.6.5).
_BRITISH_TIME = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class CalendarEvent:
    """One appointment. ``uid`` never changes; ``sequence`` is one higher for each change of time or state.

    Two dates instead of two moments are whole days, the second one no more (RFC 5545, 3.6.1), and leave
    their owner free. ``title`` names no party, outcome or other person's words: phones lie on tables.
    ``link`` is an address of this site, never a meeting's.
    """

    uid: str
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    changed_at: datetime
    sequence: int = 0
    text: str = ""
    place: str = ""
    link: str = ""
    is_cancelled: bool = False


def calendar_file(events: Iterable[CalendarEvent], *, name: str = "", method: str = "PUBLISH") -> bytes:
    """``events`` as one calendar called ``name``, on the clock of Europe/London.

    ``method`` is PUBLISH or, for a letter that takes events back, CANCEL (RFC 5546, sections 3.2.1
    and 3.2.5). Raises ``ValueError`` for another one.
    """
    if method not in ("PUBLISH", "CANCEL"):
        raise ValueError(f"{method} is no method of ours")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", _plain(name))
        calendar.add("x-wr-calname", _plain(name))
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_british_time())
    for event in events:
        calendar.add_component(_event(event))
    return calendar.to_ical()


@cache
def _british_time() -> Component:
    return Component.from_ical(_BRITISH_TIME.replace("\n", "\r\n"))


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n"))


def _event(facts: CalendarEvent) -> Event:
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    for name in ("dtstamp", "last-modified"):
        event.add(name, facts.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _local(facts.starts_at))
    event.add("dtend", _local(facts.ends_at))
    event.add("summary", _plain(facts.title))
    event.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    is_free = facts.is_cancelled or not isinstance(facts.starts_at, datetime)
    event.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"mailto:{_bare(settings.DEFAULT_FROM_EMAIL)}"))
    for name, text in (("description", facts.text), ("location", facts.place)):
        if text:
            event.add(name, _plain(text))
    if facts.link:
        event.add("url", vUri(facts.link))
    return event


def _local(moment: datetime | date) -> datetime | date:
    return moment.astimezone(ZONE).replace(microsecond=0) if isinstance(moment, datetime) else moment


def _bare(address: str) -> str:
    """The address alone; a name beside it would say whose calendar this is."""
    return parseaddr(address)[1] or address
