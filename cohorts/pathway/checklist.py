"""The list before the poll as its owner reads it: the law's days and one's own, and how much is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.pathway.advice import Advice, advice_of
from cohorts.pathway.countdown_models import CountdownItem
from cohorts.pathway.models import SEEN_WHILE, Pathway
from cohorts.pathway.timetables import Event, timetable
from cohorts.sessions.calendar import PAST, Feed
from lms.accounts.models import User
from lms.calendars import CalendarEvent, calendar_file

DAY = timedelta(days=1)
SHOWN = 3  # open lines that stand on the page at once; the others are a touch away


@dataclass(frozen=True)
class Line:
    """One line: ``key`` names it in forms; ``advice`` is there for days of the law."""

    key: str
    label: Any
    on: date | None
    is_ticked: bool = False
    advice: Advice | None = None
    number: int = 0  # of a day of the law, by which calendars call it

    @property
    def is_own(self) -> bool:
        return self.advice is None

    @property
    def is_past(self) -> bool:
        return self.on is not None and self.on < timezone.localdate()

    @property
    def days_left(self) -> int | None:
        return None if self.on is None else (self.on - timezone.localdate()).days


def lines_of(pathway: Pathway, items: Iterable[CountdownItem] = ()) -> dict[str, Any]:
    """The countdown for a page: the timetable, its lines by day, and how much is done. At most one query.

    ``items`` are the rows of whoever may see ticks and lines of one's own.
    """
    rows = list(items)
    own = [row for row in rows if not row.event and not row.is_gone]
    lines = [Line(str(row.uid), row.words, row.on, row.is_ticked) for row in own]
    found: dict[str, Any] = {}
    if pathway.nation is not None and pathway.poll_on is not None:
        table = timetable(nation=pathway.nation, poll_on=pathway.poll_on)
        ticked = {row.event for row in rows if row.event and row.is_ticked}
        advice = advice_of(table.nation) if table.deadlines else {}
        for one in table.deadlines:
            event = one.event
            is_ticked = event.value in ticked
            lines.append(Line(event.value, event.label, one.on, is_ticked, advice[event], number_of(event)))
        found["timetable"] = table
    lines.sort(key=lambda line: (line.on or date.max, line.is_own, line.key))
    return {**found, "lines": lines, "groups": groups_of(lines), "progress": progress_words(lines)}


def groups_of(lines: list[Line]) -> dict[str, list[Line]]:
    """The next ``SHOWN`` that are open, those after them, and those done or over. Each line is in one.

    A single line is not put away: opening the group would take more than reading it.
    """
    closed = [line for line in lines if line.is_ticked or line.is_past]
    open_ones = [line for line in lines if line not in closed]
    shown = len(open_ones) if len(open_ones) <= SHOWN + 1 else SHOWN
    return {"next": open_ones[:shown], "later": open_ones[shown:], "closed": closed}


def number_of(event: Event) -> int:
    """By which calendars call it, the same in every nation."""
    return list(Event).index(event) + 1


def progress_words(lines: list[Line]) -> str:
    """“3 of 8 done”; empty for an empty list."""
    done = sum(1 for line in lines if line.is_ticked)
    words = ngettext("%(done)s of %(all)s line done", "%(done)s of %(all)s lines done", len(lines))
    return words % {"done": done, "all": len(lines)} if lines else ""


# ---------------------------------------------------------------- in a calendar


def _event(item: CountdownItem) -> CalendarEvent:
    """A whole day with a title that says nothing; what it is stands on the site.

    Of whoever gave the place up it is taken back.
    """
    place = item.pathway.place
    is_open = place.state in SEEN_WHILE
    link = settings.SITE_URL + reverse("my_cohorts:pathway_of", args=[place.uid])
    on = item.on or timezone.localdate()
    title = _("To do")
    if item.event:
        title = _("Deadline %(number)s") % {"number": number_of(Event(item.event))}
    return CalendarEvent(
        uid=f"{item.uid}@{urlsplit(settings.SITE_URL).hostname}",
        title=title,
        starts_at=on,
        ends_at=on + DAY,
        changed_at=item.changed_at,
        sequence=item.sequence + (0 if is_open else 1),
        text=_("What it is, and what to do: %(link)s") % {"link": link},
        link=link,
        is_cancelled=item.is_gone or not is_open,
    )


def events_of(person: User, *, place_uid: Any = None) -> list[CalendarEvent]:
    """The dates of ``person`` since three months ago, those that were taken away as cancelled. One query."""
    since = timezone.localdate() - PAST
    items = CountdownItem.objects.filter(pathway__place__trainee=person, on__gte=since)
    if place_uid is not None:
        items = items.filter(pathway__place__uid=place_uid)
    return [_event(item) for item in items.select_related("pathway__place").order_by("on", "pk")]


def file_of(person: User, place_uid: Any) -> bytes:
    """The dates of one pathway as a file, for a calendar that does not subscribe."""
    return calendar_file(events_of(person, place_uid=place_uid))


COUNTDOWN = Feed("countdown", "countdown-feed", gettext_lazy("My dates"), "my_cohorts:dates_file", events_of)
