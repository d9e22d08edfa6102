"""What came of cohorts, in numbers without names: for the board, and for whoever pays.

Only what organisers confirmed counts as selected or elected. Numbers of a cohort are whole, and stay
what they were when rows go; whatever is divided further, by council or by diversity answers, holds
small numbers back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.diversity import LEAST, Totals, diversity_totals, held_back
from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.models import Decision, DecisionState
from cohorts.admissions.decisions.models import Outcome as Decided
from cohorts.evaluation.models import Evaluation, QuestionKind
from cohorts.evaluation.selectors import Result, results_of
from cohorts.outcomes.models import GoneNumbers
from cohorts.pathway.models import SEEN_WHILE, Pathway, PathwayEntry, Stage
from cohorts.programmes.models import Cohort, Place, PlaceState
from cohorts.sessions.models import Attendance, LiveSession


class Step(NamedTuple):
    """One number: its short name, and what exactly is counted."""

    code: str
    title: Any
    means: Any


STEPS = (
    Step(
        "applied",
        _("Applied"),
        _("Applications that were sent, those withdrawn later included. Two for one cohort count once."),
    ),
    Step(
        "offered",
        _("Were offered a place"),
        _("People whose published decision is an offer, at once or from the waiting list."),
    ),
    Step(
        "took",
        _("Took part"),
        _("People who held a place, those who left included. Whoever moved to a later cohort counts there."),
    ),
    Step("completed", _("Completed"), _("People who met the cohort’s completion rule.")),
    Step(
        "selected",
        _("Were selected"),
        _("People who did not leave, with a selection, a nomination or a poll that an organiser confirmed."),
    ),
    Step("elected", _("Were elected"), _("People who did not leave, whose election an organiser confirmed.")),
)
# Each number as a part of another one, where both are known.
RATES = (
    ("offered", "applied", _("Offered a place, of those who applied")),
    ("completed", "took", _("Completed, of those who took part")),
    ("selected", "took", _("Selected, of those who took part")),
    ("elected", "selected", _("Elected, of those who were selected")),
)
CODES = tuple(step.code for step in STEPS)
_SELECTED = {Stage.SELECTED, Stage.NOMINATED, Stage.ELECTED, Stage.NOT_ELECTED}
BY_COUNCIL = (_("On the way"), _("Were selected"), _("Were elected"))


@dataclass(frozen=True)
class Rate:
    title: Any
    part: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.part / self.whole)


@dataclass(frozen=True)
class OfCohort:
    """One cohort: its numbers in the order of ``STEPS``, how many attended, and what was said."""

    cohort: Cohort
    numbers: tuple[int, ...]
    attended: int
    attendable: int
    scales: tuple[Result, ...]
    diversity: tuple[Totals, ...]

    @property
    def attendance(self) -> Rate | None:
        return Rate("", self.attended, self.attendable) if self.attendable else None


@dataclass(frozen=True)
class Town:
    """One council, or all that are too small to name; a number is None where it is held back."""

    title: Any
    numbers: tuple[int | None, ...]


@dataclass(frozen=True)
class Outcomes:
    """``totals`` count whoever was in two of the cohorts once."""

    cohorts: tuple[OfCohort, ...]
    totals: tuple[int, ...]
    towns: tuple[Town, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return STEPS

    @property
    def rates(self) -> list[Rate]:
        """Of all cohorts together; a rate of nobody is left out."""
        known = dict(zip(CODES, self.totals, strict=True))
        return [Rate(title, known[part], known[whole]) for part, whole, title in RATES if known[whole]]


def outcomes_of(cohorts: Iterable[Cohort]) -> Outcomes:
    """The report of ``cohorts``, in their order. Eight queries, and three or four for each cohort.

    Several cohorts take four more: people of two of them are counted once.
    """
    listed = list(cohorts)
    ids = [cohort.pk for cohort in listed]
    counted, entries, gone = _counted_in(ids), _entries(ids), _gone(ids)
    of_each = _by_cohort(entries)
    numbers = {pk: _together(counted[pk], _selected_and_elected(of_each[pk]), gone[pk]) for pk in ids}
    sessions = _sessions(ids)
    made = tuple(
        OfCohort(
            cohort,
            numbers[cohort.pk],
            *sessions[cohort.pk],
            _scales(cohort),
            tuple(diversity_totals(cohort)),
        )
        for cohort in listed
    )
    if len(listed) == 1:
        totals = made[0].numbers
    else:
        everyone = _selected_and_elected(_people(entries))
        totals = _together(_counted_once(ids), everyone, *gone.values())
    return Outcomes(made, totals, towns_of(entries))


def _together(*parts: Mapping[str, int]) -> tuple[int, ...]:
    """The sum of the parts, in the order of ``STEPS``."""
    return tuple(sum(part.get(code, 0) for part in parts) for code in CODES)


def counts_as_applied() -> QuerySet[Application]:
    """Sent, also where withdrawn later; not those that became part of another."""
    gone = (ApplicationState.DRAFT, ApplicationState.MERGED, ApplicationState.TRANSFERRED)
    return Application.objects.exclude(state__in=gone).exclude(submitted_at=None).order_by()


def counts_as_offered() -> QuerySet[Decision]:
    return Decision.objects.filter(state=DecisionState.PUBLISHED, outcome=Decided.OFFER).order_by()


def _took_part() -> QuerySet[Place]:
    return Place.objects.exclude(state=PlaceState.DEFERRED).order_by()


def _rows(ids: Collection[int]) -> tuple[tuple[str, QuerySet[Any], str, str], ...]:
    """Of each number that rows of their own stand for: the rows, their cohort, and whose they are."""
    places = _took_part().filter(cohort__in=ids)
    return (
        ("applied", counts_as_applied().filter(cohort__in=ids), "cohort", "email"),
        (
            "offered",
            counts_as_offered().filter(application__cohort__in=ids),
            "application__cohort",
            "application__email",
        ),
        ("took", places, "cohort", "trainee"),
        ("completed", places.exclude(completed_at=None), "cohort", "trainee"),
    )


def _counted_in(ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Each cohort by itself. Four queries."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for code, rows, cohort, _whose in _rows(ids):
        for cohort_id, number in rows.values_list(cohort).annotate(n=Count("pk")):
            found[cohort_id][code] = number
    return found


def _counted_once(ids: Collection[int]) -> dict[str, int]:
    """All of the cohorts together, everybody once. Four queries."""
    return {code: rows.values(whose).distinct().count() for code, rows, _cohort, whose in _rows(ids)}


def _gone(ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for row in GoneNumbers.objects.filter(cohort__in=ids):
        found[row.cohort_id] = {
            "applied": row.applied,
            "offered": row.offered,
            "selected": row.selected,
            "elected": row.elected,
        }
    return found


def reached(pathway: Pathway) -> tuple[int, list[str]]:
    """The cohort of ``pathway``, and which numbers its holder is counted in."""
    stages = {entry.stage for entry in _confirmed().filter(pathway=pathway).only("stage")}
    found = _selected_and_elected({0: stages})
    return pathway.place.cohort_id, [code for code, number in found.items() if number]


def _selected_and_elected(people: Mapping[int, set[str]]) -> dict[str, int]:
    return {
        "selected": sum(bool(stages & _SELECTED) for stages in people.values()),
        "elected": sum(Stage.ELECTED in stages for stages in people.values()),
    }


class Entry(NamedTuple):
    """What one person reached on one council, confirmed."""

    cohort: int
    person: int
    council: int
    name: str
    stage: str


def _confirmed() -> QuerySet[PathwayEntry]:
    """What counts: confirmed, not taken back, of people who did not leave."""
    return PathwayEntry.objects.filter(
        pathway__place__state__in=SEEN_WHILE, withdrawn_at=None, confirmed_at__isnull=False
    )


def _entries(ids: Collection[int]) -> list[Entry]:
    rows = _confirmed().filter(pathway__place__cohort__in=ids).order_by("pk")
    return [
        Entry(*row)
        for row in rows.values_list(
            "pathway__place__cohort", "pathway__place__trainee", "council", "council__name", "stage"
        )
    ]


def _by_cohort(entries: Iterable[Entry]) -> dict[int, dict[int, set[str]]]:
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        found[entry.cohort][entry.person].add(entry.stage)
    return found


def _people(entries: Iterable[Entry]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        found[entry.person].add(entry.stage)
    return found


def towns_of(entries: Iterable[Entry]) -> tuple[Town, ...]:
    """By council: people on the way, selected, elected. A council of fewer than five is among the others.

    Held back is whatever would let a number under five be worked out from the rest of its column and
    the whole (``held_back``), or from the number beside it: that two of nine were not selected is such
    a number too. Nothing is said where fewer than two rows would stand.
    """
    people: dict[tuple[str, int], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        people[entry.name, entry.council][entry.person].add(entry.stage)
    named = sorted(key for key, those in people.items() if len(those) >= LEAST)
    others = [those for key, those in people.items() if key not in named]
    if len(named) + bool(others) < 2 or not named:
        return ()
    titles: dict[str, Any] = {str(council): name for name, council in named}
    counts = {str(council): _counted([people[name, council]]) for name, council in named}
    if others:
        titles["others"], counts["others"] = _("Other councils"), _counted(others)
    shown = _shown(counts)
    return tuple(Town(titles[code], shown[code]) for code in counts)


def _shown(counts: dict[str, tuple[int, int, int]]) -> dict[str, tuple[int | None, ...]]:
    """Column by column, each beside what is shown of the columns before it."""
    shown: dict[str, tuple[int | None, ...]] = dict.fromkeys(counts, ())
    for at in range(len(BY_COUNCIL)):
        near = {
            code
            for code, row in counts.items()
            for before in shown[code]
            if before is not None and before - row[at] < LEAST
        }
        hidden = held_back({code: row[at] for code, row in counts.items()}, near)
        shown = {code: (*shown[code], None if code in hidden else row[at]) for code, row in counts.items()}
    return shown


def _counted(those: Iterable[dict[int, set[str]]]) -> tuple[int, int, int]:
    everyone = [stages for people in those for stages in people.values()]
    selected = sum(bool(stages & _SELECTED) for stages in everyone)
    return len(everyone), selected, sum(Stage.ELECTED in stages for stages in everyone)


def _sessions(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By cohort: attended or made up, of as many as there were people in sessions that are over."""
    now = timezone.now()
    held = LiveSession.objects.planned().filter(cohort__in=ids, ends_at__lt=now).order_by()
    number = dict(held.values_list("cohort").annotate(n=Count("pk")))
    stayed = Place.objects.filter(
        Q(state=PlaceState.ACTIVE) | Q(completed_at__isnull=False), cohort__in=ids
    ).order_by()
    people = dict(stayed.values_list("cohort").annotate(n=Count("pk")))
    came = Attendance.objects.filter(session__in=held.values("pk"), place__in=stayed.values("pk")).exclude(
        credit=""
    )
    there = dict(came.order_by().values_list("session__cohort").annotate(n=Count("pk")))
    return {pk: (there.get(pk, 0), number.get(pk, 0) * people.get(pk, 0)) for pk in ids}


def _scales(cohort: Cohort) -> tuple[Result, ...]:
    """The averages of the evaluation, of five answers at least, once it is over."""
    evaluation = Evaluation.objects.filter(cohort=cohort).first()
    if evaluation is None:
        return ()
    found = results_of(evaluation)
    return tuple(one for one in found if one.count and one.question.kind == QuestionKind.SCALE)
