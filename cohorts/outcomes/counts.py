"""What came of cohorts, in numbers without names: for the board, and for whoever pays.

Only what organisers confirmed counts as selected or elected. Numbers of a cohort are whole; whatever
is divided further, by council or by diversity answers, holds small numbers back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.diversity import LEAST, Totals, diversity_totals, held_back
from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.models import Decision, DecisionState
from cohorts.admissions.decisions.models import Outcome as Decided
from cohorts.evaluation.models import Evaluation, QuestionKind
from cohorts.evaluation.selectors import Result, results_of
from cohorts.pathway.models import SEEN_WHILE, PathwayEntry, Stage
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
    cohorts: tuple[OfCohort, ...]
    towns: tuple[Town, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return STEPS

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(one.numbers for one in self.cohorts), strict=True)))

    @property
    def rates(self) -> list[Rate]:
        """Of all cohorts together; a rate of nobody is left out."""
        known = dict(zip((step.code for step in STEPS), self.totals, strict=True))
        return [Rate(title, known[part], known[whole]) for part, whole, title in RATES if known[whole]]


def outcomes_of(cohorts: Iterable[Cohort]) -> Outcomes:
    """The report of ``cohorts``, in their order. Seven queries, and three for each cohort."""
    listed = list(cohorts)
    numbers = _numbers([cohort.pk for cohort in listed])
    entries = _entries([cohort.pk for cohort in listed])
    for cohort_id, people in _by_cohort(entries).items():
        numbers[cohort_id]["selected"] = sum(bool(stages & _SELECTED) for stages in people.values())
        numbers[cohort_id]["elected"] = sum(Stage.ELECTED in stages for stages in people.values())
    sessions = _sessions([cohort.pk for cohort in listed])
    made = tuple(
        OfCohort(
            cohort,
            tuple(numbers[cohort.pk][step.code] for step in STEPS),
            *sessions[cohort.pk],
            _scales(cohort),
            tuple(diversity_totals(cohort)),
        )
        for cohort in listed
    )
    return Outcomes(made, towns_of(entries))


def _numbers(ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {pk: dict.fromkeys((step.code for step in STEPS), 0) for pk in ids}
    gone = (ApplicationState.DRAFT, ApplicationState.MERGED, ApplicationState.TRANSFERRED)
    applied = Application.objects.filter(cohort__in=ids).exclude(state__in=gone)
    applied = applied.exclude(submitted_at=None)
    offered = Decision.objects.filter(
        application__cohort__in=ids, state=DecisionState.PUBLISHED, outcome=Decided.OFFER
    )
    places = Place.objects.filter(cohort__in=ids).exclude(state=PlaceState.DEFERRED)
    counted = (
        ("applied", applied.order_by().values_list("cohort").annotate(n=Count("pk"))),
        (
            "offered",
            offered.order_by()
            .values_list("application__cohort")
            .annotate(n=Count("application", distinct=True)),
        ),
        ("took", places.order_by().values_list("cohort").annotate(n=Count("pk"))),
        (
            "completed",
            places.exclude(completed_at=None).order_by().values_list("cohort").annotate(n=Count("pk")),
        ),
    )
    for code, rows in counted:
        for cohort_id, number in rows:
            found[cohort_id][code] = number
    return found


class Entry(NamedTuple):
    """What one person reached on one council, confirmed."""

    cohort: int
    place: int
    council: int
    name: str
    stage: str


def _entries(ids: Collection[int]) -> list[Entry]:
    rows = PathwayEntry.objects.filter(
        pathway__place__cohort__in=ids,
        pathway__place__state__in=SEEN_WHILE,
        withdrawn_at=None,
        confirmed_at__isnull=False,
    ).order_by("pk")
    return [
        Entry(*row)
        for row in rows.values_list(
            "pathway__place__cohort", "pathway__place", "council", "council__name", "stage"
        )
    ]


def _by_cohort(entries: Iterable[Entry]) -> dict[int, dict[int, set[str]]]:
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        found[entry.cohort][entry.place].add(entry.stage)
    return found


def towns_of(entries: Iterable[Entry]) -> tuple[Town, ...]:
    """By council: people on the way, selected, elected. A council of fewer than five is among the others.

    Held back is whatever would let a number under five be worked out from the rest of its column and
    the whole (``held_back``), or from the number beside it: that two of nine were not selected is such
    a number too. Nothing is said where fewer than two rows would stand.
    """
    people: dict[tuple[str, int], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        people[entry.name, entry.council][entry.place].add(entry.stage)
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
