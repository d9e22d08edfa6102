"""Figures, ranks and disagreements."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.admissions.decisions.ranking import Rank, Ranking, combined, disagreements, figure

MARKS = st.lists(st.integers(1, 5), min_size=1, max_size=9)


@given(MARKS)
def test_figure_is_the_average_in_hundredths(marks):
    exact = Fraction(100 * sum(marks), len(marks))

    assert abs(figure(marks) - exact) <= Fraction(1, 2)


def test_halves_go_up_and_never_to_the_even_one():
    assert figure([1, 2, 2, 2, 2, 2, 2, 2]) == 188  # 187.5
    assert combined([300, 301]) == 301
    assert combined([301, 302]) == 302


def test_no_marks_have_no_figure():
    with pytest.raises(ValueError, match="no marks"):
        figure([])


@given(st.lists(st.integers(100, 500), min_size=1, max_size=40))
def test_rank_is_one_more_than_those_who_are_better(figures):
    ranking = Ranking(Counter(figures))

    for one in figures:
        better, alike = sum(other > one for other in figures), figures.count(one)
        assert ranking.rank(one) == Rank(better + 1, len(figures), alike)


def test_disagreement_needs_two_marks_between_them():
    assert disagreements({1: [2, 4], 2: [3, 4], 3: [], 4: [5, 1, 3]}) == {1: (2, 4), 4: (1, 5)}
