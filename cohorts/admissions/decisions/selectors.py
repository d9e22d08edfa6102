"""What one application’s pages show: to organisers the whole file, to the applicant their own story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cohorts.admissions.applications.models import Application, Criterion
from cohorts.admissions.decisions.appeals import appeal_until
from cohorts.admissions.decisions.board import figure_in_words
from cohorts.admissions.decisions.days import last_day
from cohorts.admissions.decisions.models import (
    Appeal,
    Decision,
    DecisionState,
    Finding,
    Offer,
    OfferState,
    Review,
    WaitingEntry,
    WaitingState,
)
from cohorts.admissions.decisions.offers import list_ends_at
from cohorts.admissions.decisions.ranking import combined, disagreements


def code_of(application: Application) -> str:
    """What an application is called where nobody may see whose it is."""
    return f"A-{application.uid.hex[:6].upper()}"


@dataclass(frozen=True)
class Judged:
    """One criterion with the marks and reasons that reviewers gave, in the order of the reviews."""

    criterion: Criterion
    marks: tuple[tuple[int, int, str], ...]  # number of the reviewer, mark, reason
    apart: tuple[int, int] | None


def judgements(reviews: list[Review], criteria: list[Criterion]) -> list[Judged]:
    """The reviews side by side. Reviewers are numbers; asks nothing where scores are there."""
    marks: dict[int, list[tuple[int, int, str]]] = {one.pk: [] for one in criteria}
    for number, review in enumerate(reviews, start=1):
        for score in review.scores.all():
            if score.points is not None and score.criterion_id in marks:
                marks[score.criterion_id].append((number, score.points, score.reason))
    far = disagreements({pk: [mark for _n, mark, _r in given] for pk, given in marks.items()})
    return [Judged(one, tuple(marks[one.pk]), far.get(one.pk)) for one in criteria]


def done_reviews(application: Application) -> list[Review]:
    """In the order in which they were given out. Two queries."""
    reviews = Review.objects.done().filter(application=application).order_by("assigned_at", "pk")
    return list(reviews.prefetch_related("scores").select_related("person"))


@dataclass(frozen=True)
class Story:
    """What an applicant reads about their application on one page."""

    application: Application
    decision: Decision | None
    earlier: list[Decision]
    figure: str
    reviews: list[Review]
    judged: list[Judged]
    findings: list[Finding]
    offer: Offer | None
    waiting: WaitingEntry | None
    number: int  # on the waiting list, from 1
    appeal: Appeal | None
    appeal_until: dt.datetime | None

    @property
    def may_answer(self) -> bool:
        offer = self.offer
        return offer is not None and offer.state == OfferState.OPEN and timezone.now() < offer.expires_at

    @property
    def answer_by(self) -> dt.date | None:
        return last_day(self.offer.expires_at) if self.offer else None

    @property
    def may_appeal(self) -> bool:
        until = self.appeal_until
        return self.appeal is None and until is not None and timezone.now() < until

    @property
    def appeal_by(self) -> dt.date | None:
        return last_day(self.appeal_until) if self.appeal_until else None

    @property
    def list_ends(self) -> dt.date:
        return last_day(list_ends_at(self.application.cohort))

    @property
    def is_waiting(self) -> bool:
        return self.waiting is not None and self.waiting.state == WaitingState.WAITING


def story_of(application: Application, criteria: list[Criterion]) -> Story:
    """Everything that ``application``’s owner may read; marks only once a decision is published."""
    told = list(Decision.objects.told().filter(application=application).order_by("published_at", "pk"))
    decision = next((one for one in told if one.state == DecisionState.PUBLISHED), None)
    reviews = done_reviews(application) if decision else []
    entry = WaitingEntry.objects.filter(application=application).order_by("-joined_at", "-pk").first()
    ahead = 0
    if entry is not None and entry.state == WaitingState.WAITING:
        queue = WaitingEntry.objects.filter(cohort=entry.cohort_id, state=WaitingState.WAITING)
        ahead = queue.filter(position__lt=entry.position).count()
    points = [one.points for one in reviews if one.points is not None]
    return Story(
        application=application,
        decision=decision,
        earlier=[one for one in reversed(told) if one is not decision],
        figure=figure_in_words(combined(points)) if points else "",
        reviews=reviews,
        judged=judgements(reviews, criteria),
        findings=list(Finding.objects.filter(application=application)),
        offer=Offer.objects.filter(application=application).order_by("-made_at", "-pk").first(),
        waiting=entry,
        number=ahead + 1,
        appeal=Appeal.objects.filter(application=application).first(),
        appeal_until=appeal_until(decision, application.cohort) if decision else None,
    )
