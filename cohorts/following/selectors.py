"""The organiser's day: whose date is near, who went quiet, which selections are open, whom one can ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from cohorts.following.models import (
    AfterLetter,
    ByElection,
    ByElectionAsk,
    ByElectionConsent,
    NetworkEarned,
    SelectionOpening,
)
from cohorts.pathway.models import SEEN_WHILE, Pathway, PathwayEntry, Stage
from cohorts.pathway.selectors import SOON, Standing, standing_of
from cohorts.pathway.timetables import Event, timetable
from cohorts.programmes.models import Cohort
from courses.learning.models import LessonProgress
from lms.accounts.models import User
from lms.places.models import Council

STANDING = (Stage.SELECTED, Stage.NOMINATED)


@dataclass
class Near:
    """One date of the next two weeks, and whose it is."""

    on: date
    event: Event
    people: list[Standing] = field(default_factory=list)


def near_dates(standings: Iterable[Standing]) -> list[Near]:
    """The dates that the law sets in the next two weeks, by day, with those for whom they count. No query."""
    today = timezone.localdate()
    found: dict[tuple[date, str], Near] = {}
    tables: dict[tuple[str, date], list[tuple[date, Event]]] = {}
    for one in standings:
        nation, poll = one.pathway.nation, one.pathway.poll_on
        if not one.is_open or nation is None or poll is None or poll < today:
            continue
        if (nation, poll) not in tables:
            table = timetable(nation=nation, poll_on=poll)
            listed = [(line.on, Event(line.event)) for line in table.deadlines]
            tables[nation, poll] = listed or [(poll, Event.POLL)]
        for on, event in tables[nation, poll]:
            if today <= on <= today + SOON:
                found.setdefault((on, event), Near(on, event)).people.append(one)
    order = list(Event)
    return sorted(found.values(), key=lambda near: (near.on, order.index(near.event)))


@dataclass(frozen=True)
class Quiet:
    """Somebody of whom nothing was seen for so many days since they were not chosen."""

    standing: Standing
    days: int


def quiet_after(standings: Iterable[Standing], quiet_days: int) -> list[Quiet]:
    """Those who were not chosen and have done no lesson and written nothing down since; the longest first.

    One query.
    """
    lost = [one for one in standings if one.is_lost and one.latest is not None]
    seen = _last_lessons([one.pathway.place.trainee_id for one in lost])
    today, found = timezone.localdate(), []
    for one in lost:
        moments = [entry.entered_at for entry in (*one.counting, *one.withdrawn)]
        if (lesson := seen.get(one.pathway.place.trainee_id)) is not None:
            moments.append(lesson)
        days = (today - timezone.localdate(max(moments))).days
        if days >= quiet_days:
            found.append(Quiet(one, days))
    return sorted(found, key=lambda quiet: -quiet.days)


def _last_lessons(people: list[int]) -> dict[int, datetime]:
    if not people:
        return {}
    rows = LessonProgress.objects.filter(learner__in=people).order_by().values("learner")
    times = rows.annotate(started=Max("started_at"), done=Max("done_at"), back=Max("resume_at"))
    return {
        row["learner"]: max(at for at in (row["started"], row["done"], row["back"]) if at)
        for row in times
        if row["started"] or row["done"] or row["back"]
    }


def waiting_letters(cohort: Cohort) -> list[AfterLetter]:
    """Letters to people of ``cohort`` that wait for their morning, the next first. One query."""
    waiting = AfterLetter.objects.filter(sent_at=None, stopped_at=None, entry__pathway__place__cohort=cohort)
    waiting = waiting.filter(entry__pathway__place__state__in=SEEN_WHILE, entry__withdrawn_at=None)
    return list(waiting.select_related("entry__pathway__place__trainee").order_by("due_at", "pk"))


def in_doubt(cohort: Cohort) -> list[NetworkEarned]:
    """Whose place in the network rests on something that was corrected. One query."""
    found = NetworkEarned.objects.filter(
        place__cohort=cohort, place__state__in=SEEN_WHILE, in_doubt_since__isnull=False, revoked_at=None
    )
    return list(found.select_related("place__trainee").order_by("in_doubt_since", "pk"))


def openings_of(cohort: Cohort) -> list[SelectionOpening]:
    """Selections told to ``cohort`` that are not closed yet, the next to close first. One query."""
    found = SelectionOpening.objects.filter(
        cohorts=cohort, withdrawn_at=None, closes_on__gte=timezone.localdate()
    )
    return list(found.select_related("council", "ward").order_by("closes_on", "pk"))


def openings_for(pathway: Pathway) -> list[SelectionOpening]:
    """Selections on the council where somebody means to stand, told to their cohort. One query."""
    if pathway.council_id is None:
        return []
    found = SelectionOpening.objects.filter(
        cohorts=pathway.place.cohort_id,
        council=pathway.council_id,
        withdrawn_at=None,
        closes_on__gte=timezone.localdate(),
    )
    return list(found.select_related("council", "ward").order_by("closes_on", "pk"))


def by_elections_of(cohort: Cohort) -> list[ByElection]:
    """By-elections told to ``cohort`` whose poll is to come, the next first. One query."""
    found = ByElection.objects.filter(cohorts=cohort, withdrawn_at=None, poll_on__gte=timezone.localdate())
    return list(found.select_related("council", "ward").order_by("poll_on", "pk"))


@dataclass(frozen=True)
class Candidate:
    """Somebody on the panel who wants to be asked, and what they said if they were."""

    standing: Standing
    ask: ByElectionAsk | None


def candidates_for(by_election: ByElection, cohort: Cohort) -> list[Candidate]:
    """Panel members of ``cohort`` on that council who want to be asked, by name. Three queries.

    A place on a panel outlasts a selection or a poll that was lost. Whoever sits already is not asked.
    """
    agreed = ByElectionConsent.objects.filter(pathway=OuterRef("pk"), withdrawn_at=None)
    panel = PathwayEntry.objects.filter(
        pathway=OuterRef("pk"), stage=Stage.PANEL, withdrawn_at=None, council=by_election.council_id
    )
    found = _standings(cohort, by_election.council).filter(Exists(agreed), Exists(panel))
    asks = {ask.pathway_id: ask for ask in ByElectionAsk.objects.filter(by_election=by_election)}
    standings = [standing_of(pathway) for pathway in found]
    return [Candidate(one, asks.get(one.pathway.pk)) for one in standings if not one.is_won]


def _standings(cohort: Cohort, council: Council) -> QuerySet[Pathway]:
    found = Pathway.objects.filter(place__cohort=cohort, place__state__in=SEEN_WHILE, council=council)
    found = found.select_related("place__trainee", "place__cohort", "council", "ward")
    return found.prefetch_related("entries").order_by("place__trainee__name_key", "pk")


def candidates_on(council: Council, user: User) -> list[Pathway]:
    """Those selected or nominated on ``council`` in the cohorts that ``user`` organises. Two queries.

    Each person once, in the order of the places, however many cohorts they are in.
    """
    run = Cohort.objects.organised_by(user).values("pk")
    found = Pathway.objects.filter(place__cohort__in=run, place__state__in=SEEN_WHILE, council=council)
    found = found.select_related("place__trainee", "place__cohort").prefetch_related("entries")
    once: dict[int, Pathway] = {}
    for pathway in found.order_by("pk"):
        if standing_of(pathway).stage in STANDING:
            once.setdefault(pathway.place.trainee_id, pathway)
    return list(once.values())


def councils_with_candidates(user: User) -> list[Council]:
    """The councils on which somebody of the cohorts of ``user`` was selected, by name. One query."""
    run = Cohort.objects.organised_by(user).values("pk")
    stands = PathwayEntry.objects.filter(
        withdrawn_at=None,
        stage__in=STANDING,
        pathway__council=OuterRef("pk"),
        pathway__place__cohort__in=run,
        pathway__place__state__in=SEEN_WHILE,
    )
    return list(Council.objects.filter(Exists(stands)).order_by("name_key", "pk"))
