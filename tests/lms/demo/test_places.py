from __future__ import annotations

import pytest

from lms.demo.places import keep_places
from lms.places.models import Council, Ward
from lms.places.selectors import council_of_code, find_councils, wards_of

pytestmark = pytest.mark.django_db


def test_demo_has_councils_of_every_nation_and_kind_brought_in_once():
    keep_places()
    before = list(Council.objects.values())
    keep_places()

    assert before == list(Council.objects.values())
    assert {council.nation for council in Council.objects.all()} == {
        "england",
        "scotland",
        "wales",
        "northern_ireland",
    }
    assert {council.kind for council in Council.objects.all()} == {
        "county",
        "district",
        "unitary",
        "metropolitan",
        "london",
        "scottish",
        "welsh",
        "northern_irish",
    }
    assert council_of_code("N09000003").name == "Belfast"
    assert [council.name for council in find_councils("caerdydd")] == ["Cardiff"]
    assert council_of_code("E07000117").county.name == "Lancashire"
    wards = wards_of(council_of_code("E08000003"))
    assert len(wards) == Ward.objects.count() == 32
    assert [ward.codes.get().code for ward in wards if ward.name == "Piccadilly"] == ["E05011376"]
