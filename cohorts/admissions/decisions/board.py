"""The review board: a page of the ranking, with constant queries however many applied.

The ranking is of the whole cohort, so ids and figures of all are read, three numbers each; names
and everything else only for the page that is shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import submitted_applications
from cohorts.admissions.decisions.figures import Reading, in_order, ranking_of, readings
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Finding,
    Outcome,
    Review,
    Reviewer,
    ReviewState,
)
from cohorts.admissions.decisions.ranking import Rank
from cohorts.admissions.decisions.reviewing import plan_of
from cohorts.programmes.models import Cohort
from lms.accounts.fields import normalise_name
from lms.names import name_key

PER_PAGE = 50
NEVER = Reading()
NOTHING: dict[str, str] = {}
SHOWN = {
    "": _("All"),
    "unread": _("Not read by enough reviewers"),
    "apart": _("Reviewers differ"),
    "question": _("A question is open"),
    "undecided": _("Without a decision"),
    "pending": _("Prepared, not published"),
    "published": _("Published"),
}
ORDERS = {"rank": _("By rank"), "name": _("By name"), "date": _("By day of applying")}


@dataclass(frozen=True)
class Row:
    """One application on the board."""

    application: Application
    reading: Reading
    rank: Rank | None
    wanted: int
    standing: str  # the published outcome
    pending: str  # the state of the decision that is being prepared
    pending_outcome: str
    has_question: bool

    @property
    def figure(self) -> str:
        return figure_in_words(self.reading.figure)

    @property
    def outcome(self) -> str:
        return str(Outcome(self.standing or self.pending_outcome).label) if self._any else ""

    @property
    def state(self) -> str:
        """The state of what is shown as the outcome, in words."""
        if self.standing:
            return str(DecisionState.PUBLISHED.label)
        return str(DecisionState(self.pending).label) if self.pending else ""

    @property
    def _any(self) -> bool:
        return bool(self.standing or self.pending_outcome)


def figure_in_words(figure: int | None) -> str:
    return "" if figure is None else f"{figure / 100:.2f}"


class Board:
    """All that the board asks about ``cohort``: five queries, and two for the page that is shown."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.plan = plan_of(cohort)

    @cached_property
    def _applications(self) -> dict[int, dt.datetime | None]:
        return dict(submitted_applications(self.cohort).order_by().values_list("pk", "submitted_at"))

    @cached_property
    def _readings(self) -> dict[int, Reading]:
        return readings(self.cohort)

    @cached_property
    def _decisions(self) -> dict[int, dict[str, str]]:
        """Of each application the standing outcome and the pending one, by state."""
        states = (DecisionState.PUBLISHED, DecisionState.PREPARED, DecisionState.CHECKED)
        found: dict[int, dict[str, str]] = {}
        rows = Decision.objects.filter(application__cohort=self.cohort, state__in=states).order_by()
        for one, state, outcome in rows.values_list("application", "state", "outcome").iterator():
            found.setdefault(one, {})[state] = outcome
        return found

    @cached_property
    def _questions(self) -> set[int]:
        open_ones = Finding.objects.filter(application__cohort=self.cohort, verdict="").order_by()
        return set(open_ones.values_list("application", flat=True))

    @cached_property
    def order(self) -> list[int]:
        """Every application by rank, equal ones by lot, those without a mark last."""
        return in_order(self._readings, self._applications)

    @cached_property
    def total(self) -> int:
        return len(self._applications)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many stand in each of ``SHOWN``."""
        return Counter(kind for one in self._applications for kind in self._kinds(one))

    @cached_property
    def unheard(self) -> int:
        return self.total - self.counts["published"]

    @property
    def days_left(self) -> int | None:
        """Days until the promised one; less than none where it has passed; None without a promise."""
        if self.cohort.hear_by is None:
            return None
        return (self.cohort.hear_by - timezone.localdate(timezone=timezone.get_default_timezone())).days

    def _kinds(self, one: int) -> Iterator[str]:
        """Those of ``SHOWN`` in which the application stands."""
        states, reading = self._decisions.get(one, NOTHING), self._readings.get(one, NEVER)
        if not states:
            yield "undecided"
            if len(reading.points) < self.plan.each:
                yield "unread"
        if reading.is_apart:
            yield "apart"
        if one in self._questions:
            yield "question"
        if DecisionState.PREPARED in states or DecisionState.CHECKED in states:
            yield "pending"
        if DecisionState.PUBLISHED in states:
            yield "published"

    def _is(self, kind: str, one: int) -> bool:
        return kind in self._kinds(one)

    def page(self, number: Any, *, shown: str = "", order: str = "rank", search: str = "") -> Page:
        """One page of ``Row``s, of those that are asked for."""
        ids = self.order
        if order == "date":
            ids = sorted(ids, key=lambda one: (self._applications[one], one))
        elif order == "name":
            named = submitted_applications(self.cohort).order_by("name_key", "pk")
            ids = [one for one in named.values_list("pk", flat=True) if one in self._applications]
        if shown:
            ids = [one for one in ids if self._is(shown, one)]
        if search:
            matches = Q(name_key__contains=name_key(search)) | Q(email=normalise_name(search))
            found = set(submitted_applications(self.cohort).filter(matches).values_list("pk", flat=True))
            ids = [one for one in ids if one in found]
        page = Paginator(ids, PER_PAGE).get_page(number)
        page.object_list = self.rows(list(page.object_list))  # type: ignore[assignment]
        return page

    def rows(self, ids: list[int]) -> list[Row]:
        """These applications, in this order. One query."""
        ranking = ranking_of(self._readings, self._applications)
        known = Application.objects.in_bulk(ids)
        return [self._row(known[one], ranking) for one in ids if one in known]

    def _row(self, application: Application, ranking: Any) -> Row:
        reading = self._readings.get(application.pk, NEVER)
        states = self._decisions.get(application.pk, {})
        pending = next((one for one in states if one != DecisionState.PUBLISHED), "")
        return Row(
            application=application,
            reading=reading,
            rank=None if reading.figure is None else ranking.rank(reading.figure),
            wanted=self.plan.each,
            standing=states.get(DecisionState.PUBLISHED, ""),
            pending=pending,
            pending_outcome=states.get(pending, ""),
            has_question=application.pk in self._questions,
        )

    def stretch(self, first: int, last: int) -> list[int]:
        """The undecided applications from rank ``first`` to rank ``last``; whoever shares a rank has it."""
        ranking = ranking_of(self._readings, self._applications)
        chosen = []
        for one in self.order:
            figure = self._readings.get(one, NEVER).figure
            if figure is not None and first <= ranking.rank(figure).place <= last:
                chosen.append(one)
        return [one for one in chosen if self._is("undecided", one)]


@dataclass(frozen=True)
class Load:
    """What one reviewer of the cohort has to do, and has done."""

    reviewer: Reviewer
    open: int
    done: int


def loads(cohort: Cohort) -> list[Load]:
    """Every reviewer of ``cohort`` with what they hold. Two queries."""
    held = Review.objects.held().filter(application__cohort=cohort).order_by()
    counted = Counter(held.values_list("person", "state"))
    people = Reviewer.objects.open().filter(cohort=cohort).select_related("person")
    return [
        Load(one, counted[one.person_id, ReviewState.OPEN], counted[one.person_id, ReviewState.DONE])
        for one in people
    ]
