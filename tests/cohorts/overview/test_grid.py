"""The grid: what stands in each cell, whom a filter finds, and how few queries it takes."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from cohorts.overview.exports import csv_file, xlsx_file
from cohorts.overview.grid import Wanted, column_groups, grid_of
from cohorts.overview.models import HelpSign
from cohorts.overview.one_person import facts_of
from cohorts.programmes.models import CourseCredit, PlaceState
from tests.cohorts.overview.ground import MONDAY, came, course, place, progress, running, session, teaches

pytestmark = pytest.mark.django_db


def cells(cohort, **wanted):
    return {row.name: row.cells for row in grid_of(cohort, Wanted(**wanted)).rows}


def test_columns_are_sessions_in_order_then_lessons_of_each_course():
    cohort, edition = running(), course(2)
    session(cohort, 2)
    session(cohort, 1)
    session(cohort, 3, state="cancelled", cancelled_because="Snow")
    teaches(cohort, edition)

    sessions, lessons = column_groups(cohort)

    assert [column.title for column in sessions.columns] == ["Monday 1", "Monday 2"]
    assert lessons.title == edition.title
    assert [column.title for column in lessons.columns] == [entry["title"] for entry in edition.lessons]


def test_each_state_of_a_session_has_its_cell():
    cohort = running()
    meetings = [session(cohort, number) for number in range(1, 8)]
    held = place(cohort, "Dele Okafor")
    for meeting, (state, credit) in zip(
        meetings,
        [
            ("present", "attended"),
            ("late", "attended"),
            ("excused", ""),
            ("absent", ""),
            ("absent", "recording"),
            ("excused", "prior"),
        ],
        strict=False,
    ):
        came(held, meeting, state, credit)

    assert cells(cohort) == {
        "Dele Okafor": ("done", "late", "excused", "missed", "credit", "credit", "later")
    }


def test_lessons_are_done_begun_or_later_and_those_of_other_courses_nowhere():
    cohort, edition, other = running(), course(3), course(2)
    teaches(cohort, edition)
    held = place(cohort, "Farah Khan")
    ids = [entry["id"] for entry in edition.lessons]
    progress(held.trainee, ids[0], begun=MONDAY)
    progress(held.trainee, ids[1], begun=MONDAY, done=False)
    progress(held.trainee, other.lessons[0]["id"], begun=MONDAY)

    assert cells(cohort) == {"Farah Khan": ("done", "here", "later")}


def test_a_course_done_elsewhere_is_recognised_and_never_counted_as_done_here():
    cohort, edition, other = running(), course(3), course(1)
    teaches(cohort, edition)
    teaches(cohort, other)
    held, another = place(cohort, "Dele Okafor"), place(cohort, "Mair Rees")
    progress(held.trainee, edition.lessons[0]["id"], begun=MONDAY)
    CourseCredit.objects.create(place=held, course=edition.course, earned_on=MONDAY.date())

    assert cells(cohort) == {
        "Dele Okafor": ("done", "credit", "credit", "later"),
        "Mair Rees": ("later", "later", "later", "later"),
    }
    stops = [stop for line in facts_of(cohort, held)["lines"] for stop in line.stops]
    assert [(stop.state, stop.note) for stop in stops[1:3]] == [("done", "by recording or recognised")] * 2
    assert not [one for line in facts_of(cohort, another)["lines"] for one in line.stops if one.note]


def test_people_of_another_cohort_are_not_in_it():
    cohort, other = running(), running()
    place(cohort, "Aisha Bello")
    place(other, "Somebody Else")

    assert list(cells(cohort)) == ["Aisha Bello"]


def test_filter_by_name_state_and_sign_and_order_by_lessons():
    cohort, edition = running(), course(2)
    teaches(cohort, edition)
    aisha, ben = place(cohort, "Aïsha Bello"), place(cohort, "Ben Carter")
    place(cohort, "Owen Clarke", state=PlaceState.PAUSED)
    place(cohort, "Left Long Ago", state=PlaceState.LEFT)
    progress(ben.trainee, edition.lessons[0]["id"], begun=MONDAY)
    HelpSign.objects.create(place=aisha, sign="quiet", number=11)

    assert list(cells(cohort)) == ["Aïsha Bello", "Ben Carter", "Owen Clarke"]
    assert list(cells(cohort, text="aisha")) == ["Aïsha Bello"]
    assert list(cells(cohort, state="paused")) == ["Owen Clarke"]
    assert list(cells(cohort, state="gone")) == ["Left Long Ago"]
    assert list(cells(cohort, needs_hand=True)) == ["Aïsha Bello"]
    assert next(iter(cells(cohort, order="-lessons"))) == "Ben Carter"
    assert list(cells(cohort, order="lessons"))[-1] == "Ben Carter"


def test_a_row_shows_the_signs_that_hold_and_none_that_ended():
    cohort = running()
    held = place(cohort, "Aïsha Bello")
    now = HelpSign.objects.create(place=held, sign="missed", number=2)
    HelpSign.objects.create(place=held, sign="quiet", number=11, ended_at=MONDAY)

    (row,) = grid_of(cohort, Wanted()).rows

    assert row.signs == (now,)


@pytest.mark.parametrize("people", [1, 30])
def test_a_page_takes_the_same_queries_for_any_number(people, django_assert_num_queries):
    cohort, edition = running(), course(4)
    meetings = [session(cohort, number) for number in range(1, 4)]
    teaches(cohort, edition)
    for number in range(people):
        held = place(cohort, f"Trainee {number:02}")
        came(held, meetings[0], "present", "attended")
        HelpSign.objects.create(place=held, sign="quiet", number=11)
    grid_of(cohort, Wanted())  # the edition is read once for a process

    with django_assert_num_queries(5):
        grid = grid_of(cohort, Wanted())

    assert len(grid.rows) == people


def test_a_hundred_to_a_page_and_a_page_too_far_is_the_last():
    cohort = running()
    for number in range(103):
        place(cohort, f"Trainee {number:03}")

    first, last = grid_of(cohort, Wanted()), grid_of(cohort, Wanted(page=99))

    assert (len(first.rows), first.total, first.pages) == (100, 103, 2)
    assert [row.name for row in last.rows] == ["Trainee 100", "Trainee 101", "Trainee 102"]
    assert last.page == 2


def test_files_hold_everybody_in_words_and_no_formula(django_assert_num_queries):
    cohort, edition = running(), course(1)
    meeting = session(cohort, 1)
    teaches(cohort, edition)
    held = place(cohort, "=HYPERLINK(1)")
    came(held, meeting, "absent", "recording")
    column_groups(cohort)

    with django_assert_num_queries(3):
        text = "".join(csv_file(cohort, Wanted()))
    with xlsx_file(cohort, Wanted()) as file:
        book = load_workbook(file)

    head, line = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    expected = ["'=HYPERLINK(1)", "Taking part", "by recording or recognised", "later"]
    assert head == [
        "Trainee",
        "State",
        "Sessions 1: Monday 1",
        f"{edition.title} 1: {edition.lessons[0]['title']}",
    ]
    assert line == expected
    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [head, expected]
