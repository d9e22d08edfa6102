"""How far somebody has come, what is next, and who of a cohort needs an organiser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.pathway.models import ENDS_BADLY, ENDS_WELL, LINE, SEEN_WHILE, Pathway, PathwayEntry, Stage
from cohorts.programmes.models import Cohort, CohortState, Place
from lms.accounts.models import User
from lms.pages.selectors import Stop
from lms.pages.templatetags.components import on_date
from lms.places.models import Council
from lms.places.selectors import successors_of

SOON = timedelta(days=14)  # a poll so near stands among what organisers look at first
_ENTRIES = Prefetch("entries", queryset=PathwayEntry.objects.select_related("council", "ward"))


@dataclass(frozen=True)
class Standing:
    """One pathway as it stands now: what counts, what is past, the line, and where it ended."""

    pathway: Pathway
    counting: tuple[PathwayEntry, ...] = ()  # what was neither corrected nor taken back, as it happened
    withdrawn: tuple[PathwayEntry, ...] = ()

    @property
    def latest(self) -> PathwayEntry | None:
        return self.counting[-1] if self.counting else None

    @property
    def stage(self) -> Stage | None:
        return Stage(self.latest.stage) if self.latest else None

    @property
    def is_lost(self) -> bool:
        return self.stage in ENDS_BADLY

    @property
    def is_won(self) -> bool:
        return self.stage in ENDS_WELL

    @property
    def is_open(self) -> bool:
        return not self.is_lost and not self.is_won

    @property
    def is_past(self) -> bool:
        """The day of the poll is over, and nobody has said how it went."""
        poll = self.pathway.poll_on
        return self.is_open and poll is not None and poll < timezone.localdate()

    @property
    def unconfirmed(self) -> list[PathwayEntry]:
        return [entry for entry in self.counting if entry.confirmed_at is None]

    @property
    def reached(self) -> dict[Stage, PathwayEntry]:
        """The stages of this attempt: since the last setback; a place on a panel outlasts it."""
        found: dict[Stage, PathwayEntry] = {}
        for entry in self.counting:
            if entry.stage in ENDS_BADLY:
                found = {stage: one for stage, one in found.items() if stage == Stage.PANEL}
            else:
                found[Stage(entry.stage)] = entry
        return found

    @property
    def following(self) -> Stage | None:
        """The stage to go for: after the furthest one reached."""
        reached = self.reached
        furthest = max((LINE.index(stage) for stage in reached), default=-1)
        return LINE[furthest + 1] if self.is_open and furthest + 1 < len(LINE) else None

    def stops(self) -> list[Stop]:
        """The line from the panel to the council chamber."""
        reached, following = self.reached, self.following
        return [
            Stop(
                label=str(stage.label),
                state="done" if stage in reached else "next" if stage == following else "later",
                note=_note(reached.get(stage)),
            )
            for stage in LINE
        ]


def _note(entry: PathwayEntry | None) -> str:
    if entry is None:
        return ""
    day = on_date(entry.on)
    return str(day) if entry.confirmed_at else _("%(day)s, not confirmed yet") % {"day": day}


def standing_of(pathway: Pathway) -> Standing:
    """``pathway`` with its entries in the order of their days. Uses what was read before, else one query."""
    rows = list(pathway.entries.all())
    counting = sorted((row for row in rows if row.withdrawn_at is None), key=lambda row: row.rank)
    gone = sorted((row for row in rows if row.withdrawn_at), key=lambda row: (row.withdrawn_at, row.pk))
    return Standing(pathway, tuple(counting), tuple(gone))


def own_places(person: User) -> list[Place]:
    """The places whose pathway is theirs to write, the newest first, with what is known. Two queries."""
    places = Place.objects.open().filter(trainee=person).exclude(cohort__state=CohortState.PREPARING)
    found = places.select_related("cohort", "pathway__council", "pathway__ward", "trainee")
    return list(found.order_by("-cohort__starts_on", "pk"))


def own_place(person: User, uid: UUID) -> Place | None:
    return next((place for place in own_places(person) if place.uid == uid), None)


def pathway_of(place: Place) -> Pathway | None:
    """The pathway of ``place`` with everything on it; None before anything was written. Two queries."""
    found = Pathway.objects.select_related("place__cohort", "place__trainee", "council", "ward")
    return found.prefetch_related(_ENTRIES).filter(place=place).first()


def is_gone(council: Council | None, poll_on: date | None) -> bool:
    """Whether the council is no more on the day of the poll."""
    return not (council is None or poll_on is None or council.ends_on is None or council.ends_on > poll_on)


def successors(council: Council | None, poll_on: date | None) -> list[Council]:
    """Who takes over from a council that is no more on the day of the poll; empty where nobody is known."""
    return successors_of(council) if council is not None and is_gone(council, poll_on) else []


# ---------------------------------------------------------------- for organisers


def standings_of(cohort: Cohort) -> list[Standing]:
    """Everybody of ``cohort`` who wrote something down, by name. Two queries, however many.

    People who left or were taken off are not among them.
    """
    found = Pathway.objects.filter(place__cohort=cohort, place__state__in=SEEN_WHILE)
    found = found.select_related("place__trainee", "place__cohort", "council", "ward")
    rows = found.prefetch_related(_ENTRIES).order_by("place__trainee__name_key", "pk")
    return [standing_of(pathway) for pathway in rows]


def to_confirm(cohort: Cohort) -> int:
    """How many entries wait for somebody to confirm them. One query."""
    waiting = PathwayEntry.objects.filter(withdrawn_at=None, confirmed_at=None)
    return waiting.filter(Q(pathway__place__cohort=cohort, pathway__place__state__in=SEEN_WHILE)).count()


class Need(NamedTuple):
    """Somebody whom an organiser looks at, and why, the most pressing first."""

    standing: Standing
    reasons: list[str]


def by_need(standings: Iterable[Standing]) -> list[Need]:
    """Those who were not selected or elected first, then near polls, then what waits to be confirmed."""
    ranked = []
    for number, standing in enumerate(standings):
        reasons, rank = _reasons(standing)
        ranked.append((rank, number, Need(standing, reasons)))
    return [need for _rank, _number, need in sorted(ranked, key=lambda one: one[:2])]


def _reasons(standing: Standing) -> tuple[list[str], int]:
    said: list[tuple[int, str]] = []
    if standing.is_lost and standing.latest is not None:
        words = {"what": standing.latest.get_stage_display(), "day": on_date(standing.latest.on)}
        said.append((0, _("%(what)s on %(day)s: speak to them") % words))
    poll, today = standing.pathway.poll_on, timezone.localdate()
    if standing.is_past:
        said.append((1, _("The poll is over; nobody wrote down how it went")))
    elif standing.is_open and poll is not None and poll - today <= SOON:
        said.append((1, _("The poll is on %(day)s") % {"day": on_date(poll)}))
    if standing.unconfirmed:
        said.append((2, _("Something waits to be confirmed")))
    return [words for _rank, words in said], min((rank for rank, _words in said), default=3)


@dataclass(frozen=True)
class Funnel:
    """How many reached each stage in all, and by council; somebody selected has been on the panel."""

    total: dict[Stage, int] = field(default_factory=dict)
    councils: list[tuple[Council, list[int]]] = field(default_factory=list)


def funnel_of(standings: Iterable[Standing]) -> Funnel:
    """Counts people, not entries: each once for every stage up to the furthest they ever reached."""
    total: Counter[Stage] = Counter()
    by_council: dict[int, tuple[Council, Counter[Stage]]] = {}
    for standing in standings:
        furthest: dict[int, int] = {}
        for entry in standing.counting:
            step = _step(Stage(entry.stage))
            if step > furthest.get(entry.council_id, -1):
                furthest[entry.council_id] = step
                by_council.setdefault(entry.council_id, (entry.council, Counter()))
        for council_id, step in furthest.items():
            by_council[council_id][1].update(LINE[: step + 1])
        total.update(LINE[: max(furthest.values(), default=-1) + 1])
    councils = sorted(by_council.values(), key=lambda pair: pair[0].name_key)
    return Funnel(
        {stage: total[stage] for stage in LINE},
        [(council, [counts[stage] for stage in LINE]) for council, counts in councils],
    )


def _step(stage: Stage) -> int:
    """How far along the line an entry shows somebody to be; losing a poll takes a nomination."""
    if stage in LINE:
        return LINE.index(stage)
    return LINE.index(Stage.NOMINATED) if stage == Stage.NOT_ELECTED else LINE.index(Stage.PANEL)
