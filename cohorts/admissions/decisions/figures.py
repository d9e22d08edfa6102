"""The figures of a cohort’s applications, and the order that follows from them. One query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from cohorts.admissions.decisions.models import Review, ReviewState
from cohorts.admissions.decisions.ranking import Ranking, combined
from cohorts.programmes.models import Cohort

APART = 100  # hundredths between the lowest and the highest reviewer’s figure


@dataclass
class Reading:
    """How far the reading of one application is: what was given, and what is still to be read."""

    points: list[int] = field(default_factory=list)
    open: int = 0

    @property
    def figure(self) -> int | None:
        return combined(self.points) if self.points else None

    @property
    def is_apart(self) -> bool:
        return len(self.points) > 1 and max(self.points) - min(self.points) >= APART


def readings(cohort: Cohort) -> dict[int, Reading]:
    """Every application that anybody was given, by its id."""
    found: dict[int, Reading] = defaultdict(Reading)
    reviews = Review.objects.held().filter(application__cohort=cohort).order_by()
    for one, state, points in reviews.values_list("application", "state", "points").iterator():
        if state == ReviewState.DONE and points is not None:
            found[one].points.append(points)
        else:
            found[one].open += 1
    return found


def ranking_of(known: dict[int, Reading], applications: Iterable[int]) -> Ranking:
    """The ranking among ``applications``; those that nobody has judged are not in it."""
    return Ranking(
        figure
        for one in applications
        if (reading := known.get(one)) is not None and (figure := reading.figure) is not None
    )


def lot(application: int) -> bytes:
    """The draw that orders those with equal figures: fixed, and nobody’s choice."""
    return blake2b(b"lot:%d" % application, digest_size=8).digest()


def in_order(known: dict[int, Reading], applications: Iterable[int]) -> list[int]:
    """The highest figure first, equal ones by lot, those without a figure last."""

    def key(one: int) -> tuple[bool, int, bytes]:
        figure = known[one].figure if one in known else None
        return figure is None, -(figure or 0), lot(one)

    return sorted(applications, key=key)
