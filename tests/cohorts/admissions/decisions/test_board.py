"""The board: ranks, what stands to be done, and as many queries for one as for many."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.board import Board, loads
from cohorts.admissions.decisions.figures import in_order, readings
from cohorts.admissions.decisions.findings import ask_applicant
from cohorts.admissions.decisions.models import Review
from cohorts.admissions.decisions.ranking import Rank
from cohorts.admissions.decisions.reviewing import name_reviewer, share_reviews
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
ON_THE_BOARD = 10  # one of them for the number of those who were searched for


@pytest.fixture
def cohort():
    cohort = made.cohort()
    made.criteria(cohort)
    return cohort


def rows(cohort, **facts):
    return Board(cohort).page(1, **facts).object_list


def test_rows_are_by_rank_and_equal_ones_share_it(cohort):
    names = {"Ada": (5, 5), "Ben": (3, 4), "Cem": (4, 3), "Dot": (1, 1)}
    for name, marks in names.items():
        made.judged(made.applied(cohort, name), *marks)
    made.applied(cohort, "Eve")

    found = rows(cohort)

    assert next(one.application.name for one in found) == "Ada"
    assert {one.application.name for one in found[1:3]} == {"Ben", "Cem"}
    assert [one.application.name for one in found][3:] == ["Dot", "Eve"]
    assert [one.rank for one in found] == [Rank(1, 4, 1), Rank(2, 4, 2), Rank(2, 4, 2), Rank(4, 4, 1), None]
    assert [one.figure for one in found] == ["5.00", "3.50", "3.50", "1.00", ""]


def test_the_database_orders_and_draws_lots_as_the_waiting_list_does(cohort):
    people = [made.applied(cohort, f"Person {number}") for number in range(14)]
    for number, one in enumerate(people[:12]):
        made.judged(one, 1 + number % 2, 4)
        if number % 3 == 0:
            made.judged(one, 5, 3)
    ids = [one.pk for one in people]

    assert [one.application.pk for one in rows(cohort)] == in_order(readings(ids), ids)


def test_the_average_is_that_of_the_reviewers_averages(cohort):
    application = made.applied(cohort)
    made.judged(application, 5, 4)
    made.judged(application, 3, 2)

    (row,) = rows(cohort)

    assert (row.figure, row.reading.is_apart, len(row.reading.points)) == ("3.50", True, 2)


def test_each_filter_shows_what_it_says(cohort):
    unread, apart, asked = (made.applied(cohort, name) for name in ("Una", "Art", "Asa"))
    made.judged(apart, 5, 5), made.judged(apart, 2, 2)
    made.judged(asked, 3, 3), made.judged(asked, 3, 3)
    ask_applicant(application=asked, question="Yours?", actor=made.organiser())
    told, pending = made.applied(cohort, "Tom"), made.applied(cohort, "Pia")
    made.decided(told, "not_now")
    made.checked(pending, "offer")

    found = {
        kind: {one.application.name for one in rows(cohort, shown=kind)} for kind in Board(cohort).counts
    }

    assert found == {
        "unread": {"Una"},
        "apart": {"Art"},
        "question": {"Asa"},
        "undecided": {"Una", "Art", "Asa"},
        "pending": {"Pia"},
        "published": {"Tom"},
    }
    assert unread
    assert Board(cohort).unheard == 4


def test_search_finds_names_and_whole_addresses(cohort):
    one = made.applied(cohort, "Nadia Ahmed")
    made.applied(cohort, "Gareth Pugh")

    assert [row.application for row in rows(cohort, search="nadia")] == [one]
    assert [row.application for row in rows(cohort, search=one.email)] == [one]
    assert rows(cohort, search="example.org") == []


def test_other_orders(cohort):
    first = made.applied(cohort, "Zoe", submitted_at=timezone.now() - dt.timedelta(days=3))
    second = made.applied(cohort, "Abe")
    made.judged(first, 5, 5)

    assert [row.application for row in rows(cohort, order="name")] == [second, first]
    assert [row.application for row in rows(cohort, order="date")] == [first, second]


def test_a_stretch_of_the_ranking_holds_whoever_shares_a_rank_and_has_no_decision(cohort):
    marks = {"Ada": 5, "Ben": 4, "Cem": 4, "Dot": 3, "Eve": 2}
    people = {name: made.applied(cohort, name) for name in marks}
    for name, mark in marks.items():
        made.judged(people[name], mark, mark)
    made.checked(people["Ada"], "offer")
    made.applied(cohort, "Una")

    found = Application.objects.filter(pk__in=Board(cohort).stretch(1, 2))

    assert {one.name for one in found} == {"Ben", "Cem"}


def test_loads_count_what_each_reviewer_holds(cohort):
    person = UserFactory()
    name_reviewer(cohort=cohort, person=person, actor=made.organiser())
    made.judged(made.applied(cohort), 3, 3, person=person)
    made.applied(cohort)
    share_reviews(cohort=cohort, actor=None)

    (load,) = loads(cohort)

    assert (load.reviewer.person, load.open, load.done) == (person, 1, 1)


@pytest.mark.parametrize("number", [1, 30])
def test_the_board_asks_as_much_for_one_as_for_thirty(cohort, number, django_assert_num_queries):
    client, people = sign_in(Client(), made.organiser()), [UserFactory(), UserFactory()]
    for one in range(number):
        application = made.applied(cohort, f"Person {one}")
        for person in people:
            Review.objects.create(application=application, person=person)

    with django_assert_num_queries(ON_THE_BOARD):
        response = client.get(f"/cohorts/{cohort.slug}/review/", {"q": "person", "order": "name"})

    assert response.content.decode().count("Choose Person") == number
