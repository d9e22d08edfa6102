"""The review board: a page of the ranking, with constant queries however many applied.

The database says how many applications stand alike, and which are on the page (``standings``);
names and everything else are read for the page that is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.figures import Reading, readings
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Finding,
    Outcome,
    Review,
    Reviewer,
    ReviewState,
)
from cohorts.admissions.decisions.ranking import Rank, Ranking
from cohorts.admissions.decisions.reviewing import plan_of
from cohorts.admissions.decisions.standings import Alike, Standing, alike
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
    """All that the board asks about ``cohort``: two queries, with the ids of a page; four for its rows."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.plan = plan_of(cohort)

    @cached_property
    def _alike(self) -> list[Alike]:
        return alike(self.cohort, self.plan.each)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many stand in each of ``SHOWN``."""
        found: Counter[str] = Counter()
        for one in self._alike:
            for kind in one.kinds:
                found[kind] += one.number
        return found

    @cached_property
    def ranking(self) -> Ranking:
        found: Counter[int] = Counter()
        for one in self._alike:
            if one.figure is not None:
                found[one.figure] += one.number
        return Ranking(found)

    @cached_property
    def total(self) -> int:
        return sum(one.number for one in self._alike)

    @property
    def unheard(self) -> int:
        return self.total - self.counts["published"]

    @property
    def days_left(self) -> int | None:
        """Days until the promised one; less than none where it has passed; None without a promise."""
        if self.cohort.hear_by is None:
            return None
        return (self.cohort.hear_by - timezone.localdate(timezone=timezone.get_default_timezone())).days

    def page(self, number: Any, *, shown: str = "", order: str = "rank", search: str = "") -> Page:
        """One page of ``Row``s, of those that are asked for."""
        matches = Q(name_key__contains=name_key(search)) | Q(email=normalise_name(search)) if search else None
        found = Standing(self.cohort, self.plan.each, order=order, kind=shown, where=matches)
        start = PER_PAGE * (int(number) - 1) if re.fullmatch("[1-9][0-9]{0,5}", str(number)) else 0
        self._alike = found.alike(slice(start, start + PER_PAGE))
        pages: Any = Paginator(cast(Any, found), PER_PAGE)
        if not search:
            pages.count = self.counts[shown] if shown else self.total
        page: Page = pages.get_page(number)
        page.object_list = self.rows(list(page.object_list))
        return page

    def rows(self, ids: list[int]) -> list[Row]:
        """These applications, in this order. Four queries, and one for the ranking where it is not known."""
        applications = Application.objects.in_bulk(ids)
        read, decided = readings(ids), _decisions(ids)
        asked = set(
            Finding.objects.filter(application__in=ids, verdict="").values_list("application", flat=True)
        )
        return [
            self._row(applications[one], read.get(one, NEVER), decided.get(one, NOTHING), one in asked)
            for one in ids
            if one in applications
        ]

    def _row(
        self, application: Application, reading: Reading, states: dict[str, str], has_question: bool
    ) -> Row:
        pending = next((one for one in states if one != DecisionState.PUBLISHED), "")
        return Row(
            application=application,
            reading=reading,
            rank=None if reading.figure is None else self.ranking.rank(reading.figure),
            wanted=self.plan.each,
            standing=states.get(DecisionState.PUBLISHED, ""),
            pending=pending,
            pending_outcome=states.get(pending, ""),
            has_question=has_question,
        )

    def stretch(self, first: int, last: int) -> list[int]:
        """The undecided applications from rank ``first`` to rank ``last``; whoever shares a rank has it."""
        figures = self.ranking.figures(first, last)
        if not figures:
            return []
        undecided = Standing(self.cohort, self.plan.each, kind="undecided")
        return undecided.between(figures[0], figures[-1])


def _decisions(ids: list[int]) -> dict[int, dict[str, str]]:
    """Of each application the standing outcome and the pending one, by state. One query."""
    states = (DecisionState.PUBLISHED, DecisionState.PREPARED, DecisionState.CHECKED)
    found: dict[int, dict[str, str]] = {}
    rows = Decision.objects.filter(application__in=ids, state__in=states).order_by()
    for one, state, outcome in rows.values_list("application", "state", "outcome"):
        found.setdefault(one, {})[state] = outcome
    return found


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
