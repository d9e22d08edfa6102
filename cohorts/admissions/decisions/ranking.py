"""From marks to a ranking that can be explained.

Each reviewer's figure is the average of their marks, every criterion counting alike; an
application's is the average of its reviewers' figures, every reviewer counting alike. Equal figures
share a rank. Figures are whole hundredths, so that no two equal ones ever differ by a rounding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST, MOST = 1, 5
FAR_APART = 2  # marks on one criterion that differ by as much are a disagreement


def figure(marks: Sequence[int]) -> int:
    """The average of ``marks`` in hundredths, halves rounded up. Raises ``ValueError`` for none."""
    if not marks:
        raise ValueError("no marks, no figure")
    return (200 * sum(marks) + len(marks)) // (2 * len(marks))


def combined(figures: Sequence[int]) -> int:
    """The average of reviewers' figures, in hundredths, halves rounded up."""
    return (2 * sum(figures) + len(figures)) // (2 * len(figures))


@dataclass(frozen=True)
class Rank:
    """``place`` of ``of``, counted from 1; ``shared`` by how many, itself included."""

    place: int
    of: int
    shared: int


class Ranking:
    """The ranks that figures have among each other; a higher figure comes first."""

    def __init__(self, figures: Iterable[int]) -> None:
        self._all = sorted(-one for one in figures)

    def rank(self, figure: int) -> Rank:
        better = bisect_right(self._all, -figure - 1)
        return Rank(better + 1, len(self._all), bisect_right(self._all, -figure) - better)


def disagreements(marks: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, int]]:
    """The criteria on which reviewers are far apart, with the lowest and the highest mark."""
    return {
        criterion: (min(given), max(given))
        for criterion, given in marks.items()
        if given and max(given) - min(given) >= FAR_APART
    }
