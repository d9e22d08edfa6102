from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.places.models import AreaCode, Council, CouncilSuccession, WardConstituency
from lms.places.selectors import (
    constituencies_of,
    council_of_code,
    councils_on,
    find_councils,
    wards_of,
)
from tests.factories import places

pytestmark = pytest.mark.django_db


def test_council_counts_from_its_first_day_to_the_day_before_its_end():
    council = places.council(starts_on=date(2020, 4, 1), ends_on=date(2023, 4, 1))

    days = [date(2020, 3, 31), date(2020, 4, 1), date(2023, 3, 31), date(2023, 4, 1)]

    assert [council in councils_on(day) for day in days] == [False, True, True, False]


def test_council_without_dates_was_always_there():
    council = places.council()

    assert list(councils_on(date(1066, 10, 14))) == [council]


def test_dates_out_of_order_are_refused_in_words():
    council = Council(
        name="X", kind="unitary", nation="england", starts_on=date(2024, 1, 2), ends_on=date(2024, 1, 1)
    )

    with pytest.raises(ValidationError, match="The last day cannot be before the first"):
        council.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        council.save()


@pytest.mark.parametrize("code", ["E05000001", "E08 00003", "e08000003", "E0800000", "X08000003", ""])
def test_code_that_is_no_councils_is_refused(code):
    row = AreaCode(code=code, council=places.council())

    with pytest.raises(ValidationError, match="its first three say what it denotes"):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_code_denotes_one_place():
    row = AreaCode(
        code="E08000035", council=places.council(), ward=places.ward(places.council("Leeds", "E08000099"))
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_two_places_cannot_have_a_code_at_once_but_one_after_the_other():
    places.council("Manchester", "E08000003")
    leeds = places.council("Leeds", "E08000035")

    AreaCode.objects.create(code="E08000003", council=leeds, ends_on=date(1999, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCode.objects.create(code="E08000003", council=leeds)

    assert council_of_code("E08000003").name == "Manchester"


def test_council_has_successors_from_a_day():
    old, new = places.council("Allerdale", "E07000026"), places.council("Cumberland", "E06000063")
    CouncilSuccession.objects.create(council=old, successor=new, on=date(2023, 4, 1))

    assert (list(old.successors.all()), list(new.predecessors.all())) == ([new], [old])
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilSuccession.objects.create(council=old, successor=old, on=date(2023, 4, 1))


def test_ward_lies_in_several_constituencies_each_from_a_day():
    ward = places.ward(places.council())
    north, south = places.constituency(), places.constituency("Wendale South", "E14099002")
    WardConstituency.objects.create(ward=ward, constituency=north)
    WardConstituency.objects.create(ward=ward, constituency=south, starts_on=date(2024, 7, 4))

    assert constituencies_of(ward, date(2024, 7, 3)) == [north]
    assert constituencies_of(ward) == [north, south]
    assert wards_of(ward.council) == [ward]


def test_council_is_found_by_words_in_any_case_without_accents_and_in_welsh():
    anglesey = places.council("Isle of Anglesey", "W06000001", name_cy="Ynys Môn")
    places.council("Isle of Wight", "E06000046")

    assert find_councils("  ANGLESEY isle ") == [anglesey]
    assert find_councils("ynys mon") == [anglesey]
    assert find_councils(" ") == []
    assert find_councils("a%") == []


def test_council_that_ended_is_found_on_its_own_days_only():
    ended = places.council(ends_on=timezone.localdate())

    assert find_councils("manch") == []
    assert find_councils("manch", day=timezone.localdate() - timedelta(days=1)) == [ended]


@pytest.mark.parametrize("count", [1, 30])
def test_finding_councils_asks_one_query(count, django_assert_num_queries):
    for number in range(count):
        places.council(f"North {number}", f"E07000{number:03d}")

    with django_assert_num_queries(1):
        found = find_councils("north")

    assert len(found) == min(count, 20)
