"""What reviewers gave to some applications, and the order that follows from it. One query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import md5

from cohorts.admissions.decisions.models import Review, ReviewState
from cohorts.admissions.decisions.ranking import APART, combined


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


def readings(applications: Collection[int]) -> dict[int, Reading]:
    """Those of ``applications`` that anybody was given, by their ids."""
    found: dict[int, Reading] = defaultdict(Reading)
    reviews = Review.objects.held().filter(application__in=applications).order_by()
    for one, state, points in reviews.values_list("application", "state", "points"):
        if state == ReviewState.DONE and points is not None:
            found[one].points.append(points)
        else:
            found[one].open += 1
    return found


def lot(application: int) -> str:
    """The draw that orders those with equal figures: fixed, nobody’s choice; ``standings`` draws alike."""
    return md5(b"lot:%d" % application, usedforsecurity=False).hexdigest()


def in_order(known: dict[int, Reading], applications: Iterable[int]) -> list[int]:
    """The highest figure first, equal ones by lot, those without a figure last."""

    def key(one: int) -> tuple[bool, int, str]:
        figure = known[one].figure if one in known else None
        return figure is None, -(figure or 0), lot(one)

    return sorted(applications, key=key)
