"""The demo's ways to a seat: somebody at every stage, an ordinary poll in May and two by-elections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cohorts.pathway.models import Pathway, PathwayEntry
from cohorts.pathway.services import choose_poll, confirm_entry, write_entry
from cohorts.pathway.timetables import timetable
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User
from lms.places.models import Nation
from lms.places.selectors import find_councils, wards_of

WEEK = dt.timedelta(weeks=1)
THURSDAY = 3


@dataclass(frozen=True)
class Step:
    """A stage, so many days ago, and whether an organiser has confirmed it."""

    stage: str
    ago: int
    is_confirmed: bool = True
    note: str = ""


@dataclass(frozen=True)
class Way:
    """Where somebody stands (``poll``: may, past or soon) and what happened."""

    email: str
    council: str
    poll: str
    steps: tuple[Step, ...]
    ward: str = ""


WAYS = (
    Way(
        "ruth.adeyemi@example.org",
        "Leeds",
        "past",
        (
            Step("panel", 190),
            Step("shortlisted", 100),
            Step("selected", 93, note="A tie, then one vote. Everybody shook hands."),
            Step("nominated", 75),
            Step("elected", 0),
        ),
    ),
    Way(
        "sian.bevan@example.org",
        "Leeds",
        "soon",
        (Step("panel", 120), Step("selected", 40), Step("nominated", 9, is_confirmed=False)),
    ),
    Way(
        "tomasz.nowak@example.org",
        "Manchester",
        "may",
        (Step("panel", 60), Step("shortlisted", 20), Step("selected", 6, False, "They asked about buses.")),
        ward="Ancoats & Beswick",
    ),
    Way(
        "efua.mensah@example.org",
        "Manchester",
        "may",
        (Step("panel", 60), Step("shortlisted", 12, is_confirmed=False)),
        ward="Ardwick",
    ),
    Way(
        "aisha.rahman@example.org",
        "Birmingham",
        "may",
        (Step("panel", 70), Step("shortlisted", 25), Step("not_selected", 10)),
    ),
    Way("colin.mcbride@example.org", "Liverpool", "may", (Step("panel", 30),)),
    Way(
        "hafsa.malik@example.org",
        "Leeds",
        "past",
        (Step("panel", 170), Step("selected", 88), Step("nominated", 74), Step("elected", 0)),
    ),
    Way("gareth.lund@example.org", "Leeds", "may", (Step("panel", 40), Step("selected", 11))),
    Way("yvonne.carter@example.org", "Leeds", "may", (Step("panel", 40), Step("selected", 16))),
    Way("marek.dudek@example.org", "Bristol", "may", (Step("panel", 28),)),
    Way(
        "dev.patel@example.org",
        "Leeds",
        "past",
        (Step("panel", 180), Step("selected", 90), Step("nominated", 75), Step("not_elected", 0)),
    ),
)
NADIAS = Way(
    "trainee@example.org",
    "Manchester",
    "may",
    (Step("panel", 15, is_confirmed=False, note="Three people, eight questions. I talked too fast."),),
    ward="Ardwick",
)


def keep_ways(*, finished: Cohort, running: Cohort, organiser: User) -> None:
    """Trainees of both cohorts are on their way. Repeatable: who has written anything keeps what is there."""
    for way in WAYS:
        _keep(way, finished, organiser)
    _keep(NADIAS, running, organiser)


def _keep(way: Way, cohort: Cohort, organiser: User) -> None:
    place = Place.objects.filter(cohort=cohort, trainee__email=way.email).select_related("trainee").first()
    council = next(iter(find_councils(way.council)), None)
    if place is None or council is None or Pathway.objects.filter(place=place).exists():
        return
    poll_on = POLLS[way.poll](timezone.localdate())
    ward = next((one for one in wards_of(council) if one.name == way.ward), None)
    pathway = choose_poll(
        place=place, council=council, ward=ward, poll_on=poll_on, is_by_election=way.poll != "may"
    )
    for step in way.steps:
        on = timezone.localdate() - dt.timedelta(days=step.ago) if step.ago else poll_on
        entry = write_entry(pathway=pathway, stage=step.stage, on=on, note=step.note, actor=place.trainee)
        if step.is_confirmed:
            confirm_entry(entry=PathwayEntry.objects.get(pk=entry.pk), actor=organiser)


def ordinary_poll(today: dt.date) -> dt.date:
    """The next first Thursday of May (Representation of the People Act 1983, section 37): 6 May 2027."""
    for year in (today.year, today.year + 1):
        first = dt.date(year, 5, 1)
        day = first + dt.timedelta(days=(THURSDAY - first.weekday()) % 7)
        if day > today:
            break
    return day


def past_poll(today: dt.date) -> dt.date:
    """A Thursday about seven weeks ago."""
    return _thursday(today - 7 * WEEK)


def coming_poll(today: dt.date) -> dt.date:
    """The first Thursday in three weeks or later on which there can be a poll."""
    day = _thursday(today + 3 * WEEK)
    while timetable(nation=Nation.ENGLAND, poll_on=day).unknown:
        day += WEEK
    return day


def _thursday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(THURSDAY - day.weekday()) % 7)


POLLS = {"may": ordinary_poll, "past": past_poll, "soon": coming_poll}
