"""Sharing applications out among reviewers."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.admissions.decisions.assignment import share_out

PEOPLE = st.lists(st.integers(1, 40), unique=True, max_size=9)
APPLICATIONS = st.lists(st.integers(100, 200), unique=True, max_size=30)


@st.composite
def rounds(draw):
    applications, reviewers = draw(APPLICATIONS), draw(PEOPLE)
    every = [(one, who) for one in applications for who in reviewers]
    barred = set(draw(st.lists(st.sampled_from(every)))) if every else set()
    held = set(draw(st.lists(st.sampled_from(every)))) - barred if every else set()
    return applications, reviewers, draw(st.integers(1, 4)), held, barred


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_everyone_gets_as_many_reviewers_as_may_read_it(round_):
    applications, reviewers, each, held, barred = round_

    sharing = share_out(applications, reviewers, each=each, held=held, barred=barred)

    assert not set(sharing.pairs) & (barred | held)
    assert len(set(sharing.pairs)) == len(sharing.pairs)
    now = Counter(one for one, _who in {*sharing.pairs, *held})
    for one in applications:
        allowed = sum((one, who) not in barred for who in reviewers)
        had = sum(pair[0] == one for pair in held)
        assert now[one] == max(had, min(each, allowed))
        assert sharing.missing.get(one, 0) == max(each - max(had, allowed), 0)


@settings(max_examples=100, deadline=None)
@given(APPLICATIONS, PEOPLE, st.integers(1, 4))
def test_work_differs_by_one_at_most(applications, reviewers, each):
    work = Counter(dict.fromkeys(reviewers, 0))
    work.update(who for _one, who in share_out(applications, reviewers, each=each).pairs)

    assert max(work.values(), default=0) - min(work.values(), default=0) <= 1


@settings(max_examples=100, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_order_of_the_arguments_changes_nothing(round_, shuffling):
    applications, reviewers, each, held, barred = round_
    first = share_out(applications, reviewers, each=each, held=held, barred=barred)
    shuffling.shuffle(applications)
    shuffling.shuffle(reviewers)

    assert share_out(applications, reviewers, each=each, held=held, barred=barred) == first


def test_what_is_shared_out_again_stays_as_it_is():
    first = share_out(range(10), range(50, 54), each=2)

    again = share_out(range(10), range(50, 54), each=2, held=first.pairs)

    assert again.pairs == ()


def test_late_ones_go_to_whoever_has_least_to_do():
    held = {(1, 50), (2, 50), (3, 51)}

    sharing = share_out([1, 2, 3, 4, 5], [50, 51, 52], each=1, held=held)

    assert Counter(who for _one, who in sharing.pairs) == {52: 1, 51: 1}


def test_the_one_whom_few_may_read_comes_first():
    barred = {(7, 50), (7, 51)}

    assert (7, 52) in share_out([1, 2, 7], [50, 51, 52], each=1, barred=barred).pairs
