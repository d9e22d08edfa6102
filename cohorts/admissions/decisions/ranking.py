"""From marks to a ranking that can be explained.

Each reviewer's figure is the average of their marks, every criterion counting alike; an
application's is the average of its reviewers' figures, every reviewer counting alike. Equal figures
share a rank. Figures are whole hundredths, so that no two equal ones ever differ by a rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST, MOST = 1, 5
FAR_APART = 2  # marks on one criterion that differ by as much are a disagreement
APART = 100  # hundredths between the lowest and the highest reviewer’s figure of one application


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
    """The ranks that figures have among each other; a higher figure comes first.

    ``counts`` says how many applications have each figure.
    """

    def __init__(self, counts: Mapping[int, int]) -> None:
        self._ranks: dict[int, Rank] = {}
        of, better = sum(counts.values()), 0
        for one in sorted(counts, reverse=True):
            self._ranks[one] = Rank(better + 1, of, counts[one])
            better += counts[one]

    def rank(self, figure: int) -> Rank:
        """Of a figure that is among them."""
        return self._ranks[figure]

    def figures(self, first: int, last: int) -> list[int]:
        """The figures that have the ranks from ``first`` to ``last``, the highest first."""
        return [one for one, rank in self._ranks.items() if first <= rank.place <= last]


def disagreements(marks: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, int]]:
    """The criteria on which reviewers are far apart, with the lowest and the highest mark."""
    return {
        criterion: (min(given), max(given))
        for criterion, given in marks.items()
        if given and max(given) - min(given) >= FAR_APART
    }
