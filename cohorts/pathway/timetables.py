"""Statutory dates of council polls: the only importer of ``uk_election_timetables``.

Computed, never typed in. Bank holidays are those that the package brings; beyond them nothing is said.
Sources, as the package names them: Local Elections (Principal Areas) (England and Wales) Rules 2006
and their amendment of 2014 (SI 2014/494); for polls in Wales since 5 May 2022 the Local Elections
(Principal Areas) (Wales) Rules 2021 (WSI 2021/1459) in their place; Scottish Local Government
Elections Order 2011 (SSI 2011/399); Representation of the People (England and Wales) Regulations 2001
(SI 2001/341, reg. 56); Voter Identification Regulations 2022 (SI 2022/1382). Written down here on
``WRITTEN_ON``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uk_election_timetables.calendars import Country, UnitedKingdomBankHolidays
from uk_election_timetables.election import TimetableEvent
from uk_election_timetables.elections import LocalElection

from lms.places.models import Nation

WRITTEN_ON = date(2026, 11, 23)
THURSDAY, SATURDAY = 3, 5


class Event(models.TextChoices):
    """What has a day in law before a poll, and the poll itself."""

    NOTICE = "notice", _("Notice of the election at the latest")
    NOMINATIONS = "nominations", _("Nominations close")
    CANDIDATES = "candidates", _("List of candidates at the latest")
    REGISTRATION = "registration", _("Last day to register to vote")
    POSTAL = "postal", _("Last day to apply for a postal vote")
    VOTER_ID = "voter_id", _("Last day to apply for a voter authority certificate")
    POLL = "poll", _("Polling day")


_EVENTS = {
    TimetableEvent.NOTICE_OF_ELECTION_DEADLINE: Event.NOTICE,
    TimetableEvent.CLOSE_OF_NOMINATIONS: Event.NOMINATIONS,
    TimetableEvent.SOPN_PUBLISH_DEADLINE: Event.CANDIDATES,
    TimetableEvent.REGISTRATION_DEADLINE: Event.REGISTRATION,
    TimetableEvent.POSTAL_VOTE_APPLICATION_DEADLINE: Event.POSTAL,
    TimetableEvent.VAC_APPLICATION_DEADLINE: Event.VOTER_ID,
}
_COUNTRIES = {
    Nation.ENGLAND: Country.ENGLAND,
    Nation.SCOTLAND: Country.SCOTLAND,
    Nation.WALES: Country.WALES,
}
# Who may say what we do not: the commission, and for Northern Ireland its own office, which runs its polls.
OFFICIAL = {
    Nation.ENGLAND: "https://www.electoralcommission.org.uk/guidance-candidates-and-agents-local-government-elections-england",
    Nation.SCOTLAND: "https://www.electoralcommission.org.uk/guidance-candidates-and-agents-scottish-council-elections",
    Nation.WALES: "https://www.electoralcommission.org.uk/guidance-candidates-and-agents-local-government-elections-wales",
    Nation.NORTHERN_IRELAND: "https://www.eoni.org.uk/",
}


class Unknown(models.TextChoices):
    """Why no dates are shown."""

    NATION = "nation", _("We do not hold the rules of this nation, and never show another nation’s.")
    OVER = "over", _("That poll is over.")
    TOO_FAR = "too_far", _("The bank holidays of that year are not known yet, so no date can be computed.")
    NO_WORKING_DAY = "no_working_day", _("That day is a weekend or a bank holiday; no poll can be on it.")


@dataclass(frozen=True)
class Deadline:
    event: Event
    on: date

    @property
    def is_past(self) -> bool:
        return self.on < timezone.localdate()

    @property
    def days_left(self) -> int:
        return (self.on - timezone.localdate()).days


@dataclass(frozen=True)
class Timetable:
    """The dates before one poll, in order; or none, and why. ``official`` is who has the last word."""

    nation: Nation
    poll_on: date
    deadlines: tuple[Deadline, ...] = ()
    unknown: Unknown | None = None

    @property
    def official(self) -> str:
        return OFFICIAL[self.nation]

    @property
    def is_odd_day(self) -> bool:
        """Not a Thursday, on which nearly all polls are; a by-election may lawfully be on another day."""
        return self.poll_on.weekday() != THURSDAY

    @property
    def following(self) -> Deadline | None:
        return next((one for one in self.deadlines if not one.is_past), None)


def has_day(event: Event, nation: Nation) -> bool:
    """Whether ``event`` happens before council polls of ``nation`` at all: see ``timetable``."""
    return event != Event.VOTER_ID or nation == Nation.ENGLAND


def timetable(*, nation: Nation, poll_on: date) -> Timetable:
    """The statutory dates before a council poll on that day. Asks no query.

    Certificates for voters are needed at council polls in England only: at those of Scotland and
    Wales nobody is asked for identification (Elections Act 2022, schedule 1, has no rules for them).
    """
    country = _COUNTRIES.get(nation)
    if country is None:
        return Timetable(nation, poll_on, unknown=Unknown.NATION)
    if poll_on < timezone.localdate():
        return Timetable(nation, poll_on, unknown=Unknown.OVER)
    holidays = _holidays(nation)
    if poll_on.year > max(day.year for day in holidays):
        return Timetable(nation, poll_on, unknown=Unknown.TOO_FAR)
    if poll_on.weekday() >= SATURDAY or poll_on in holidays:
        return Timetable(nation, poll_on, unknown=Unknown.NO_WORKING_DAY)
    rows = LocalElection(poll_on, country=country).timetable
    found = [Deadline(_EVENTS[TimetableEvent[row["event"]]], row["date"]) for row in rows]
    kept = [one for one in found if has_day(one.event, nation)]
    return Timetable(nation, poll_on, (*kept, Deadline(Event.POLL, poll_on)))


@cache
def _holidays(nation: Nation) -> frozenset[date]:
    """The bank holidays that the package knows of, years ahead."""
    calendar = UnitedKingdomBankHolidays().from_country(_COUNTRIES[nation])
    return frozenset(date(one.year, one.month, one.day) for one in calendar.exempted_dates())
