"""No number under five by council, and none that can be worked out, whatever the numbers are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cohorts.admissions.applications.diversity import LEAST
from cohorts.outcomes.counts import Entry, towns_of
from cohorts.pathway.models import Stage

COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), max_size=5)
STAGES = (Stage.PANEL, Stage.SELECTED, Stage.ELECTED)


@given(COUNTS)
def test_no_number_under_five_can_be_worked_out_by_subtraction(counts):
    """Each person is on one council; whoever reads knows the whole of every column."""
    entries = [
        Entry(1, place * 100 + at * 10 + number, place, f"Council {place}", stage)
        for place, row in enumerate(counts)
        for at, stage in enumerate(STAGES)
        for number in range(row[at])
    ]
    wholes = [sum(sum(row[at:]) for row in counts) for at in range(3)]

    towns = towns_of(entries)

    assert len(towns) != 1
    for at, whole in enumerate(wholes if towns else ()):
        shown = [town.numbers[at] for town in towns]
        known = [number for number in shown if number is not None]
        hidden = len(shown) - len(known)
        assert all(number >= LEAST for number in known)
        assert hidden != 1
        assert not hidden or not known or whole - sum(known) >= LEAST
    for town in towns:
        beside = [number for number in town.numbers if number is not None]
        assert all(before - after >= LEAST for before, after in pairwise(beside))
